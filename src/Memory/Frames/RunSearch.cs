using System;
using System.Numerics;

namespace Osmosis.Memory.Frames;

/// <summary>
/// Finds the lowest aligned run of frames in words that are shown to it in ascending order, with a fixed number of
/// steps for each:
/// <code>
///         word n + 1            word n         (frame numbers grow to the left, a 1 is a member)
///     0 1 1 0 … 0 1 1 1 │ 1 1 0 1 1 1 1 0 … 0
///       └─┘       └─────────┘   └─────┘
///     inside a word: all starts of such runs at once, by shifting; across words: where the run starts is remembered
/// </code>
/// </summary>
internal struct RunSearch
{
    private readonly uint _frames;
    private readonly uint _alignment;

    /// <summary>
    /// The bits of a word at which a run inside it may start; none if every such run also is one that goes on.
    /// </summary>
    private readonly uint _starts;

    private uint _start;
    private uint _next;

    /// <summary>
    /// For so many frames, at least 1, from a multiple of <paramref name="alignment"/> up, which is a power of two.
    /// </summary>
    public RunSearch(uint frames, uint alignment)
    {
        _frames = frames;
        _alignment = alignment;
        _starts = alignment < 32 ? uint.MaxValue / ((1u << (int)alignment) - 1) : 0;
    }

    /// <summary>Shows the next word that has members. True when a run ends in it; lower ones there are none.</summary>
    public bool TryFind(uint word, uint members, out uint first)
    {
        uint at = word << 5;
        if (word != _next)
        {
            _start = AlignUp(at);
        }

        _next = word + 1;
        first = _start;
        if (at + (uint)BitOperations.TrailingZeroCount(~members) >= _start + _frames)
        {
            return true;
        }

        if (members == uint.MaxValue)
        {
            return false;
        }

        uint starts = StartsIn(members);
        if (starts != 0)
        {
            first = at + (uint)BitOperations.TrailingZeroCount(starts);
            return true;
        }

        _start = AlignUp(at + 32 - (uint)BitOperations.LeadingZeroCount(~members));
        return false;
    }

    /// <summary>The aligned bits of a word from which on as many are set as the run is long.</summary>
    private readonly uint StartsIn(uint members)
    {
        uint starts = members;
        for (uint length = 1; length < _frames && starts != 0;)
        {
            // From each of them on, so many are set; then so many more.
            uint more = Math.Min(length, _frames - length);
            starts &= starts >> (int)more;
            length += more;
        }

        return starts & _starts;
    }

    private readonly uint AlignUp(uint frame) => (frame + (_alignment - 1)) & ~(_alignment - 1);
}
