using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Osmosis.Memory;

/// <summary>
/// A set of frames as two levels of bitmaps, in which frames are added without being touched:
/// <code>
/// used      1024 words    bit i: word i of the level below has members (32 frames a bit); if not, it means nothing
/// missing  32768 words    bit i: frame i is not a member
/// </code>
/// Both are zero at first. A word that was never written thus says that all its frames are members, once its bit above is set: a range costs
/// the words at its ends, and a bit for each word. One word of the upper level lies past the end, and is always zero. 135,172 bytes.
/// </summary>
internal struct FrameBits
{
    /// <summary>Words of the lower level.</summary>
    public const uint WordCount = MemoryLayout.FrameCount / 32;

    private UsedWords _used;
    private MissingFrames _missing;

    /// <summary>The members among the frames of one word.</summary>
    public readonly uint this[uint word] =>
        (UsedIn(word >> 5) & Bit(word)) != 0 ? ~Unsafe.AsRef(in this).Missing(word) : 0;

    /// <summary>The bit of a frame in its word, or of a word in the word above it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bit(uint index) => 1u << (int)(index & 31);

    public readonly bool Contains(uint frame) => (this[frame >> 5] & Bit(frame)) != 0;

    /// <summary>As <see cref="Used"/>, to be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint UsedIn(uint cluster) => Unsafe.AsRef(in this).Used(cluster);

    /// <summary>The word of the upper level that has the bits of words 32 × <paramref name="cluster"/> and up; at most 1024.</summary>
    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref uint Used(uint cluster) => ref Unsafe.Add(ref Unsafe.As<UsedWords, uint>(ref _used), (int)cluster);

    /// <summary>A word of the lower level, which must be used.</summary>
    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref uint Missing(uint word) => ref Unsafe.Add(ref Unsafe.As<MissingFrames, uint>(ref _missing), (int)word);

    /// <summary>
    /// Adds frames <paramref name="first"/> to <paramref name="last"/>, both included. No word that lies between those of the two may ever have
    /// been used: it is not looked at.
    /// </summary>
    public void AddNew(uint first, uint last)
    {
        Add(first >> 5, Mask(first >> 5, first, last));
        Add(last >> 5, Mask(last >> 5, first, last));
        Set(ref Used(0), first >> 5, last >> 5);
    }

    /// <summary>Adds members to a word.</summary>
    public void Add(uint word, uint frames)
    {
        ref uint used = ref Used(word >> 5);
        Missing(word) = (used & Bit(word)) != 0 ? Missing(word) & ~frames : ~frames;
        used |= Bit(word);
    }

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

        // The words between, if any, lie inside the bitmap, as both ends do.
        Unsafe.Add(ref start, (int)lastWord) |= Mask(lastWord, first, last);
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref start, (int)firstWord + 1), (int)(lastWord - firstWord - 1)).Fill(uint.MaxValue);
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

    [InlineArray((int)(WordCount / 32) + 1)]
    private struct UsedWords
    {
        private uint _word;
    }

    [InlineArray((int)WordCount)]
    private struct MissingFrames
    {
        private uint _word;
    }
}
