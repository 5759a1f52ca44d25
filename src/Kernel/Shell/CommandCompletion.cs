// Finds the commands that begin with a text.

using System;
using Osmosis.Kernel.Console;

namespace Osmosis.Kernel.Shell;

internal static class CommandCompletion
{
    /// <summary>Counts the commands that start with the typed text, and finds their common beginning.</summary>
    public static int Find(ReadOnlySpan<byte> typed, out ReadOnlySpan<byte> common)
    {
        int matches = 0;
        common = default;
        for (int i = 0; CommandTable.TryGet(i, out CommandEntry entry); i++)
        {
            if (entry.Name.StartsWith(typed))
            {
                common = matches == 0 ? entry.Name : entry.Name[..CommonLength(common, entry.Name)];
                matches++;
            }
        }

        return matches;
    }

    public static void List(ReadOnlySpan<byte> typed)
    {
        for (int i = 0; CommandTable.TryGet(i, out CommandEntry entry); i++)
        {
            if (entry.Name.StartsWith(typed))
            {
                Terminal.Write($"{entry.Name}  ");
            }
        }

        Terminal.WriteLine();
    }

    private static int CommonLength(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        int length = 0;
        while (length < first.Length && length < second.Length && first[length] == second[length])
        {
            length++;
        }

        return length;
    }
}
