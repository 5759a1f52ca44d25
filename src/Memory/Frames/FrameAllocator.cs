using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Osmosis.Memory;

/// <summary>
/// The physical frame allocator (pmm). A frame is in one of three states, and only these steps lead from one to another:
/// <code>
/// reserved ──AddUsable──▶ free ──AllocateFrame, AllocateRun──▶ allocated
///     ▲                    │ ▲                                     │
///     └─────Reserve────────┘ └─────────FreeFrame, FreeRun──────────┘
/// </code>
/// Allocation takes the lowest free frame in constant time. Two bits a frame: free, and managed; managed and not free means allocated, not
/// managed reserved. 270,512 bytes for 4 GiB, of which memory that becomes free writes few. The default value is not usable:
/// <see cref="Initialise"/> makes it so. Not safe against interrupts: interrupt handlers allocate nothing.
/// </summary>
public partial struct FrameAllocator
{
    private uint _windowWithheld;
    private uint _leastFree;
    private int _aboveLeast;
    private uint _managedCount;
    private uint _total;
    private uint _refusedFrees;
    private FrameSet _free;
    private FrameBits _managed;

    /// <summary>The single bits, by number.</summary>
    private static ReadOnlySpan<uint> Bits =>
    [
        1u << 0, 1u << 1, 1u << 2, 1u << 3, 1u << 4, 1u << 5, 1u << 6, 1u << 7, 1u << 8, 1u << 9, 1u << 10,
        1u << 11, 1u << 12, 1u << 13, 1u << 14, 1u << 15, 1u << 16, 1u << 17, 1u << 18, 1u << 19, 1u << 20, 1u << 21,
        1u << 22, 1u << 23, 1u << 24, 1u << 25, 1u << 26, 1u << 27, 1u << 28, 1u << 29, 1u << 30, 1u << 31,
    ];

    /// <summary>Frames of memory that the machine has below 4 GiB, whatever their state.</summary>
    public readonly uint TotalFrames => _total;

    /// <summary>Frames that can be handed out now.</summary>
    public readonly uint FreeFrames => _leastFree + (uint)_aboveLeast;

    /// <summary>Frames handed out and not freed.</summary>
    public readonly uint AllocatedFrames => _managedCount - FreeFrames;

    /// <summary>The most frames that were ever allocated at once.</summary>
    public readonly uint PeakFrames => _managedCount - Math.Min(FreeFrames, _leastFree);

    /// <summary>Frames of memory that are never handed out.</summary>
    public readonly uint ReservedFrames => _total - _managedCount;

    /// <summary>How often <see cref="FreeFrame(Frame)"/> refused (F3).</summary>
    public readonly uint RefusedFrees => _refusedFrees;

    /// <summary>
    /// Makes the usable frames of <paramref name="map"/> free, and takes out the first MiB and every range of <paramref name="reserved"/> (F1, F2).
    /// Call it once, on the default value.
    /// </summary>
    public void Initialise(ref readonly MemoryMap map, ref readonly ReservedRanges reserved)
    {
        for (int i = 0; i < map.Count; i++)
        {
            if (map[i].TryGetUsableFrames(out uint first, out uint last))
            {
                AddUsable(first, last);
            }
        }

        Reserve(0, (MemoryLayout.LowMemoryEnd >> MemoryLayout.PageShift) - 1);
        for (int i = 0; i < reserved.Count; i++)
        {
            Reserve(reserved[i].FirstFrame, reserved[i].LastFrame);
        }

        _leastFree = _managedCount;
        _windowWithheld = _managed.Missing(_free.WindowIndex);
    }

    /// <summary>Hands out the lowest free frame. Its contents are whatever they were. OutOfFrames when there is none (F4).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public FrameError AllocateFrame(out Frame frame)
    {
        uint word = _free.Window;
        if (word == 0)
        {
            return AllocatePastWindow(out frame);
        }

        _free.Window = word & (word - 1);
        frame = new Frame(_free.WindowStart + (uint)BitOperations.TrailingZeroCount(word));
        _aboveLeast--;
        return FrameError.None;
    }

