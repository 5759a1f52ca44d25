// Compares names: which comes first, and whether one may be a slip of the keys for another.

using System;

namespace Osmosis.Kernel.Shell;

internal static class NameOrder
{
    /// <summary>Below 0 if the first name comes before the second, 0 if they are equal, above 0 otherwise.</summary>
    public static int Compare(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        int common = CommonLength(first, second);
        return common == first.Length || common == second.Length
            ? first.Length - second.Length : first[common] - second[common];
    }

    /// <summary>How many bytes at the start are the same.</summary>
    public static int CommonLength(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        int length = 0;
        while (length < first.Length && length < second.Length && first[length] == second[length])
        {
            length++;
        }

        return length;
    }

    /// <summary>
    /// Whether one key too few, too many, wrong, or two in the wrong order make one name of the other.
    /// </summary>
    public static bool IsNear(ReadOnlySpan<byte> typed, ReadOnlySpan<byte> name)
    {
        int common = CommonLength(typed, name);
        ReadOnlySpan<byte> typedRest = typed[common..];
        ReadOnlySpan<byte> nameRest = name[common..];
        return typed.Length > 1
            && (After(typedRest, 1).SequenceEqual(nameRest) || typedRest.SequenceEqual(After(nameRest, 1))
                || After(typedRest, 1).SequenceEqual(After(nameRest, 1))
                || (typedRest.Length >= 2 && nameRest.Length >= 2 && typedRest[0] == nameRest[1]
                    && typedRest[1] == nameRest[0]
                    && typedRest[2..].SequenceEqual(nameRest[2..])));
    }

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> text, int count) => text[Math.Min(count, text.Length)..];
}
