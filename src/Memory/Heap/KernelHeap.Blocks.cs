using System.Runtime.CompilerServices;

namespace Osmosis.Memory;

// Blocks: reading and writing their headers, cutting an allocated one out of a free one, and making one free again.
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    /// <summary>A free block holds a header, two links and a footer.</summary>
    private static uint SmallestBlock
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (TFormat.HeaderBytes + FreeLists<TMachine, TFormat>.LinkBytes + sizeof(uint) + (BlockHeader.Granularity - 1)) & ~(BlockHeader.Granularity - 1);
    }

    /// <summary>No heap has more blocks.</summary>
    private static uint MostBlocks => MemoryLayout.HeapMaxSize / SmallestBlock;

    /// <summary>Nothing is mapped yet.</summary>
    private readonly bool IsEmpty => _end == 0;

    /// <summary>One past the last byte that is mapped.</summary>
    private readonly uint MappedEnd => IsEmpty ? Base : _end + TFormat.HeaderBytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint Word(uint address) => _machine.Load(new VirtualAddress(address));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void SetWord(uint address, uint value) => _machine.Store(new VirtualAddress(address), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly BlockHeader Header(uint block) => new(Word(block));

    /// <summary>Writes a header, and in a checked heap its seal over what else the block's header holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void SetHeader(uint block, BlockHeader header)
    {
        SetWord(block, header.Value);
        if (TFormat.IsChecked)
        {
            SetWord(block + SealOffset, Seal(block, header.Value));
        }
    }

    /// <summary>
    /// Tells a header about the block below it. In a checked heap a damaged one stays as it is: a new seal would make it look good, and
    /// whoever finds it makes it anew.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void SetPreviousFree(uint block, bool isPreviousFree)
    {
        BlockHeader header = Header(block);
        if (!TFormat.IsChecked || IsSound(block, header))
        {
            SetHeader(block, header.WithPreviousFree(isPreviousFree));
        }
    }

    /// <summary>Whether a block can start at this address, as far as the address goes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsBlockAddress(uint block) =>
        block >= _first && block < _end && (block + BlockHeader.Bytes) % BlockHeader.Granularity == 0;

    /// <summary>Whether the header at a block's address is one that the heap wrote; also for the end header.</summary>
    private readonly bool IsSound(uint block) => IsSound(block, Header(block));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsSound(uint block, BlockHeader header)
    {
        if (TFormat.IsChecked)
        {
            // The seal says that the heap wrote this header, here, so that its size is right too.
            return Word(block + SealOffset) == Seal(block, header.Value) && HasFittingSize(block, header);
        }

        return HasFittingSize(block, header) && !header.IsSetAside;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool HasFittingSize(uint block, BlockHeader header) =>
        header.Size >= SmallestBlock ? header.Size <= _end - block : header.Size == 0 && block == _end;

    /// <summary>
    /// The next block of a free list. Links lie in free memory: in a checked heap a wild one ends the list, and the next check reports it.
    /// </summary>
    private readonly uint NextFree(uint block)
    {
        uint next = FreeLists<TMachine, TFormat>.Next(_machine, block);
        return !TFormat.IsChecked || IsFreeBlock(next) ? next : 0;
    }

    /// <summary>
    /// Makes part of a free block an allocated one: <paramref name="size"/> bytes after the first <paramref name="lead"/>, which stay a
    /// free block, as does the surplus. Lead is 0 or holds a block.
    /// </summary>
    private void Carve(uint block, uint lead, uint size)
    {
        uint start = block + lead;
        uint end = block + Header(block).Size;
        RemoveFree(block, end - block);
        if (lead != 0)
        {
            InsertFree(block, lead);
        }

        Cut(start, end - start, size, isPreviousFree: lead != 0);
    }

    /// <summary>
    /// Makes the start of a free block that is in no list any more an allocated one, all but the rest of its header; a surplus that can be a
    /// block becomes one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Cut(uint block, uint room, uint size, bool isPreviousFree)
    {
        uint surplus = room - size;
        if (surplus < SmallestBlock)
        {
            size = room;
            SetPreviousFree(block + size, false);
        }
        else
        {
            ClearOrigin(block + size);
            InsertFree(block + size, surplus);
        }

        SetWord(block, new BlockHeader(size, isFree: false, isPreviousFree).Value);
    }

    /// <summary>
    /// Makes a block free and merges it with free neighbours (H6). In a checked heap its payload is filled already, and its neighbours were
    /// looked at.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Release(uint block, BlockHeader header)
    {
        uint size = header.Size;
        BlockHeader above = Header(block + size);
        if (above.IsFree)
        {
            RemoveFree(block + size, above.Size);
            Absorb(block + size, TFormat.HeaderBytes);
            size += above.Size;
        }
        else
        {
            SetPreviousFree(block + size, true);
        }

        if (header.IsPreviousFree)
        {
            if (!TFormat.IsChecked)
            {
                // The header stays behind inside the merged block: it must not look allocated, or a second free would be believed.
                SetHeader(block, new BlockHeader(header.Size, isFree: true, isPreviousFree: true));
            }

            uint below = Word(block - sizeof(uint));
            Absorb(block - sizeof(uint), sizeof(uint) + TFormat.HeaderBytes);
            block -= below;
            RemoveFree(block, below);
            size += below;
        }

        InsertFree(block, size);
    }

    /// <summary>
    /// Writes header and footer of a free block whose neighbours are not free (as free ones are merged), and lists it, or makes it the top.
    /// The header above it knows already, or will.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void InsertFree(uint block, uint size)
    {
        if (block + size == _end)
        {
            SetTop(block, size);
            return;
        }

        SetHeader(block, new BlockHeader(size, isFree: true, isPreviousFree: false));
        SetWord(block + size - sizeof(uint), size);
        _free.Insert(_machine, block, size);
    }

    /// <summary>The top starts here: its header and footer say so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetTop(uint block, uint size)
    {
        _top = block;
        _topSize = size;
        SetHeader(block, new BlockHeader(size, isFree: true, isPreviousFree: false));
        SetWord(block + size - sizeof(uint), size);
    }

    /// <summary>Takes a free block out of its list, or leaves the heap without a top.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RemoveFree(uint block, uint size)
    {
        if (block == _top)
        {
            _top = 0;
            _topSize = 0;
            return;
        }

        _free.Remove(_machine, block, size);
        ClearLinks(block);
    }

    /// <summary>The links of a block that left its list don't linger: in a live block they would look like a list's member.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void ClearLinks(uint block)
    {
        if (TFormat.IsChecked)
        {
            SetWord(block + TFormat.HeaderBytes, CheckedBlocks.FreePattern);
            SetWord(block + TFormat.HeaderBytes + sizeof(uint), CheckedBlocks.FreePattern);
        }
    }
}
