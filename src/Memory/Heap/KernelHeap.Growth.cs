namespace Osmosis.Memory;

// How the heap's mapped part grows and shrinks at its upper end.
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    /// <summary>Free bytes at the upper end from which pages are given back …</summary>
    private const uint SpareLimit = 128u << 10;

    /// <summary>… and how many stay: so that a program that allocates and frees in turn doesn't map and unmap in turn.</summary>
    private const uint SpareKept = 64u << 10;

    /// <summary>Size of the last block when it is free; 0 when it isn't. In a checked heap <see cref="ExamineEnd"/> has looked at it.</summary>
    private readonly uint FreeTop => !IsEmpty && Header(EndHeader).IsPreviousFree ? Word(EndHeader - sizeof(uint)) : 0;

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
        uint size = FreeTop;
        uint block = EndHeader - size;
        if (size == 0 || (TFormat.IsChecked && !CheckFree(block, size, caller)))
        {
            return;
        }

        uint wanted = bytes > _mappedEnd - _base ? _mappedEnd : RoundUp(_base + bytes);
        uint lowest = LowestEnd(block, bytes == 0);
        uint newEnd = wanted > lowest ? wanted : lowest;
        if (newEnd >= _mappedEnd)
        {
            return;
        }

        RemoveFree(block, size);
        if (newEnd != _base)
        {
            uint rest = newEnd - TFormat.HeaderBytes - block;
            if (rest != 0)
            {
                InsertFree(block, rest);
            }

            SetEndHeader(newEnd - TFormat.HeaderBytes, rest != 0);
        }

        UnmapPages(newEnd, _mappedEnd);
        _mappedEnd = newEnd;
    }

    private static uint RoundUp(uint address) => (address + MemoryLayout.PageOffsetMask) & ~MemoryLayout.PageOffsetMask;

    /// <summary>
    /// How far the mapped part can shrink when its last block is free: the end header takes the block's place, or what stays of the block is
    /// large enough to be one, or nothing stays of a heap that is one free block.
    /// </summary>
    private readonly uint LowestEnd(uint lastBlock, bool mayEmpty)
    {
        if (mayEmpty && lastBlock == FirstBlock)
        {
            return _base;
        }

        uint withoutBlock = lastBlock + TFormat.HeaderBytes;
        return RoundUp(withoutBlock) == withoutBlock ? withoutBlock : RoundUp(withoutBlock + SmallestBlock);
    }

    /// <summary>After a free: when the last block has become much larger than what churn needs, give pages back.</summary>
    private void GiveBackSpare(uint block, uint caller)
    {
        uint size = Header(block).Size;
        if (size >= SpareLimit && block + size == EndHeader)
        {
            GiveBack(block + SpareKept - _base, caller);
        }
    }

    /// <summary>Makes the last block a free one of at least <paramref name="size"/> bytes.</summary>
    private HeapError EnsureTopBlock(uint size, uint caller, out uint block)
    {
        ExamineEnd(caller);
        uint top = FreeTop;
        block = EndHeader - top;
        if (top >= size)
        {
            return HeapError.None;
        }

        // A heap that is empty also needs room for the pad below the first block and for the end header.
        uint missing = size - top + (IsEmpty ? BlockHeader.Bytes + TFormat.HeaderBytes : 0);
        if (missing > _limit - _mappedEnd)
        {
            return HeapError.WindowExhausted;
        }

        uint newEnd = RoundUp(_mappedEnd + missing);
        if (!TryMapPages(_mappedEnd, newEnd))
        {
            return HeapError.PageUnavailable;
        }

        block = ExtendTo(newEnd);
        return HeapError.None;
    }

    /// <summary>The pages up to <paramref name="newEnd"/> are mapped: make them a free block, merged with a free one below.</summary>
    private uint ExtendTo(uint newEnd)
    {
        Absorb(_mappedEnd, newEnd - _mappedEnd);
        bool canMerge = FreeTop != 0;
        uint block = IsEmpty ? FirstBlock : EndHeader;
        uint end = newEnd - TFormat.HeaderBytes;
        ClearOrigin(block);
        SetHeader(block, new BlockHeader(end - block, isFree: false, canMerge));
        SetEndHeader(end, false);
        _mappedEnd = newEnd;
        return Release(block);
    }

    private readonly void SetEndHeader(uint address, bool isPreviousFree)
    {
        ClearOrigin(address);
        SetHeader(address, new BlockHeader(0, isFree: false, isPreviousFree));
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
