using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Osmosis.Memory.Frames;

/// <summary>Neighbouring bits of a bitmap: bit i is bit i mod 32 of word i / 32.</summary>
internal static class BitRange
{
    /// <summary>
    /// The bits of word <paramref name="word"/> that lie in first..last, both included. The word must overlap the
    /// range.
    /// </summary>
    public static uint Mask(uint word, uint first, uint last)
    {
        uint fromFirst = word == first >> 5 ? uint.MaxValue << (int)(first & 31) : uint.MaxValue;
        return word == last >> 5 ? fromFirst & (uint.MaxValue >> (int)(31 - (last & 31))) : fromFirst;
    }

    /// <summary>
    /// Sets bits first..last, both included, of the bitmap that starts at <paramref name="start"/>, which has room for
    /// them.
    /// </summary>
    public static void Set(ref uint start, uint first, uint last)
    {
        uint firstWord = first >> 5;
        uint lastWord = last >> 5;

        // Sound: both words lie in the bitmap, as the caller promises, and so do those between them.
        Unsafe.Add(ref start, (int)firstWord) |= Mask(firstWord, first, last);
        if (firstWord == lastWord)
        {
            return;
        }

        Unsafe.Add(ref start, (int)lastWord) |= Mask(lastWord, first, last);
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref start, (int)firstWord + 1),
            (int)(lastWord - firstWord - 1)).Fill(uint.MaxValue);
    }
}
