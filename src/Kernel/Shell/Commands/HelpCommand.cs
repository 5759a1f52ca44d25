// The `help` command.

using System;
using Osmosis.Kernel.Console;

namespace Osmosis.Kernel.Shell.Commands;

internal readonly struct HelpCommand : ICommand
{
    // Two columns of 39.
    private const int NameWidth = 11;
    private const int SummaryWidth = 26;

    public static ReadOnlySpan<byte> Name => "help"u8;

    public static CommandGroup Group => CommandGroup.Machine;

    public static ReadOnlySpan<byte> Usage => "help [command]"u8;

    public static ReadOnlySpan<byte> Summary => "list or explain commands"u8;

    public static ReadOnlySpan<byte> Details => "example: help map\n"u8;

    public static bool Run(ref Arguments arguments)
    {
        if (arguments.IsEmpty)
        {
            List();
            return true;
        }

        if (!arguments.TryNext(out ReadOnlySpan<byte> name) || !arguments.TryEnd())
        {
            return arguments.Refuse();
        }

        if (!CommandTable.TryFind(name, out CommandEntry command))
        {
            Terminal.Write($"unknown command: {name}");
            Suggestion.WriteCommand(name);
            return false;
        }

        Terminal.WriteLine($"{command.Name}: {command.Summary}");
        Terminal.WriteLine($"usage: {command.Usage}");
        Terminal.Write(command.Details);
        command.Explain();
        return true;
    }

    // Fits a screen of 24 rows together with the prompts before and after it.
    private static void List()
    {
        for (CommandGroup group = CommandGroup.Look; group <= CommandGroup.Machine; group++)
        {
            Terminal.WriteLine($"{GroupName(group)}");
            bool isLeft = true;
            CommandEntry command = default;
            while (CommandTable.TryNext(command.Name, out command))
            {
                if (command.Group == group)
                {
                    Terminal.Write($"  {command.Name,-NameWidth}");
                    Terminal.Write($"{command.Summary,-SummaryWidth}{(isLeft ? ""u8 : "\n"u8)}");
                    isLeft = !isLeft;
                }
            }

            if (!isLeft)
            {
                Terminal.WriteLine();
            }
        }

        Terminal.WriteLine($"help <command> says more. Addresses: decimal, 0x, or a symbol such as kmalloc.");
        Terminal.WriteLine($"Keys: Tab completes, arrows edit and recall, Ctrl-R searches, Ctrl-C ends.");
    }

    private static ReadOnlySpan<byte> GroupName(CommandGroup group) => group switch
    {
        CommandGroup.Look => "look"u8,
        CommandGroup.Change => "change"u8,
        CommandGroup.Break => "break"u8,
        _ => "machine"u8,
    };
}
