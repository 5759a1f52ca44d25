using System.Runtime.CompilerServices;
using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Paging;

/// <summary>
/// Which pages callers may map, unmap and protect: none of the scratch and recursive slots (P2), and of the identity
/// window none may be unmapped or protected (L2).
/// </summary>
internal readonly struct PageRules
{
    /// <summary>The end W of the identity window, in bytes (L1).</summary>
    public readonly uint IdentityEnd;

    public PageRules(uint identityEnd) => IdentityEnd = identityEnd;

    /// <summary>Whether a request to map can be granted for what it says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayMap(VirtualAddress page, PhysicalAddress frame, PageFlags flags) =>
        ((page.Value | frame.Value) & MemoryLayout.PageOffsetMask) == 0
        && (flags & ~PageFlags.Requestable) == 0
        && page.Value < MemoryLayout.ScratchSlotBase;

    /// <summary>Why a request to map is not granted.</summary>
    public static MapError WhyNotMap(VirtualAddress page, PhysicalAddress frame, PageFlags flags) =>
        !page.IsPageAligned || !frame.IsPageAligned ? MapError.Unaligned
        : (flags & ~PageFlags.Requestable) != 0 ? MapError.UnknownFlags
        : MapError.ReservedRegion;

    /// <summary>Whether a page may be unmapped or protected, if it is mapped.</summary>
    public bool MayChange(VirtualAddress page) =>
        page.IsPageAligned && page.Value >= IdentityEnd && page.Value < MemoryLayout.ScratchSlotBase;

    /// <summary>Why a page may not be unmapped or protected.</summary>
    public MapError WhyNotChange(VirtualAddress page) =>
        !page.IsPageAligned ? MapError.Unaligned
        : page.Value < IdentityEnd ? MapError.IdentityWindow
        : MapError.ReservedRegion;

    /// <summary>Whether so many pages fit between an address and the end of the 4 GiB.</summary>
    public static bool Fit(uint address, uint pages) =>
        pages <= MemoryLayout.FrameCount - (address >> MemoryLayout.PageShift);
}
