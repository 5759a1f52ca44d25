using System.Runtime.CompilerServices;

namespace Osmosis.Memory;

/// <summary>
/// The physical frame allocator (pmm). A frame is in one of three states, and only these steps lead from one to another:
/// <code>
/// reserved ──AddUsable──▶ free ──AllocateFrame──▶ allocated
///     ▲                    │ ▲                       │
///     └─────Reserve────────┘ └───────FreeFrame───────┘
/// </code>
/// Allocation takes the lowest free frame in constant time. Two bits a frame: free, and allocated; neither means reserved. 266,376 bytes
/// for 4 GiB. The default value knows no memory at all. Not safe against interrupts: interrupt handlers allocate nothing.
/// </summary>
public struct FrameAllocator
{
    private FrameSet _free;
    private FrameBits _allocated;
    private uint _total;
    private uint _freeCount;
    private uint _allocatedCount;
    private uint _peak;
    private uint _refusedFrees;

    /// <summary>Frames of memory that the machine has below 4 GiB, whatever their state.</summary>
    public readonly uint TotalFrames => _total;

    /// <summary>Frames that can be handed out now.</summary>
    public readonly uint FreeFrames => _freeCount;

    /// <summary>Frames handed out and not freed.</summary>
    public readonly uint AllocatedFrames => _allocatedCount;

    /// <summary>The most frames that were ever allocated at once.</summary>
    public readonly uint PeakFrames => _peak;

    /// <summary>Frames of memory that are never handed out.</summary>
    public readonly uint ReservedFrames => _total - _freeCount - _allocatedCount;

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
    }

    /// <summary>Hands out the lowest free frame. Its contents are whatever they were. OutOfFrames when there is none (F4).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public FrameError AllocateFrame(out Frame frame)
    {
        if (_free.IsEmpty)
        {
            frame = default;
            return FrameError.OutOfFrames;
        }

        uint number = _free.Lowest;
        _free.Remove(number);
        _allocated[(int)(number >> 5)] |= 1u << (int)(number & 31);
        _freeCount--;
        _allocatedCount++;
        if (_allocatedCount > _peak)
        {
            _peak = _allocatedCount;
        }

        frame = Frame.FromNumber(number);
        return FrameError.None;
    }

    /// <summary>
    /// Takes back a frame that <see cref="AllocateFrame"/> handed out. Anything else changes nothing, is counted and refused (F3):
    /// AlreadyFree, NotAllocated.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public FrameError FreeFrame(Frame frame)
    {
        uint number = frame.Number;
        uint bit = 1u << (int)(number & 31);
        ref uint allocated = ref _allocated[(int)(number >> 5)];
        if ((allocated & bit) == 0)
        {
            return RefuseFree(_free.Contains(number) ? FrameError.AlreadyFree : FrameError.NotAllocated);
        }

        allocated &= ~bit;
        _free.Add(number);
        _freeCount++;
        _allocatedCount--;
        return FrameError.None;
    }

    /// <summary>As <see cref="FreeFrame(Frame)"/>, for an address; one that is not the first of a frame is refused as Unaligned.</summary>
    public FrameError FreeFrame(PhysicalAddress address) =>
        address.IsPageAligned ? FreeFrame(Frame.Containing(address)) : RefuseFree(FrameError.Unaligned);

    /// <summary>Whether this frame is handed out now.</summary>
    public readonly bool IsAllocated(Frame frame) =>
        (_allocated[(int)(frame.Number >> 5)] & (1u << (int)(frame.Number & 31))) != 0;

    /// <summary>Whether this frame can be handed out now.</summary>
    public readonly bool IsFree(Frame frame) => _free.Contains(frame.Number);

    /// <summary>Frames first..last are memory. They must not have been added before: regions of a cleaned map are disjoint.</summary>
    private void AddUsable(uint first, uint last)
    {
        _free.AddRange(first, last);
        _total += last - first + 1;
        _freeCount += last - first + 1;
    }

    /// <summary>Frames first..last must never be handed out. Ranges may overlap, and may lie where there is no memory.</summary>
    private void Reserve(uint first, uint last) => _freeCount -= _free.RemoveRange(first, last);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private FrameError RefuseFree(FrameError error)
    {
        _refusedFrees++;
        return error;
    }
}
