using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Osmosis.Memory;

/// <summary>One bit for each of the 2^20 frames, and two words past them that are always zero.</summary>
[InlineArray((int)(MemoryLayout.FrameCount / 32) + 2)]
internal struct FrameBits
{
    private uint _word;

    /// <summary>
    /// Sets bits <paramref name="first"/> to <paramref name="last"/>, both included, of the bitmap that starts at
    /// <paramref name="start"/> and is long enough for both.
    /// </summary>
    public static void Set(ref uint start, uint first, uint last)
    {
        uint firstWord = first >> 5;
        uint lastWord = last >> 5;
        Unsafe.Add(ref start, (int)firstWord) |= Mask(firstWord, first, last);
        if (firstWord == lastWord)
        {
            return;
        }

        Unsafe.Add(ref start, (int)lastWord) |= Mask(lastWord, first, last);
        if (lastWord - firstWord > 1)
        {
            // The words between lie inside the bitmap, as both ends do.
            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref start, (int)firstWord + 1), (int)(lastWord - firstWord - 1))
                .Fill(uint.MaxValue);
        }
    }

    /// <summary>Which bits of word <paramref name="word"/> lie in first..last. The word must overlap the range.</summary>
    public static uint Mask(uint word, uint first, uint last)
    {
        uint mask = uint.MaxValue;
        if (word == first >> 5)
        {
            mask &= uint.MaxValue << (int)(first & 31);
        }

        if (word == last >> 5)
        {
            mask &= uint.MaxValue >> (int)(31 - (last & 31));
        }

        return mask;
    }
}
