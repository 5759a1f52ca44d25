// Memory is lazy: what is mapped takes no frames before it is touched.
using System;
using System.Runtime;
using Osmosis.Programs.Errors;

namespace Lazy;

internal static class Program
{
    private const int Size = 64 << 20;
    private const int Touched = 4;
    private const int Step = Size / Touched;

    [RuntimeExport("program_main")]
    private static int Main()
    {
        Errno error = AddressSpace.Map(Size, Access.Read | Access.Write, Sharing.Private, out Span<byte> memory);
        if (error != Errno.None)
        {
            return Output.Fail($"mmap: {error}");
        }

        // Linux may give 2 MiB at the first touch. A system that refuses the advice has no such pages.
        AddressSpace.AvoidHugePages(memory);
        Output.WriteLine($"mapped {Size / AddressSpace.PageSize} pages");
        if (!Expect(memory, 0))
        {
            return 1;
        }

        for (int at = 0; at < Size; at += Step)
        {
            memory[at] = 1;
        }

        Output.WriteLine($"touched {Touched} pages");
        if (!Expect(memory, Touched))
        {
            return 1;
        }

        int sum = 0;
        for (int at = 0; at < Size; at += AddressSpace.PageSize)
        {
            sum += memory[at];
        }

        if (sum != Touched)
        {
            return Output.Fail($"the other pages aren't zero: the sum is {sum}");
        }

        Output.WriteLine($"the other pages are zero");
        error = AddressSpace.Unmap(memory);
        return error == Errno.None ? 0 : Output.Fail($"munmap: {error}");
    }

    private static bool Expect(Span<byte> memory, int pages)
    {
        Errno error = AddressSpace.CountResident(memory, out int resident);
        if (error != Errno.None)
        {
            Output.WriteLine($"the system doesn't tell how many are in memory: {error}");
            return true;
        }

        Output.WriteLine($"in memory: {resident} pages");
        return resident == pages || Output.Fail($"{pages} pages should be in memory") == 0;
    }
}
