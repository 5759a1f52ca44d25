// The boot code calls kernel_main when the processor is ready for compiled C#.
using System;
using System.Runtime;

namespace Kernel;

internal static class Program
{
    private const int LongestLine = 80;

    [RuntimeExport("kernel_main")]
    private static void Main(uint multibootInformation, uint magic)
    {
        Terminal.WriteLine("Hello from C# on bare metal. `help` lists the commands."u8);
        Span<byte> line = stackalloc byte[LongestLine];
        while (true)
        {
            Terminal.Write("> "u8);
            ReadOnlySpan<byte> typed = Terminal.ReadLine(line);
            if (!typed.IsEmpty)
            {
                Commands.Execute(typed);
            }
        }
    }
}
