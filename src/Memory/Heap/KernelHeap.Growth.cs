using System.Runtime.CompilerServices;
using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

// How the heap's mapped part grows and shrinks at its upper end.
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    /// <summary>Bytes of the top from which pages are given back …</summary>
    private const uint SpareLimit = 128u << 10;

    /// <summary>… and how many stay: so that a program that allocates and frees in turn doesn't map and unmap in turn.</summary>
    private const uint SpareKept = 64u << 10;

    /// <summary>What is mapped grows by at least one part in so many, where there are pages for it.</summary>
    private const uint GrowthShare = 8;

    /// <summary>
    /// Sees to it that a block for <paramref name="bytes"/> fits into the top (ensure_capacity), mapping pages when it must.
    /// TooLarge, WindowExhausted or PageUnavailable when that can't be done; then everything is as it was (H3).
    /// </summary>
    public HeapError EnsureCapacity(uint bytes) =>
        bytes > MemoryLayout.HeapMaxSize ? HeapError.TooLarge : GrowTop(SizeFor(bytes));

    /// <summary>
    /// Gives back whole pages of the top, until <paramref name="bytes"/> (rounded up to a page) are mapped or no more can go. A checked
    /// heap looks at the top first: damage must not go unseen, and what is damaged stays.
    /// </summary>
    public void GiveBack(uint bytes, uint caller = 0)
    {
        if (IsEmpty || (TFormat.IsChecked && !CheckTop(MappedEnd, caller)))
        {
            return;
        }

        uint mappedEnd = MappedEnd;
        uint wanted = bytes > MappedBytes ? mappedEnd : RoundUp(Base + bytes);
        uint lowest = bytes == 0 && _top == _first ? Base : RoundUp(_top + BlockHeader.Bytes);
        uint newEnd = wanted > lowest ? wanted : lowest;
        _end = newEnd == Base ? _first : newEnd - BlockHeader.Bytes;
        UnmapPages(newEnd, mappedEnd);
    }

    private static uint RoundUp(uint address) => (address + MemoryLayout.PageOffsetMask) & ~MemoryLayout.PageOffsetMask;

    /// <summary>After a free: the top has become much larger than what churn needs.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GiveBackSpare(uint caller) => GiveBack(_top + SpareKept - Base, caller);

    /// <summary>Takes so many bytes from the top, which grows for them. In a checked heap damaged bytes are set aside and others taken.</summary>
    private HeapError TakeFromTop(uint size, uint caller, out uint block)
    {
        do
        {
            HeapError error = GrowTop(size);
            block = _top;
            if (error != HeapError.None)
            {
                return error;
            }
        }
        while (TFormat.IsChecked && !CheckTop(block + size, caller));

        _top = block + size;
        return HeapError.None;
    }

    /// <summary>
    /// Maps pages until the top has <paramref name="size"/> bytes; then more, as far as that goes, so that a heap that grows on and on seldom
    /// stops for it.
    /// </summary>
    private HeapError GrowTop(uint size)
    {
        uint free = _end - _top;
        if (free >= size)
        {
            return HeapError.None;
        }

        // An empty heap also needs room for the pads below its first block and at its end.
        uint start = MappedEnd;
        uint missing = size - free + (IsEmpty ? 2 * BlockHeader.Bytes : 0);
        if (missing > Limit - start)
        {
            return HeapError.WindowExhausted;
        }

        uint needed = RoundUp(start + missing);
        uint end = MapPages(start, needed);
        if (end != needed)
        {
            UnmapPages(start, end);
            return HeapError.PageUnavailable;
        }

        uint wanted = needed + (MappedBytes / GrowthShare & ~MemoryLayout.PageOffsetMask);
        ExtendTo(MapPages(needed, wanted < Limit ? wanted : Limit));
        return HeapError.None;
    }

    /// <summary>The pages up to <paramref name="newEnd"/> are mapped: make them part of the top.</summary>
    private void ExtendTo(uint newEnd)
    {
        if (TFormat.IsChecked && IsEmpty)
        {
            SetWord(Base, _secret);
        }

        Absorb(IsEmpty ? _first : MappedEnd, newEnd);
        _end = newEnd - BlockHeader.Bytes;
    }

    /// <summary>Maps pages upwards until one can't be had. Returns where what is mapped ends.</summary>
    private uint MapPages(uint start, uint end)
    {
        uint page = start;
        while (page < end && _pages.TryMap(new VirtualAddress(page)))
        {
            page += MemoryLayout.PageSize;
        }

        return page;
    }

    private void UnmapPages(uint start, uint end)
    {
        for (uint page = end; page > start; page -= MemoryLayout.PageSize)
        {
            _pages.Unmap(new VirtualAddress(page - MemoryLayout.PageSize));
        }
    }
}
