// The `help` command.

using System;
using Osmosis.Kernel.Console;

namespace Osmosis.Kernel.Shell.Commands;

internal readonly struct HelpCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "help"u8;

    public static ReadOnlySpan<byte> Usage => "help [command]"u8;

    public static ReadOnlySpan<byte> Summary => "list the commands, or explain one"u8;

    public static void Run(ref Arguments arguments)
    {
        if (!arguments.TryNext(out ReadOnlySpan<byte> name))
        {
            List();
        }
        else if (!arguments.IsEmpty)
        {
            arguments.ReportUsage();
        }
        else if (CommandTable.TryFind(name, out CommandEntry command))
        {
            Terminal.WriteLine($"{command.Name}: {command.Summary}");
            Terminal.WriteLine($"usage: {command.Usage}");
            command.Explain();
        }
        else
        {
            Terminal.WriteLine($"unknown command: {name} (help lists the commands)");
        }
    }

    private static void List()
    {
        Terminal.WriteLine($"help <command> says how it is called");
        for (int i = 0; CommandTable.TryGet(i, out CommandEntry command); i++)
        {
            Terminal.WriteLine($"{command.Name,-12}{command.Summary}");
        }
    }
}
