using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Osmosis.Memory;

/// <summary>
/// A set of frame numbers, as a tree of bitmaps 32 wide: a bit of one level is set when the word below it is not zero. Four words find
/// the lowest member among 2^20, at any occupancy.
/// <code>
/// root        1 word         bit i: group i has a member         (32,768 frames, 128 MiB a bit)
/// groups     32 words        bit i: cluster i has a member       ( 1,024 frames,   4 MiB a bit)
/// clusters 1024 words        bit i: word i has a member          (    32 frames, 128 KiB a bit)
/// words   32768 words        bit i: frame i is a member
/// </code>
/// The default value is the empty set. 135,300 bytes: pass it by reference, never by value.
/// </summary>
internal struct FrameSet
{
    private uint _root;
    private Groups _groups;
    private Clusters _clusters;
    private FrameBits _words;

    /// <summary>Whether no frame is in the set.</summary>
    public readonly bool IsEmpty => _root == 0;

    /// <summary>The lowest member. The set must not be empty.</summary>
    public readonly uint Lowest
    {
        get
        {
            uint group = (uint)BitOperations.TrailingZeroCount(_root);
            uint cluster = (group << 5) | (uint)BitOperations.TrailingZeroCount(_groups[(int)group]);
            uint word = (cluster << 5) | (uint)BitOperations.TrailingZeroCount(_clusters[(int)cluster]);
            return (word << 5) | (uint)BitOperations.TrailingZeroCount(_words[(int)word]);
        }
    }

    public readonly bool Contains(uint frame) => (_words[(int)(frame >> 5)] & Bit(frame)) != 0;

    public void Add(uint frame)
    {
        _words[(int)(frame >> 5)] |= Bit(frame);
        _clusters[(int)(frame >> 10)] |= Bit(frame >> 5);
        _groups[(int)(frame >> 15)] |= Bit(frame >> 10);
        _root |= Bit(frame >> 15);
    }

    public void Remove(uint frame)
    {
        if ((_words[(int)(frame >> 5)] &= ~Bit(frame)) == 0)
        {
            ClearSummary(frame >> 5);
        }
    }

    /// <summary>Adds frames <paramref name="first"/> to <paramref name="last"/>, both included, a word at a time.</summary>
    public void AddRange(uint first, uint last)
    {
        SetBits(ref _words[0], first, last);
        SetBits(ref _clusters[0], first >> 5, last >> 5);
        SetBits(ref _groups[0], first >> 10, last >> 10);
        SetBits(ref _root, first >> 15, last >> 15);
    }

    /// <summary>Removes frames <paramref name="first"/> to <paramref name="last"/>, both included; returns how many of them were members.</summary>
    public uint RemoveRange(uint first, uint last)
    {
        uint removed = 0;
        for (uint word = first >> 5; word <= last >> 5; word++)
        {
            uint mask = WordMask(word, first, last);
            uint old = _words[(int)word];
            if ((old & mask) == 0)
            {
                continue;
            }

            removed += (uint)BitOperations.PopCount(old & mask);
            _words[(int)word] = old & ~mask;
            if ((old & ~mask) == 0)
            {
                ClearSummary(word);
            }
        }

        return removed;
    }

    /// <summary>The word of the lowest level numbered <paramref name="word"/> became zero: say so in the levels above.</summary>
    private void ClearSummary(uint word)
    {
        if ((_clusters[(int)(word >> 5)] &= ~Bit(word)) != 0)
        {
            return;
        }

        if ((_groups[(int)(word >> 10)] &= ~Bit(word >> 5)) == 0)
        {
            _root &= ~Bit(word >> 10);
        }
    }

    /// <summary>Sets bits <paramref name="first"/> to <paramref name="last"/> of the bitmap that starts at <paramref name="start"/>.</summary>
    private static void SetBits(ref uint start, uint first, uint last)
    {
        uint firstWord = first >> 5;
        uint lastWord = last >> 5;
        Unsafe.Add(ref start, (int)firstWord) |= WordMask(firstWord, first, last);
        if (firstWord == lastWord)
        {
            return;
        }

        Unsafe.Add(ref start, (int)lastWord) |= WordMask(lastWord, first, last);
        if (lastWord - firstWord > 1)
        {
            // The words between lie inside the same bitmap: both ends do, by the callers' bound of 2^20 on frame numbers.
            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref start, (int)firstWord + 1), (int)(lastWord - firstWord - 1))
                .Fill(uint.MaxValue);
        }
    }

    /// <summary>Which bits of word <paramref name="word"/> lie in first..last. The word must overlap the range.</summary>
    private static uint WordMask(uint word, uint first, uint last)
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

    private static uint Bit(uint index) => 1u << (int)(index & 31);

    [InlineArray(32)]
    private struct Groups
    {
        private uint _word;
    }

    [InlineArray(1024)]
    private struct Clusters
    {
        private uint _word;
    }
}

/// <summary>One bit for each of the 2^20 frames.</summary>
[InlineArray(32768)]
internal struct FrameBits
{
    private uint _word;
}
