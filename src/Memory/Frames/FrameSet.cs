using System.Numerics;
using System.Runtime.CompilerServices;

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
/// The lowest word that has a member is kept outside the tree, in the window, where it is taken from and added to without a look at the
/// tree: what the tree holds in its place is out of date until the window moves. No member lies below the window. The default value is
/// not usable: <see cref="Clear"/> makes the empty set. 135,312 bytes: pass it by reference, never by value.
/// </summary>
internal struct FrameSet
{
    /// <summary>
    /// The members among the 32 frames of word <see cref="WindowIndex"/>. Whoever uses the set's lowest members reads and writes it directly.
    /// </summary>
    public uint Window;

    /// <summary>Words of the lowest level. One more, always zero, is where the window of an empty set lies.</summary>
    private const uint WordCount = MemoryLayout.FrameCount / 32;

    private uint _windowIndex;
    private uint _windowStart;
    private uint _root;
    private Groups _groups;
    private Clusters _clusters;
    private FrameBits _words;

    /// <summary>Which word the window is.</summary>
    public readonly uint WindowIndex => _windowIndex;

    /// <summary>The window's first frame.</summary>
    public readonly uint WindowStart => _windowStart;

    public readonly bool Contains(uint frame) =>
        ((frame >> 5 == _windowIndex ? Window : _words[(int)(frame >> 5)]) & Bit(frame)) != 0;

    /// <summary>Makes a default value, or any other without members, the empty set.</summary>
    public void Clear()
    {
        Window = 0;
        _windowIndex = WordCount;
    }

    /// <summary>The window has no member left: moves it to the lowest word that has one. False when there is none.</summary>
    public bool TryMoveWindow()
    {
        // Often it is simply the next word; otherwise the tree, once it knows that the window is empty, tells.
        uint next = _windowIndex + 1;
        if (next < WordCount && _words[(int)next] != 0)
        {
            MoveWindow(next);
            return true;
        }

        MoveWindow(WordCount);
        MoveWindow(LowestWord());
        return Window != 0;
    }

    /// <summary>Adds a frame that is not a member and lies outside the window.</summary>
    public void AddOutsideWindow(uint frame)
    {
        uint index = frame >> 5;
        uint word = _words[(int)index];
        _words[(int)index] = word | Bit(frame);
        if (word == 0)
        {
            _clusters[(int)(index >> 5)] |= Bit(index);
            _groups[(int)(index >> 10)] |= Bit(index >> 5);
            _root |= Bit(index >> 10);
        }

        if (index < _windowIndex)
        {
            MoveWindow(index);
        }
    }

    /// <summary>Adds frames <paramref name="first"/> to <paramref name="last"/>, both included, a word at a time.</summary>
    public void AddRange(uint first, uint last)
    {
        MoveWindow(WordCount);
        FrameBits.Set(ref _words[0], first, last);
        FrameBits.Set(ref _clusters[0], first >> 5, last >> 5);
        FrameBits.Set(ref _groups[0], first >> 10, last >> 10);
        FrameBits.Set(ref _root, first >> 15, last >> 15);
        MoveWindow(LowestWord());
    }

    /// <summary>Removes frames <paramref name="first"/> to <paramref name="last"/>, both included; returns how many of them were members.</summary>
    public uint RemoveRange(uint first, uint last)
    {
        MoveWindow(WordCount);
        uint removed = 0;
        for (uint word = first >> 5; word <= last >> 5; word++)
        {
            uint mask = FrameBits.Mask(word, first, last);
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

        MoveWindow(LowestWord());
        return removed;
    }

    private static uint Bit(uint index) => 1u << (int)(index & 31);

    /// <summary>The lowest set bit of a word; some number for zero.</summary>
    private static uint LowestBit(uint word) => (uint)BitOperations.TrailingZeroCount(word);

    /// <summary>Puts the window's word back into the tree and takes another one out, which must be the lowest with a member.</summary>
    private void MoveWindow(uint index)
    {
        if (_windowIndex < WordCount)
        {
            _words[(int)_windowIndex] = Window;
            if (Window == 0)
            {
                ClearSummary(_windowIndex);
            }
        }

        _windowIndex = index;
        _windowStart = index << 5;
        Window = _words[(int)index];
    }

    /// <summary>The lowest word with a member, by the levels above; the extra word when there is none.</summary>
    private readonly uint LowestWord()
    {
        if (_root == 0)
        {
            return WordCount;
        }

        uint group = LowestBit(_root);
        uint cluster = (group << 5) + LowestBit(_groups[(int)group]);
        return (cluster << 5) + LowestBit(_clusters[(int)cluster]);
    }

    /// <summary>The word of the lowest level numbered <paramref name="word"/> is zero: say so in the levels above.</summary>
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
