using System.Runtime.CompilerServices;

namespace Osmosis.Memory;

// How the heap's mapped part grows and shrinks at its upper end.
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    /// <summary>Bytes of the top from which pages are given back …</summary>
    private const uint SpareLimit = 128u << 10;

    /// <summary>… and how many stay: so that a program that allocates and frees in turn doesn't map and unmap in turn.</summary>
    private const uint SpareKept = 64u << 10;

    /// <summary>
    /// Sees to it that the last block is free and can hold <paramref name="bytes"/> (ensure_capacity), mapping pages when it must.
    /// TooLarge, WindowExhausted or PageUnavailable when that can't be done; then everything is as it was (H3).
    /// </summary>
    public HeapError EnsureCapacity(uint bytes, uint caller = 0) =>
        bytes > MemoryLayout.HeapMaxSize ? HeapError.TooLarge : EnsureTopBlock(SizeFor(bytes), caller, out _);

    /// <summary>
    /// Gives back whole pages of the last block, if it is free, until <paramref name="bytes"/> (rounded up to a page) are mapped or no more
    /// can go. A checked heap looks at them first: damage in them must not go unseen, and a damaged block stays.
    /// </summary>
    public void GiveBack(uint bytes, uint caller = 0)
    {
        ExamineEnd(caller);
        uint block = _top;
        if (block == 0 || (TFormat.IsChecked && !CheckFree(block, _topSize, caller)))
        {
            return;
        }

        uint mappedEnd = MappedEnd;
        uint wanted = bytes > MappedBytes ? mappedEnd : RoundUp(Base + bytes);
        uint lowest = LowestEnd(block, bytes == 0);
        uint newEnd = wanted > lowest ? wanted : lowest;
        if (newEnd >= mappedEnd)
        {
            return;
        }

        RemoveFree(block, _topSize);
        _end = newEnd == Base ? 0 : newEnd - TFormat.HeaderBytes;
        if (!IsEmpty)
        {
            uint rest = _end - block;
            if (rest != 0)
            {
                InsertTop(block, rest);
            }

            SetEndHeader(rest != 0);
        }

        UnmapPages(newEnd, mappedEnd);
    }

    private static uint RoundUp(uint address) => (address + MemoryLayout.PageOffsetMask) & ~MemoryLayout.PageOffsetMask;

    /// <summary>
    /// How far the mapped part can shrink when its last block is free: the end header takes the block's place, or what stays of the block is
    /// large enough to be one, or nothing stays of a heap that is one free block.
    /// </summary>
    private readonly uint LowestEnd(uint lastBlock, bool mayEmpty)
    {
        if (mayEmpty && lastBlock == _first)
        {
            return Base;
        }

        uint withoutBlock = lastBlock + TFormat.HeaderBytes;
        return RoundUp(withoutBlock) == withoutBlock ? withoutBlock : RoundUp(withoutBlock + SmallestBlock);
    }

    /// <summary>After a free: the top has become much larger than what churn needs.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GiveBackSpare(uint caller) => GiveBack(_top + SpareKept - Base, caller);

    /// <summary>Makes the top one of at least <paramref name="size"/> bytes.</summary>
    private HeapError EnsureTopBlock(uint size, uint caller, out uint block)
    {
        ExamineEnd(caller);
        block = _top;
        if (_topSize >= size)
        {
            return HeapError.None;
        }

        // A heap that is empty also needs room for the pad below the first block and for the end header.
        uint missing = size - _topSize + (IsEmpty ? BlockHeader.Bytes + TFormat.HeaderBytes : 0);
        if (missing > Limit - MappedEnd)
        {
            return HeapError.WindowExhausted;
        }

        uint newEnd = RoundUp(MappedEnd + missing);
        if (!TryMapPages(MappedEnd, newEnd))
        {
            return HeapError.PageUnavailable;
        }

        ExtendTo(newEnd);
        block = _top;
        return HeapError.None;
    }

    /// <summary>The pages up to <paramref name="newEnd"/> are mapped: make them, from the old end header on, part of the top.</summary>
    private void ExtendTo(uint newEnd)
    {
        uint block = IsEmpty ? _first : _end;
        if (_topSize != 0)
        {
            SetWord(block - sizeof(uint), _topSize);
        }

        Absorb(MappedEnd, newEnd - MappedEnd);
        _end = newEnd - TFormat.HeaderBytes;
        SetEndHeader(isPreviousFree: false);
        ClearOrigin(block);
        BlockHeader header = new(_end - block, isFree: false, isPreviousFree: _topSize != 0);
        Release(block, header.Value);
    }

    private readonly void SetEndHeader(bool isPreviousFree)
    {
        ClearOrigin(_end);
        SetHeader(_end, new BlockHeader(0, isFree: false, isPreviousFree));
    }

    private bool TryMapPages(uint start, uint end)
    {
        for (uint page = start; page < end; page += MemoryLayout.PageSize)
        {
            if (!_pages.TryMap(new VirtualAddress(page)))
            {
                UnmapPages(start, page);
                return false;
            }
        }

        return true;
    }

    private void UnmapPages(uint start, uint end)
    {
        for (uint page = end; page > start; page -= MemoryLayout.PageSize)
        {
            _pages.Unmap(new VirtualAddress(page - MemoryLayout.PageSize));
        }
    }
}
