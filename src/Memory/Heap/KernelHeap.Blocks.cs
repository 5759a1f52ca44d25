using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Heap;

// Blocks: reading and writing their headers, cutting an allocated one out of a free one, and making one free again.
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    /// <summary>A free block holds a header, two links and a footer.</summary>
    private static uint SmallestBlock
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (TFormat.HeaderBytes + LinkBytes + sizeof(uint) + (BlockHeader.Granularity - 1)) & ~(BlockHeader.Granularity - 1);
    }

    /// <summary>No heap has more blocks.</summary>
    private static uint MostBlocks => MemoryLayout.HeapMaxSize / SmallestBlock;

    /// <summary>Nothing is mapped yet.</summary>
    private readonly bool IsEmpty => _end == _first;

    /// <summary>One past the last byte that is mapped.</summary>
    private readonly uint MappedEnd => IsEmpty ? Base : _end + BlockHeader.Bytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint Word(uint address) => _machine.Load(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void SetWord(uint address, uint value) => _machine.Store(address, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly BlockHeader Header(uint block) => new(Word(block));

    /// <summary>Writes the header of a free block, and in a checked heap its seal over what else the block's header holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void SetFreeHeader(uint block, uint size)
    {
        SetWord(block, size + BlockHeader.FreeBit);
        if (TFormat.IsChecked)
        {
            SetWord(block + SealOffset, FreeSeal(block, size + BlockHeader.FreeBit));
        }
    }

    /// <summary>Whether a block can start at this address, as far as the address goes: the smallest would lie below the top.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsBlockAddress(uint block) =>
        block >= _first && block <= _top - SmallestBlock && (block + BlockHeader.Bytes) % BlockHeader.Granularity == 0;

    /// <summary>Whether the header at a block's address is one that the heap wrote.</summary>
    private readonly bool IsSound(uint block) => IsSound(block, Header(block));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsSound(uint block, BlockHeader header)
    {
        if (TFormat.IsChecked)
        {
            return HasFittingSize(block, header) && (header.IsFree ? HasFreeSeal(block, header.Value) : HasSeal(block, header.Value));
        }

        return HasFittingSize(block, header) && !header.IsSetAside;
    }

    /// <summary>Whether the heap wrote this header, here, of a block that isn't free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool HasSeal(uint block, uint header) =>
        _secret == Word(block + FreedByOffset) && Seal(block, header) == Word(block + SealOffset);

    /// <summary>Whether the heap wrote this header, here, of a free block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool HasFreeSeal(uint block, uint header) => FreeSeal(block, header) == Word(block + SealOffset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool HasFittingSize(uint block, BlockHeader header) =>
        header.Size >= SmallestBlock && header.Size <= _top - block;

    /// <summary>
    /// The next block of a free list. Links lie in free memory: in a checked heap a wild one ends the list, and the next check reports it.
    /// </summary>
    private readonly uint NextFree(uint block)
    {
        uint next = Next(block);
        return !TFormat.IsChecked || IsFreeBlock(next) ? next : 0;
    }

    /// <summary>
    /// Makes the first <paramref name="size"/> bytes of a block of the free lists, which is in none any more, an allocated block, and the rest
    /// a free one; if that can't be one, all of it is the allocated block. Returns its size, which is its header so far.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Cut(uint block, uint room, uint size)
    {
        uint surplus = room - size;
        if (surplus < SmallestBlock)
        {
            SetWord(block, room);
            if (!TFormat.IsChecked)
            {
                SetWord(block + room, Word(block + room) & ~BlockHeader.PreviousFreeBit);
            }

            return room;
        }

        SetWord(block, size);
        ClearOrigin(block + size);
        InsertFree(block + size, surplus);
        return size;
    }

    /// <summary>As <see cref="Cut"/>, also for what was taken from the top, to which the rest then goes back.</summary>
    private uint CutTaken(uint block, uint room, uint size)
    {
        if (block + room != _top)
        {
            return Cut(block, room, size);
        }

        _top = block + size;
        SetWord(block, size);
        return size;
    }

    /// <summary>
    /// Makes a block free that is not the last, and merges it with free neighbours (H6). In a checked heap they were looked at.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Release(uint block, uint size)
    {
        uint fillTo = block + size;
        uint merged = size;
        uint above = Word(block + size);
        if ((above & BlockHeader.FreeBit) != 0)
        {
            Remove(block + size, above & BlockHeader.SizeMask);
            fillTo = block + size + FreeOverhead;
            merged += above & BlockHeader.SizeMask;
        }
        else if (!TFormat.IsChecked)
        {
            SetWord(block + size, above | BlockHeader.PreviousFreeBit);
        }

        if (!IsBelowFree(block))
        {
            Absorb(block + TFormat.HeaderBytes, fillTo);
            InsertFree(block, merged);
            return;
        }

        HideHeader(block);
        uint below = Word(block - sizeof(uint));
        Remove(block - below, below);
        Absorb(block - sizeof(uint), fillTo);
        InsertFree(block - below, below + merged);
    }

    /// <summary>As <see cref="Release"/>, for the last block, which becomes part of the top.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ReleaseTopmost(uint block)
    {
        if (IsBelowFree(block))
        {
            ReleaseTopTwo(block);
            return;
        }

        HideTopHeader(block);
        Absorb(block, _top);
        _top = block;
    }

    /// <summary>The last block and the one below it, which is free, become part of the top.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReleaseTopTwo(uint block)
    {
        uint size = Word(block - sizeof(uint));
        uint below = block - size;
        Remove(below, size);
        HideTopHeader(block);
        Absorb(below, below + FreeOverhead);
        Absorb(block - sizeof(uint), _top);
        _top = below;
    }

    /// <summary>As <see cref="HideHeader"/>, for a block that becomes part of the top.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void HideTopHeader(uint block)
    {
        if (!TFormat.IsChecked)
        {
            SetWord(block, BlockHeader.FreeBit);
        }
    }

    /// <summary>
    /// A plain block's header stays behind inside the block that it becomes part of: it must not look allocated, or a second free would be
    /// believed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void HideHeader(uint block)
    {
        if (!TFormat.IsChecked)
        {
            SetWord(block, Word(block) | BlockHeader.FreeBit);
        }
    }

    /// <summary>Whether the block below a block is free. In a checked heap, where it is not, its end mark ends there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsBelowFree(uint block) =>
        TFormat.IsChecked ? Word(block - sizeof(uint)) != _secret : (Word(block) & BlockHeader.PreviousFreeBit) != 0;

    /// <summary>
    /// Writes header and footer of a free block that lies below a block (the top and what is free are merged), and lists it. The header
    /// above it knows already, or will.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void InsertFree(uint block, uint size)
    {
        SetWord(block + size - sizeof(uint), size);
        SetFreeHeader(block, size);
        Insert(block, size);
    }

    /// <summary>The links of a block that left its list don't linger: in a live block they would look like a list's member.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void ClearLinks(uint block)
    {
        if (TFormat.IsChecked)
        {
            SetNext(block, 0);
            SetPrevious(block, 0);
        }
    }
}
