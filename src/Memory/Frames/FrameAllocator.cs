using System;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Frames;

/// <summary>
/// The physical frame allocator (pmm). A frame is in one of three states; only these steps lead from one to another:
/// <code>
/// reserved ──AddUsable──▶ free ──AllocateFrame, AllocateRun──▶ allocated
///     ▲                    │ ▲                                     │
///     └─────Reserve────────┘ └─────────FreeFrame, FreeRun──────────┘
/// </code>
/// Two bits a frame: free, and managed. Managed and not free means allocated; not managed means reserved, or no memory
/// at all. Allocation takes the lowest free frame in constant time. 266,400 bytes for 4 GiB: pass it by reference. Not
/// safe against interrupts: interrupt handlers allocate nothing.
/// </summary>
public struct FrameAllocator
{
    private uint _freeCount;
    private uint _leastFree;
    private uint _managedCount;
    private uint _total;
    private uint _refusedFrees;
    private FrameTree _free;
    private Bitmap _managed;

    /// <summary>Frames of memory that the machine has below 4 GiB, whatever their state.</summary>
    public readonly uint TotalFrames => _total;

    /// <summary>Frames that can be handed out now.</summary>
    public readonly uint FreeFrames => _freeCount;

    /// <summary>Frames handed out and not freed.</summary>
    public readonly uint AllocatedFrames => _managedCount - _freeCount;

    /// <summary>The most frames that were ever allocated at once.</summary>
    public readonly uint PeakFrames => _managedCount - Math.Min(_leastFree, _freeCount);

    /// <summary>Frames of memory that are never handed out.</summary>
    public readonly uint ReservedFrames => _total - _managedCount;

    /// <summary>How often freeing was refused (F3).</summary>
    public readonly uint RefusedFrees => _refusedFrees;

    /// <summary>Where the allocator keeps its words, for an observer from outside (docs/SNAPSHOT.md).</summary>
    [UnscopedRef]
    public FrameWords Words =>
        new(ref _free.Leaves, ref Managed(0), ref _freeCount, ref _managedCount, ref _total, ref _refusedFrees);

    /// <summary>Before the first allocation: frames first..last are usable. No frame may be added twice.</summary>
    public void AddUsable(uint first, uint last)
    {
        _free.AddRange(first, last);
        BitRange.Set(ref Managed(0), first, last);
        uint frames = last - first + 1;
        _total += frames;
        _managedCount += frames;
        _freeCount += frames;
        _leastFree = _freeCount;
    }

    /// <summary>Before the first allocation: these frames, be they memory or not, are never handed out (F1).</summary>
    public void Reserve(uint first, uint last)
    {
        uint frames = _free.RemoveRange(first, last);
        for (uint word = first >> 5; word <= last >> 5; word++)
        {
            Managed(word) &= ~BitRange.Mask(word, first, last);
        }

        _managedCount -= frames;
        _freeCount -= frames;
    }

    /// <summary>Hands out the lowest free frame, with whatever it held. OutOfFrames when there is none (F4).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public FrameError AllocateFrame(out Frame frame)
    {
        if (_freeCount == 0)
        {
            frame = default;
            return FrameError.OutOfFrames;
        }

        _freeCount--;
        frame = new Frame(_free.Lowest);
        _free.RemoveLowest();
        return FrameError.None;
    }

    /// <summary>
    /// Takes back a frame that <see cref="AllocateFrame"/> or <see cref="AllocateRun"/> handed out. Anything else
    /// changes nothing, is counted and refused (F3): AlreadyFree, NotAllocated.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public FrameError FreeFrame(Frame frame)
    {
        if (!IsAllocated(frame))
        {
            return Refuse(frame);
        }

        NoteLeast();
        _freeCount++;
        _free.Add(frame.Number);
        return FrameError.None;
    }

    /// <summary>As <see cref="FreeFrame(Frame)"/>, for an address; not the first of a frame: Unaligned.</summary>
    public FrameError FreeFrame(PhysicalAddress address)
    {
        if (address.IsPageAligned)
        {
            return FreeFrame(Frame.Containing(address));
        }

        _refusedFrees++;
        return FrameError.Unaligned;
    }

