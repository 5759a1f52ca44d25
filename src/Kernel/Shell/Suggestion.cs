// "did you mean …?" after a word that is not known.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Metal;

namespace Osmosis.Kernel.Shell;

internal static class Suggestion
{
    /// <summary>
    /// Ends the line, after the first symbol that a slip of the keys makes of the word, if there is one.
    /// </summary>
    public static void Write(ReadOnlySpan<byte> word, SymbolTable.Labels labels)
    {
        while (labels.TryNext(out ReadOnlySpan<byte> name, out _))
        {
            if (NameOrder.IsNear(word, name))
            {
                Write(name);
                return;
            }
        }

        Terminal.WriteLine();
    }

    /// <summary>As above, for the commands; else points to help.</summary>
    public static void WriteCommand(ReadOnlySpan<byte> word)
    {
        CommandEntry command = default;
        while (CommandTable.TryNext(command.Name, out command))
        {
            if (NameOrder.IsNear(word, command.Name))
            {
                Write(command.Name);
                return;
            }
        }

        Terminal.WriteLine($" (help lists the commands)");
    }

    private static void Write(ReadOnlySpan<byte> name) => Terminal.WriteLine($"; did you mean {name}?");
}
