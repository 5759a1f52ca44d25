// Writes where it may not: to address 0, to the one named, or to a page of its own that it has protected.
using System;
using System.Runtime;
using Osmosis.Programs.Errors;

namespace Segv;

internal static class Program
{
    [RuntimeExport("program_main")]
    private static int Main()
    {
        bool hasArgument = Arguments.Count == 1;
        ReadOnlySpan<byte> argument = hasArgument ? Arguments.At(1) : default;
        if (hasArgument && argument.SequenceEqual("protected"u8))
        {
            return WriteProtected();
        }

        uint address = 0;
        if (Arguments.Count > 1 || (hasArgument && !Arguments.TryNumber(argument, out address)))
        {
            return Output.Refuse($"call it without arguments, with an address, or with: protected");
        }

        Output.WriteLine($"writing to 0x{address:x8}");
        Write(address);
        return Output.Fail($"the write was not refused");
    }

    private static int WriteProtected()
    {
        Errno error = AddressSpace.Map(AddressSpace.PageSize, Access.Read | Access.Write, Sharing.Private,
            out Span<byte> memory);
        if (error != Errno.None)
        {
            return Output.Fail($"mmap: {error}");
        }

        memory[0] = 1;
        error = AddressSpace.Protect(memory, Access.Read);
        if (error != Errno.None)
        {
            return Output.Fail($"mprotect: {error}");
        }

        Output.WriteLine($"writing to a page with {memory[0]} in it, which may only be read now");
        memory[0] = 2;
        return Output.Fail($"the write was not refused: {memory[0]}");
    }

    private static unsafe void Write(uint address)
    {
        // Not sound, on purpose: that it is refused is what this program shows.
        *(byte*)address = 1;
    }
}
