// Greets whoever is named, and adds up the numbers among the arguments.
using System;
using System.Runtime;

namespace HelloProgram;

internal static class Program
{
    [RuntimeExport("program_main")]
    private static int Main()
    {
        bool hasUser = Arguments.TryEnvironment("USER"u8, out ReadOnlySpan<byte> user);
        Output.WriteLine($"Hello, {(hasUser ? user : "world"u8)}! I am process {Process.Id}.");
        uint sum = 0;
        for (int i = 1; i <= Arguments.Count; i++)
        {
            ReadOnlySpan<byte> text = Arguments.At(i);
            if (!Arguments.TryNumber(text, out uint number))
            {
                return Output.Refuse($"{text} is not a number");
            }

            sum = checked(sum + number);
        }

        Output.WriteLine($"The sum of {Arguments.Count} numbers is {sum}, or 0x{sum:x}.");
        return 0;
    }
}