    /// <summary>
    /// Takes back a frame that <see cref="AllocateFrame"/> handed out. Anything else changes nothing, is counted and refused (F3):
    /// AlreadyFree, NotAllocated.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public FrameError FreeFrame(Frame frame)
    {
        SettleLeast();
        uint index = frame.Number - _free.WindowStart;
        if (index >= FrameSet.WindowFrames)
        {
            return FreeOutsideWindow(frame);
        }

        // The index is below 32, the length of the table.
        uint bit = Unsafe.Add(ref MemoryMarshal.GetReference(Bits), (int)index);
        if ((_free.Window & bit) != 0 || (_windowWithheld & bit) != 0)
        {
            return Refuse(frame);
        }

        _free.Window |= bit;
        _aboveLeast++;
        return FrameError.None;
    }

    /// <summary>As <see cref="FreeFrame(Frame)"/>, for an address; one that is not the first of a frame is refused as Unaligned.</summary>
    public FrameError FreeFrame(PhysicalAddress address)
    {
        if (address.IsPageAligned)
        {
            return FreeFrame(Frame.Containing(address));
        }

        _refusedFrees++;
        return FrameError.Unaligned;
    }

    /// <summary>Whether this frame is handed out now.</summary>
    public readonly bool IsAllocated(Frame frame) =>
        _managed.Contains(frame.Number) && !_free.Contains(frame.Number);

    /// <summary>Whether this frame can be handed out now.</summary>
    public readonly bool IsFree(Frame frame) => _free.Contains(frame.Number);

    /// <summary>Frames first..last are memory. They must not have been added before: regions of a cleaned map are disjoint.</summary>
    private void AddUsable(uint first, uint last)
    {
        _free.AddNewRange(first, last);
        _managed.AddNew(first, last);
        uint frames = last - first + 1;
        _total += frames;
        _managedCount += frames;
    }

    /// <summary>Frames first..last must never be handed out. Ranges may overlap, and may lie where there is no memory.</summary>
    private void Reserve(uint first, uint last)
    {
        _managedCount -= _free.RemoveRange(first, last);
        for (uint word = first >> 5; word <= last >> 5; word++)
        {
            _managed.Missing(word) |= FrameBits.Mask(word, first, last);
        }
    }

    /// <summary>To be called before frames are freed: if fewer are free than ever before, that is the least from now on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SettleLeast()
    {
        if (_aboveLeast < 0)
        {
            _leastFree += (uint)_aboveLeast;
            _aboveLeast = 0;
        }
    }

    /// <summary>The window is used up, as it is for one allocation in 32 at most.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private FrameError AllocatePastWindow(out Frame frame)
    {
        if (!_free.TryTakeFromNextWord(out uint number))
        {
            return AllocateFromTree(out frame);
        }

        frame = new Frame(number);
        _windowWithheld = _managed.Missing(_free.WindowIndex);
        _aboveLeast--;
        return FrameError.None;
    }

    /// <summary>The next word has no free frame either.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private FrameError AllocateFromTree(out Frame frame)
    {
        if (!_free.FindWindow())
        {
            frame = default;
            return FrameError.OutOfFrames;
        }

        // The window has a frame now, so that this goes no deeper.
        _windowWithheld = _managed.Missing(_free.WindowIndex);
        return AllocateFrame(out frame);
    }

    /// <summary>Frees a frame outside the window, or refuses.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private FrameError FreeOutsideWindow(Frame frame)
    {
        if (!IsAllocated(frame))
        {
            return Refuse(frame);
        }

        _free.AddOutsideWindow(frame.Number);
        _windowWithheld = _managed.Missing(_free.WindowIndex);
        _aboveLeast++;
        return FrameError.None;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private FrameError Refuse(Frame frame)
    {
        _refusedFrees++;
        return _free.Contains(frame.Number) ? FrameError.AlreadyFree : FrameError.NotAllocated;
    }
}
