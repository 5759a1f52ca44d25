// Does the wrong thing that its argument names.
using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using Osmosis.Programs.Errors;

namespace FailingProgram;

internal static class Program
{
    private const byte HaltInstruction = 0xF4;

    [RuntimeExport("program_main")]
    private static int Main()
    {
        // The compiler must not know them.
        int one = Arguments.Count;
        string? nothing = one == 1 ? null : "something";
        ReadOnlySpan<byte> wrong = Arguments.At(1);
        if (wrong.SequenceEqual("index"u8))
        {
            Output.WriteLine($"{(uint)"0123456789"u8[one + 15]}");
        }
        else if (wrong.SequenceEqual("slice"u8))
        {
            Output.WriteLine($"{"0123456789abcdef"u8[(one + 4)..3]}");
        }
        else if (wrong.SequenceEqual("null"u8))
        {
            Output.WriteLine($"{nothing!.Length}");
        }
        else if (wrong.SequenceEqual("divide"u8))
        {
            Output.WriteLine($"{7u / (uint)(one - 1)}");
        }
        else if (wrong.SequenceEqual("smash"u8))
        {
            Smash(32 * one);
        }
        else if (wrong.SequenceEqual("illegal"u8))
        {
            Execute([0x0F, 0x0B]);
        }
        else if (wrong.SequenceEqual("forbidden"u8))
        {
            Execute([HaltInstruction]);
        }

        return Output.Fail($"{wrong} did no harm");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void Smash(int count)
    {
        // Not sound, on purpose.
        byte* bytes = stackalloc byte[16];
        for (int i = 0; i < count; i++)
        {
            bytes[i] = 1;
        }
    }

    private static unsafe void Execute(ReadOnlySpan<byte> code)
    {
        Errno error = AddressSpace.Map(AddressSpace.PageSize, Access.Read | Access.Write | Access.Execute,
            Sharing.Private, out Span<byte> memory);
        if (error != Errno.None)
        {
            Process.Exit(Output.Fail($"mmap: {error}"));
        }

        // Not sound, on purpose.
        code.CopyTo(memory);
        ((delegate*<void>)AddressSpace.AddressOf(memory))();
    }
}
