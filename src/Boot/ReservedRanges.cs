using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;

namespace Osmosis.Boot;

/// <summary>Frames <see cref="FirstFrame"/> to <see cref="LastFrame"/>, both included.</summary>
public readonly struct FrameRange
{
    public readonly uint FirstFrame;

    public readonly uint LastFrame;

    public FrameRange(uint firstFrame, uint lastFrame)
    {
        FirstFrame = firstFrame;
        LastFrame = lastFrame;
    }
}

/// <summary>Frames that hold the kernel or the boot loader's data, and so must never be handed out (F1).</summary>
public struct ReservedRanges
{
    /// <summary>
    /// The largest number of separate ranges. Neighbours and overlaps are joined, and boot loaders put their data side
    /// by side.
    /// </summary>
    public const int Capacity = 64;

    private Ranges _ranges;
    private int _count;

    public readonly int Count => _count;

    [UnscopedRef]
    public readonly ref readonly FrameRange this[int index] => ref _ranges[index];

    /// <summary>
    /// Reserves every frame that holds one of the <paramref name="bytes"/> bytes from <paramref name="start"/>, up to 4
    /// GiB. When there is no room for another range, returns false and changes nothing.
    /// </summary>
    public bool TryAdd(PhysicalAddress start, uint bytes)
    {
        if (bytes == 0)
        {
            return true;
        }

        uint last = start.Value + (bytes - 1);
        uint firstFrame = start.Value >> MemoryLayout.PageShift;
        uint lastFrame = (last < start.Value ? uint.MaxValue : last) >> MemoryLayout.PageShift;
        for (int i = 0; i < _count; i++)
        {
            // Frame numbers have 20 bits, so + 1 can't wrap.
            FrameRange range = _ranges[i];
            if (firstFrame <= range.LastFrame + 1 && range.FirstFrame <= lastFrame + 1)
            {
                _ranges[i] = new FrameRange(Math.Min(firstFrame, range.FirstFrame),
                    Math.Max(lastFrame, range.LastFrame));
                return true;
            }
        }

        if (_count == Capacity)
        {
            return false;
        }

        _ranges[_count++] = new FrameRange(firstFrame, lastFrame);
        return true;
    }

    /// <summary>Whether the frame lies in one of the ranges.</summary>
    public readonly bool Contains(Frame frame)
    {
        for (int i = 0; i < _count; i++)
        {
            if (frame.Number >= _ranges[i].FirstFrame && frame.Number <= _ranges[i].LastFrame)
            {
                return true;
            }
        }

        return false;
    }

    [InlineArray(Capacity)]
    private struct Ranges
    {
        private FrameRange _range;
    }
}