    /// <summary>
    /// Hands out the lowest run of neighbouring free frames that fits (F5). Each may also be freed by itself. Errors,
    /// each of which changes nothing: EmptyRun, BadAlignment, OutOfFrames (fewer are free, F4), NoRun (no run fits).
    /// </summary>
    /// <param name="frames">How many.</param>
    /// <param name="alignment">In frames, a power of two.</param>
    /// <param name="highest">The highest address that the device reaches, such as 0x00FFFFFF for ISA DMA.</param>
    /// <param name="first">The run's first frame.</param>
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

        if (frames > _freeCount)
        {
            return FrameError.OutOfFrames;
        }

        uint end = (uint)(((ulong)highest.Value + 1) >> MemoryLayout.PageShift);
        if (!_free.TryFindRun(frames, alignment, end, out uint number))
        {
            return FrameError.NoRun;
        }

        _free.RemoveRange(number, number + frames - 1);
        _freeCount -= frames;
        first = new Frame(number);
        return FrameError.None;
    }

    /// <summary>
    /// Takes back <paramref name="frames"/> neighbouring frames. Unless each of them is allocated, nothing changes; it
    /// is counted, once, and refused (F3): EmptyRun, or AlreadyFree or NotAllocated for the first that is not. Looks at
    /// one word for each 32 of them.
    /// </summary>
    public FrameError FreeRun(Frame first, uint frames)
    {
        if (frames == 0 || frames > MemoryLayout.FrameCount - first.Number)
        {
            _refusedFrees++;
            return frames == 0 ? FrameError.EmptyRun : FrameError.NotAllocated;
        }

        uint last = first.Number + (frames - 1);
        for (uint word = first.Number >> 5; word <= last >> 5; word++)
        {
            uint wrong = BitRange.Mask(word, first.Number, last) & ~(Managed(word) & ~_free[word]);
            if (wrong != 0)
            {
                return Refuse(new Frame((word << 5) + (uint)BitOperations.TrailingZeroCount(wrong)));
            }
        }

        NoteLeast();
        _freeCount += frames;
        _free.AddRange(first.Number, last);
        return FrameError.None;
    }

    /// <summary>Whether this frame is handed out now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsAllocated(Frame frame)
    {
        uint bit = 1u << (int)(frame.Number & 31);
        return (Unsafe.AsRef(in this).Managed(frame.Number >> 5) & bit) != 0 && (_free[frame.Number >> 5] & bit) == 0;
    }

    /// <summary>Whether this frame can be handed out now.</summary>
    public readonly bool IsFree(Frame frame) => _free.Contains(frame.Number);

    /// <summary>Whether the tree is whole, each free frame managed, the counters the bits' (F4). Reads all.</summary>
    public readonly bool IsWhole()
    {
        uint free = 0;
        uint managed = 0;
        for (uint word = 0; word < FrameTree.LeafCount; word++)
        {
            uint members = Unsafe.AsRef(in this).Managed(word);
            free += (uint)BitOperations.PopCount(_free[word]);
            managed += (uint)BitOperations.PopCount(members);
            if ((_free[word] & ~members) != 0)
            {
                return false;
            }
        }

        return _free.IsWhole() && free == _freeCount && managed == _managedCount && _managedCount <= _total;
    }

    /// <summary>Before frames become free: if fewer are free than ever before, that is the least so far.</summary>
    private void NoteLeast()
    {
        if (_freeCount < _leastFree)
        {
            _leastFree = _freeCount;
        }
    }

    private FrameError Refuse(Frame frame)
    {
        _refusedFrees++;
        return IsFree(frame) ? FrameError.AlreadyFree : FrameError.NotAllocated;
    }

    /// <summary>The managed ones among 32 frames.</summary>
    [UnscopedRef]
    private ref uint Managed(uint word)
    {
        // Sound: frame numbers are below 2^20, so their words lie in the array. The array's own index costs a call.
        return ref Unsafe.Add(ref Unsafe.As<Bitmap, uint>(ref _managed), (int)word);
    }

    [InlineArray((int)FrameTree.LeafCount)]
    private struct Bitmap
    {
        private uint _word;
    }
}
