using System.Numerics;
using System.Runtime.CompilerServices;

namespace Osmosis.Memory;

// Runs of neighbouring frames, for devices that read and write memory themselves (F5). The frames of a run are like any others: each may
// also be freed by itself, and neighbours that were allocated one by one may be freed as a run.
public partial struct FrameAllocator
{
    /// <summary>
    /// Hands out the lowest run of neighbouring free frames that fits. Their contents are whatever they were. Errors, each of which changes
    /// nothing: EmptyRun, BadAlignment, OutOfFrames (fewer are free, F4), NoRun (enough are free, but none of their runs fits). The work is bounded by
    /// the bitmap (see <see cref="FrameSet.TryTakeRun"/>): runs are for setting devices up, not for their interrupts.
    /// </summary>
    /// <param name="frames">How many.</param>
    /// <param name="alignment">
    /// In frames, a power of two: the run starts at a multiple of it. A run that is not longer than its alignment crosses no multiple of it either,
    /// such as the 64 KiB (16 frames) within which ISA DMA has to stay.
    /// </param>
    /// <param name="highest">The highest address that the device reaches, such as 0x00FFFFFF for ISA DMA: all bytes of the run lie up to there.</param>
    /// <param name="first">The run's first frame.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public FrameError AllocateRun(uint frames, uint alignment, PhysicalAddress highest, out Frame first)
    {
        first = default;
        if (frames == 0)
        {
            return FrameError.EmptyRun;
        }

        if (!BitOperations.IsPow2(alignment))
        {
            return FrameError.BadAlignment;
        }

        if (frames > FreeFrames)
        {
            return FrameError.OutOfFrames;
        }

        uint end = (highest.Value >> MemoryLayout.PageShift) + (highest.PageOffset == MemoryLayout.PageOffsetMask ? 1u : 0);
        bool isFound = _free.TryTakeRun(frames, alignment, end, out uint number);
        _windowWithheld = _managed.Missing(_free.WindowIndex);
        if (!isFound)
        {
            return FrameError.NoRun;
        }

        _aboveLeast -= (int)frames;
        first = new Frame(number);
        return FrameError.None;
    }

    /// <summary>
    /// Takes back <paramref name="frames"/> neighbouring frames. Unless each of them is allocated, nothing changes; it is counted, once, and refused (F3):
    /// EmptyRun, or AlreadyFree or NotAllocated for the first that is not. Looks at one word for each 32 of them.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public FrameError FreeRun(Frame first, uint frames)
    {
        if (frames == 0)
        {
            _refusedFrees++;
            return FrameError.EmptyRun;
        }

        if (frames > MemoryLayout.FrameCount - first.Number)
        {
            _refusedFrees++;
            return FrameError.NotAllocated;
        }

        uint last = first.Number + (frames - 1);
        for (uint word = first.Number >> 5; word <= last >> 5; word++)
        {
            uint wrong = FrameBits.Mask(word, first.Number, last) & ~(_managed[word] & ~_free[word]);
            if (wrong != 0)
            {
                return Refuse(new Frame((word << 5) + (uint)BitOperations.TrailingZeroCount(wrong)));
            }
        }

        SettleLeast();
        _free.AddRange(first.Number, last);
        _windowWithheld = _managed.Missing(_free.WindowIndex);
        _aboveLeast += (int)frames;
        return FrameError.None;
    }
}
