using System;
using Osmosis.Memory.Frames;
using Osmosis.Memory.Heap;
using Osmosis.Memory.Paging;
using Osmosis.Memory.Spaces;

namespace Osmosis.Memory.Texts;

/// <summary>What the core's refusals mean, in words that fit after a colon.</summary>
public static class ErrorTexts
{
    public static ReadOnlySpan<byte> Describe(this FrameError error) => error switch
    {
        FrameError.None => "done"u8,
        FrameError.OutOfFrames => "too few frames are free"u8,
        FrameError.AlreadyFree => "the frame is free already"u8,
        FrameError.NotAllocated => "the frame is reserved, or no memory"u8,
        FrameError.Unaligned => "the address is not the first of a frame"u8,
        FrameError.EmptyRun => "a run of no frames"u8,
        FrameError.BadAlignment => "the alignment is not a power of two"u8,
        FrameError.NoRun => "no run of free frames fits"u8,
        _ => "unknown frame error"u8,
    };

    public static ReadOnlySpan<byte> Describe(this MapError error) => error switch
    {
        MapError.None => "done"u8,
        MapError.Unaligned => "the address is not the first of a page"u8,
        MapError.UnknownFlags => "a flag that can't be asked for"u8,
        MapError.ReservedRegion => "the address lies in the scratch slot or the recursive slot"u8,
        MapError.IdentityWindow => "the address lies in the identity window"u8,
        MapError.AlreadyMapped => "the page is mapped already"u8,
        MapError.NotMapped => "the page is not mapped"u8,
        MapError.OutOfFrames => "no frame is free"u8,
        MapError.FrameNotOwned => "the frame was not taken for this mapping"u8,
        MapError.OutOfRange => "the range is too long"u8,
        _ => "unknown paging error"u8,
    };

    public static ReadOnlySpan<byte> Describe(this SpaceError error) => error switch
    {
        SpaceError.None => "done"u8,
        SpaceError.OutOfMemory => "too few frames are free"u8,
        SpaceError.TooManyRegions => "the space has 65530 regions, and may have no more"u8,
        SpaceError.BadRange => "the range is empty, or leaves 0x08000000 to 0xbfffffff"u8,
        SpaceError.NoRegion => "no region is there"u8,
        SpaceError.Occupied => "a region is there already"u8,
        SpaceError.NoRoom => "no gap is large enough"u8,
        SpaceError.NotAllowed => "the region doesn't allow it"u8,
        SpaceError.SeveralRegions => "the range lies in several regions"u8,
        SpaceError.PastEnd => "the page lies past the end of what its region shows"u8,
        _ => "unknown error of address spaces"u8,
    };

    public static ReadOnlySpan<byte> Describe(this HeapError error) => error switch
    {
        HeapError.None => "done"u8,
        HeapError.TooLarge => "larger than the heap's window"u8,
        HeapError.WindowExhausted => "the heap's window is full"u8,
        HeapError.PageUnavailable => "no page could be mapped"u8,
        HeapError.OutsideWindow => "the pointer lies outside the heap's window"u8,
        HeapError.AlreadyFree => "the block is free already"u8,
        HeapError.NotABlock => "no allocated block starts there"u8,
        HeapError.Damaged => "the block, or the heap itself, is damaged"u8,
        HeapError.BadAlignment => "the alignment is not a power of two up to 4096"u8,
        _ => "unknown heap error"u8,
    };

    public static ReadOnlySpan<byte> Describe(this HeapFault fault) => fault switch
    {
        HeapFault.None => "nothing is wrong"u8,
        HeapFault.DoubleFree => "double free"u8,
        HeapFault.WildFree => "free of a pointer that no allocation returned"u8,
        HeapFault.HeaderSmashed => "a block's header was overwritten"u8,
        HeapFault.Overrun => "a write past the end of a block"u8,
        HeapFault.UseAfterFree => "a write to memory that had been freed"u8,
        HeapFault.NeighbourDisagrees => "what lies below a block contradicts it"u8,
        HeapFault.NotMerged => "two free blocks lie side by side"u8,
        HeapFault.EndSmashed => "a write behind the last block"u8,
        HeapFault.ListWrong => "a free list is damaged"u8,
        HeapFault.CounterWrong => "a counter of the heap was overwritten"u8,
        HeapFault.HistoryWrong => "the list of the last frees was overwritten"u8,
        HeapFault.BoundsWrong => "the heap's bounds or salt were overwritten"u8,
        _ => "unknown damage"u8,
    };

    public static ReadOnlySpan<byte> Describe(this BlockState state) => state switch
    {
        BlockState.Allocated => "allocated"u8,
        BlockState.Free => "free"u8,
        BlockState.Quarantined => "quarantined"u8,
        _ => "unknown state"u8,
    };
}
