// The prompt: reads a line, runs the command it names, again and again.

using System;
using System.Diagnostics.CodeAnalysis;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Shell;

internal static class CommandShell
{
    private static ReadOnlySpan<byte> Prompt => "osmosis> "u8;

    [DoesNotReturn]
    public static void Run()
    {
        while (true)
        {
            if (!Terminal.IsAtLineStart)
            {
                Terminal.WriteLine();
            }

            Execute(LineEditor.Read(Prompt));
        }
    }

    private static void Execute(ReadOnlySpan<byte> line)
    {
        int start = 0;
        while (start < line.Length && line[start] == ' ')
        {
            start++;
        }

        int length = line[start..].IndexOf((byte)' ');
        int end = length < 0 ? line.Length : start + length;
        ReadOnlySpan<byte> name = line[start..end];
        if (name.IsEmpty)
        {
            return;
        }

        if (!CommandTable.TryFind(name, out CommandEntry command))
        {
            Terminal.WriteLine($"unknown command: {name} (help lists the commands)");
            return;
        }

        Arguments arguments = new(line[end..], command.Usage);
        if (!command.TakesArguments && !arguments.IsEmpty)
        {
            arguments.ReportUsage();
        }
        else
        {
            BreakKey.Clear();
            command.Run(ref arguments);
        }
    }
}
