using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>Maps and unmaps pages at the upper end of the heap.</summary>
internal static class HeapGrowth
{
    /// <summary>Bytes of the top from which pages are given back when a block is freed …</summary>
    public const uint SpareLimit = 128u << 10;

    /// <summary>… and how many stay, so that a program that allocates and frees in turn doesn't map and unmap in turn.</summary>
    public const uint SpareKept = 64u << 10;

    /// <summary>What is mapped grows by at least one part in so many, where there are pages for it.</summary>
    private const uint GrowthShare = 8;

    extension<TMachine, TPages, TFormat>(ref HeapMemory<TMachine, TPages, TFormat> memory)
        where TMachine : struct, IMachine
        where TPages : struct, IHeapPages
        where TFormat : struct, IBlockFormat
    {
        /// <summary>
        /// Maps pages until the top has <paramref name="size"/> bytes; then more, as far as that goes, so that a heap that keeps
        /// growing seldom stops for it. On an error everything is as it was (H3).
        /// </summary>
        public HeapError Grow(uint size)
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
            uint end = memory.Map(start, needed);
            if (end != needed)
            {
                memory.Unmap(start, end);
                return HeapError.PageUnavailable;
            }

            uint wanted = needed + ((start - bounds.Base) / GrowthShare & ~MemoryLayout.PageOffsetMask);
            end = memory.Map(needed, wanted < bounds.Limit ? wanted : bounds.Limit);
            if (TFormat.IsChecked && bounds.IsEmpty)
            {
                memory.Machine.Store(bounds.Base, bounds.Salt);
            }

            memory.Poison(bounds.IsEmpty ? bounds.First : start, end);
            memory.Bounds.MoveEnd(end - BlockHeader.Bytes);
            return HeapError.None;
        }

        /// <summary>
        /// Gives back whole pages of the top until <paramref name="bytes"/> are mapped or no more can go. False, and nothing is
        /// changed, when a checked heap finds that the top, or what lies below the first block if there is none, was written to.
        /// </summary>
        public bool TryGiveBack(uint bytes)
        {
            HeapBounds bounds = memory.Bounds;
            if (TFormat.IsChecked && !bounds.IsSound)
            {
                return false;
            }

            uint mappedEnd = bounds.MappedEnd;
            if (TFormat.IsChecked && !bounds.IsEmpty && (memory.PoisonEnd(bounds.Top, mappedEnd) != mappedEnd
                || (bounds.Top == bounds.First && memory.Machine.Load(bounds.Base) != bounds.Salt)))
            {
                return false;
            }

            uint wanted = bytes > mappedEnd - bounds.Base ? mappedEnd : RoundUp(bounds.Base + bytes);
            bool isUnused = bounds.IsEmpty || (bytes == 0 && bounds.Top == bounds.First);
            uint lowest = isUnused ? bounds.Base : RoundUp(bounds.Top + BlockHeader.Bytes);
            uint newEnd = wanted > lowest ? wanted : lowest;
            memory.Bounds.MoveEnd(newEnd == bounds.Base ? bounds.First : newEnd - BlockHeader.Bytes);
            memory.Unmap(newEnd, mappedEnd);
            return true;
        }

        /// <summary>Maps pages upwards until one can't be had. Returns where what is mapped ends.</summary>
        private uint Map(uint start, uint end)
        {
            uint page = start;
            while (page < end && memory.Pages.TryMap(new VirtualAddress(page)))
            {
                page += MemoryLayout.PageSize;
            }

            return page;
        }

        private void Unmap(uint start, uint end)
        {
            for (uint page = end; page > start; page -= MemoryLayout.PageSize)
            {
                memory.Pages.Unmap(new VirtualAddress(page - MemoryLayout.PageSize));
            }
        }
    }

    private static uint RoundUp(uint address) => (address + MemoryLayout.PageOffsetMask) & ~MemoryLayout.PageOffsetMask;
}
