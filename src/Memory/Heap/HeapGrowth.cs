using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>Maps and unmaps pages at the upper end of the heap.</summary>
internal static class HeapGrowth<TMachine, TPages, TFormat>
    where TMachine : struct, IMachine
    where TPages : struct, IHeapPages
    where TFormat : struct, IBlockFormat
{
    /// <summary>Bytes of the top from which pages are given back when a block is freed …</summary>
    public const uint SpareLimit = 128u << 10;

    /// <summary>… and how many stay, so that a program that allocates and frees in turn doesn't map and unmap in turn.</summary>
    public const uint SpareKept = 64u << 10;

    /// <summary>What is mapped grows by at least one part in so many, where there are pages for it.</summary>
    private const uint GrowthShare = 8;

    /// <summary>
    /// Maps pages until the top has <paramref name="size"/> bytes; then more, as far as that goes, so that a heap that keeps
    /// growing seldom stops for it. On an error everything is as it was (H3).
    /// </summary>
    public static HeapError Grow(TMachine machine, TPages pages, ref HeapBounds bounds, uint size)
    {
        // An empty heap also needs room for the pads below its first block and at its end.
        uint start = bounds.MappedEnd;
        uint missing = size - (bounds.End - bounds.Top) + (bounds.IsEmpty ? 2 * BlockHeader.Bytes : 0);
        if (missing > bounds.Limit - start)
        {
            return HeapError.WindowExhausted;
        }

        uint needed = RoundUp(start + missing);
        uint end = Map(pages, start, needed);
        if (end != needed)
        {
            Unmap(pages, start, end);
            return HeapError.PageUnavailable;
        }

        uint wanted = needed + ((start - bounds.Base) / GrowthShare & ~MemoryLayout.PageOffsetMask);
        end = Map(pages, needed, wanted < bounds.Limit ? wanted : bounds.Limit);
        if (TFormat.IsChecked && bounds.IsEmpty)
        {
            machine.Store(bounds.Base, bounds.Salt);
        }

        BlockGuard<TMachine, TFormat>.Poison(machine, bounds.IsEmpty ? bounds.First : start, end);
        bounds.MoveEnd(end - BlockHeader.Bytes);
        return HeapError.None;
    }

    /// <summary>Gives back whole pages of the top until <paramref name="bytes"/> are mapped or no more can go.</summary>
    public static void GiveBack(TPages pages, ref HeapBounds bounds, uint bytes)
    {
        uint mappedEnd = bounds.MappedEnd;
        uint wanted = bytes > mappedEnd - bounds.Base ? mappedEnd : RoundUp(bounds.Base + bytes);
        bool isUnused = bytes == 0 && bounds.Top == bounds.First;
        uint lowest = isUnused ? bounds.Base : RoundUp(bounds.Top + BlockHeader.Bytes);
        uint newEnd = wanted > lowest ? wanted : lowest;
        bounds.MoveEnd(newEnd == bounds.Base ? bounds.First : newEnd - BlockHeader.Bytes);
        Unmap(pages, newEnd, mappedEnd);
    }

    private static uint RoundUp(uint address) => (address + MemoryLayout.PageOffsetMask) & ~MemoryLayout.PageOffsetMask;

    /// <summary>Maps pages upwards until one can't be had. Returns where what is mapped ends.</summary>
    private static uint Map(TPages pages, uint start, uint end)
    {
        uint page = start;
        while (page < end && pages.TryMap(new VirtualAddress(page)))
        {
            page += MemoryLayout.PageSize;
        }

        return page;
    }

    private static void Unmap(TPages pages, uint start, uint end)
    {
        for (uint page = end; page > start; page -= MemoryLayout.PageSize)
        {
            pages.Unmap(new VirtualAddress(page - MemoryLayout.PageSize));
        }
    }
}
