// Tab: completes the word before the cursor.

using System;
using Osmosis.Kernel.Console;

namespace Osmosis.Kernel.Shell;

internal static class CommandCompletion
{
    private const int Columns = 79;

    /// <summary>Counts what the last word may become, and finds the text that all of it goes on with.</summary>
    /// <param name="line">The line up to the cursor.</param>
    /// <param name="rest">What is certain to follow.</param>
    public static int Find(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> rest)
    {
        int matches = 0;
        ReadOnlySpan<byte> common = default;
        CandidateList candidates = new(line, out ReadOnlySpan<byte> typed);
        while (candidates.TryNext(out ReadOnlySpan<byte> name))
        {
            if (name.StartsWith(typed))
            {
                common = matches == 0 ? name : name[..NameOrder.CommonLength(common, name)];
                matches++;
            }
        }

        rest = matches == 0 ? default : common[typed.Length..];
        return matches;
    }

    /// <summary>Prints what the last word may become; no name is broken between two rows.</summary>
    public static void List(ReadOnlySpan<byte> line)
    {
        int column = 0;
        CandidateList candidates = new(line, out ReadOnlySpan<byte> typed);
        while (candidates.TryNext(out ReadOnlySpan<byte> name))
        {
            if (!name.StartsWith(typed))
            {
                continue;
            }

            if (column + name.Length > Columns)
            {
                Terminal.WriteLine();
                column = 0;
            }

            Terminal.Write($"{name}  ");
            column += name.Length + 2;
        }

        Terminal.WriteLine();
    }
}
