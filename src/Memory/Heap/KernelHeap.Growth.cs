using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>Maps and unmaps pages at the upper end of the heap.</summary>
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    /// <summary>Bytes of the top from which pages are given back when a block is freed …</summary>
    private const uint SpareLimit = 128u << 10;

    /// <summary>
    /// … and how many stay, so that a program that allocates and frees in turn doesn't map and unmap in turn.
    /// </summary>
    private const uint SpareKept = 64u << 10;

    /// <summary>What is mapped grows by at least one part in so many, where there are pages for it.</summary>
    private const uint GrowthShare = 8;

    /// <summary>
    /// Sees to it that a block for <paramref name="bytes"/> fits into the top (ensure_capacity), mapping pages when it
    /// must. TooLarge, WindowExhausted or PageUnavailable when that can't be done; then everything is as it was (H3).
    /// </summary>
    public HeapError EnsureCapacity(uint bytes, uint caller = 0) =>
        bytes > MemoryLayout.HeapMaxSize ? HeapError.TooLarge
        : !Bounds.IsSound && !Mend(caller) ? HeapError.Damaged
        : Grow(BlockHeader.SizeFor(bytes + TFormat.OverheadBytes, TFormat.SmallestBlock));

    /// <summary>
    /// Gives back whole pages of the top, until <paramref name="bytes"/> (rounded up to a page) are mapped or no more
    /// can go. A checked heap looks at the top first: when it is damaged nothing goes, and the damage is reported.
    /// </summary>
    public void GiveBack(uint bytes, uint caller = 0)
    {
        HeapBounds bounds = Bounds;
        uint mappedEnd = bounds.MappedEnd;
        bool isUnused = bounds.Top == bounds.First;
        if (!bounds.IsSound || (TFormat.IsChecked && !bounds.IsEmpty
            && (Blocks.PoisonEnd(bounds.Top, mappedEnd) != mappedEnd
                || (isUnused && Blocks.IsBelowFree(bounds.First)))))
        {
            Mend(caller);
            return;
        }

        uint wanted = bytes > mappedEnd - bounds.Base ? mappedEnd : RoundUp(bounds.Base + bytes);
        uint lowest = bounds.IsEmpty || (bytes == 0 && isUnused)
            ? bounds.Base : RoundUp(bounds.Top + BlockHeader.Bytes);
        uint end = wanted > lowest ? wanted : lowest;
        Blocks.Bounds.MoveEnd(end == bounds.Base ? bounds.First : end - BlockHeader.Bytes);
        Unmap(end, mappedEnd);
    }

    /// <summary>
    /// Maps pages until the top has <paramref name="size"/> bytes; then more, as far as that goes, so that a heap that
    /// keeps growing seldom stops for it. On an error everything is as it was (H3).
    /// </summary>
    private HeapError Grow(uint size)
    {
        HeapBounds bounds = Bounds;
        uint room = bounds.End - bounds.Top;
        if (room >= size)
        {
            return HeapError.None;
        }

        // An empty heap also needs room for the pads below its first block and at its end.
        uint start = bounds.MappedEnd;
        uint missing = size - room + (bounds.IsEmpty ? 2 * BlockHeader.Bytes : 0);
        if (missing > bounds.Limit - start)
        {
            return HeapError.WindowExhausted;
        }

        uint needed = RoundUp(start + missing);
        uint wanted = needed + ((start - bounds.Base) / GrowthShare & ~MemoryLayout.PageOffsetMask);
        wanted = wanted < bounds.Limit ? wanted : bounds.Limit;
        uint end = start;
        while (end < wanted && Pages.TryMap(new VirtualAddress(end)))
        {
            end += MemoryLayout.PageSize;
        }

        if (end < needed)
        {
            Unmap(start, end);
            return HeapError.PageUnavailable;
        }

        if (TFormat.IsChecked && bounds.IsEmpty)
        {
            Blocks.Machine.Store(bounds.Base, bounds.Salt);
        }

        Blocks.Poison(bounds.IsEmpty ? bounds.First : start, end);
        Blocks.Bounds.MoveEnd(end - BlockHeader.Bytes);
        return HeapError.None;
    }

    private void Unmap(uint start, uint end)
    {
        for (uint page = end; page > start; page -= MemoryLayout.PageSize)
        {
            Pages.Unmap(new VirtualAddress(page - MemoryLayout.PageSize));
        }
    }

    private static uint RoundUp(uint address) => (address + MemoryLayout.PageOffsetMask) & ~MemoryLayout.PageOffsetMask;
}
