using System.Runtime.CompilerServices;

namespace Osmosis.Memory;

// How the heap's mapped part grows and shrinks at its upper end.
public partial struct KernelHeap<TMachine, TPages>
{
    /// <summary>Free bytes at the upper end from which pages are given back …</summary>
    private const uint SpareLimit = 128u << 10;

    /// <summary>… and how many stay: so that a program that allocates and frees in turn doesn't map and unmap in turn.</summary>
    private const uint SpareKept = 64u << 10;

    /// <summary>What a page-aligned mapped part holds beside blocks: the pad below the first block and the end mark.</summary>
    private const uint Overhead = 2 * BlockHeader.Bytes;

    private readonly bool IsEmpty => _mappedEnd == _base;

    private readonly uint FirstBlock => _base + BlockHeader.Bytes;

    private readonly uint EndMark => _mappedEnd - BlockHeader.Bytes;

    /// <summary>
    /// Sees to it that the last block is free and holds at least <paramref name="bytes"/> more payload bytes (ensure_capacity), mapping
    /// pages when it must. WindowExhausted or PageUnavailable when that can't be done; then everything is as it was (H3).
    /// </summary>
    public HeapError EnsureCapacity(uint bytes) =>
        bytes > MemoryLayout.HeapMaxSize ? HeapError.TooLarge : EnsureTopBlock(BlockHeader.SizeFor(bytes), out _);

    /// <summary>
    /// Gives back whole pages of the last block, if it is free, until <paramref name="bytes"/> are mapped or no more can go.
    /// Rounded up to a page.
    /// </summary>
    public void GiveBack(uint bytes)
    {
        if (IsEmpty || !Header(EndMark).IsPreviousFree)
        {
            return;
        }

        uint size = _machine.Load(new VirtualAddress(EndMark - BlockHeader.Bytes));
        uint block = EndMark - size;

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
            uint rest = newEnd - BlockHeader.Bytes - block;
            if (rest != 0)
            {
                InsertFree(block, rest);
            }

            SetHeader(newEnd - BlockHeader.Bytes, new BlockHeader(0, isFree: false, isPreviousFree: rest != 0));
        }

        UnmapPages(newEnd, _mappedEnd);
        _mappedEnd = newEnd;
    }

    /// <summary>
    /// How far the mapped part can shrink when its last block is free: the end mark takes the block's place, or what stays of the block is
    /// large enough to be one, or nothing stays of a heap that is one free block.
    /// </summary>
    private readonly uint LowestEnd(uint lastBlock, bool mayEmpty)
    {
        if (mayEmpty && lastBlock == FirstBlock)
        {
            return _base;
        }

        uint withoutBlock = lastBlock + BlockHeader.Bytes;
        return RoundUp(withoutBlock) == withoutBlock ? withoutBlock : RoundUp(withoutBlock + BlockHeader.SmallestBlock);
    }

    private static uint RoundUp(uint address) => (address + MemoryLayout.PageOffsetMask) & ~MemoryLayout.PageOffsetMask;

    /// <summary>The way to a block when no list surely has one: one of the same class that happens to fit, or growth.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private HeapError FindOrGrow(uint size, out uint block)
    {
        block = _free.FindInClass(_machine, size);
        return block != 0 ? HeapError.None : EnsureTopBlock(size, out block);
    }

    /// <summary>After a free: when the last block has become much larger than what churn needs, give pages back.</summary>
    private void GiveBackSpare(uint block)
    {
        uint size = Header(block).Size;
        if (size >= SpareLimit && block + size == EndMark)
        {
            GiveBack(block + SpareKept - _base);
        }
    }

    /// <summary>Makes the last block a free one of at least <paramref name="size"/> bytes.</summary>
    private HeapError EnsureTopBlock(uint size, out uint block)
    {
        uint top = IsEmpty || !Header(EndMark).IsPreviousFree ? 0 : _machine.Load(new VirtualAddress(EndMark - BlockHeader.Bytes));
        block = 0;
        if (top < size)
        {
            uint missing = size - top + (IsEmpty ? Overhead : 0);
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

        block = EndMark - top;
        return HeapError.None;
    }

    /// <summary>The pages up to <paramref name="newEnd"/> are mapped: make them a free block, merged with a free one below.</summary>
    private uint ExtendTo(uint newEnd)
    {
        // The old end mark becomes the new block's header, and tells whether the block below it is free.
        uint block = IsEmpty ? FirstBlock : EndMark;
        bool isPreviousFree = !IsEmpty && Header(EndMark).IsPreviousFree;
        uint end = newEnd - BlockHeader.Bytes;
        SetHeader(block, new BlockHeader(end - block, isFree: false, isPreviousFree));
        SetHeader(end, default);
        _mappedEnd = newEnd;
        return Release(block);
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
