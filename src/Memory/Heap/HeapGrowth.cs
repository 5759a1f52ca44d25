using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>Maps pages at the upper end of the heap as it fills, and gives them back (H2, H3).</summary>
internal struct HeapGrowth<TPages>
    where TPages : struct, IHeapPages
{
    /// <summary>Bytes of the top from which pages are given back when a block is freed …</summary>
    public const uint SpareLimit = 128u << 10;

    /// <summary>
    /// … and how many stay, so that a program that allocates and frees in turn doesn't map and unmap in turn.
    /// </summary>
    public const uint SpareKept = 64u << 10;

    /// <summary>What is mapped grows by at least one part in so many, where there are pages for it.</summary>
    private const uint GrowthShare = 8;

    public TPages Pages;

    /// <summary>
    /// Maps pages until the top has <paramref name="size"/> bytes; then more, as far as that goes, so that a heap that
    /// keeps growing seldom stops for it. WindowExhausted or PageUnavailable when it can't be done; then everything is
    /// as it was (H3). The bounds are sound.
    /// </summary>
    public HeapError Grow<TMachine, TFormat>(ref BlockMemory<TMachine, TFormat> memory, uint size)
        where TMachine : struct, IMachine
        where TFormat : struct, IBlockFormat
    {
        HeapBounds bounds = memory.Bounds;
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
            memory.Machine.Store(bounds.Base, bounds.Salt);
        }

        memory.Poison(bounds.IsEmpty ? bounds.First : start, end);
        memory.Bounds.MoveEnd(end - BlockHeader.Bytes);
        return HeapError.None;
    }

    /// <summary>
    /// Gives back whole pages of the top, until <paramref name="bytes"/> (rounded up to a page) are mapped or no more
    /// can go. A checked heap looks at the top first: false, and nothing goes, when it or the bounds are damaged.
    /// </summary>
    public bool TryGiveBack<TMachine, TFormat>(ref BlockMemory<TMachine, TFormat> memory, uint bytes)
        where TMachine : struct, IMachine
        where TFormat : struct, IBlockFormat
    {
        HeapBounds bounds = memory.Bounds;
        uint mappedEnd = bounds.MappedEnd;
        bool isUnused = bounds.Top == bounds.First;
        if (!bounds.IsSound || (TFormat.IsChecked && !bounds.IsEmpty
            && (memory.PoisonEnd(bounds.Top, mappedEnd) != mappedEnd
                || (isUnused && memory.IsBelowFree(bounds.First)))))
        {
            return false;
        }

        uint wanted = bytes > mappedEnd - bounds.Base ? mappedEnd : RoundUp(bounds.Base + bytes);
        uint lowest = bounds.IsEmpty || (bytes == 0 && isUnused)
            ? bounds.Base : RoundUp(bounds.Top + BlockHeader.Bytes);
        uint end = wanted > lowest ? wanted : lowest;
        memory.Bounds.MoveEnd(end == bounds.Base ? bounds.First : end - BlockHeader.Bytes);
        Unmap(end, mappedEnd);
        return true;
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
