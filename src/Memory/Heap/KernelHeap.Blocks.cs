using System.Runtime.CompilerServices;

namespace Osmosis.Memory;

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
    private readonly bool IsEmpty => _end == 0;

    /// <summary>One past the last byte that is mapped.</summary>
    private readonly uint MappedEnd => IsEmpty ? Base : _end + TFormat.HeaderBytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint Word(uint address) => _machine.Load(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void SetWord(uint address, uint value) => _machine.Store(address, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly BlockHeader Header(uint block) => new(Word(block));

    /// <summary>Writes a header, and in a checked heap its seal over what else the block's header holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void SetHeader(uint block, uint header)
    {
        SetWord(block, header);
        if (TFormat.IsChecked)
        {
            SetWord(block + SealOffset, Seal(block, header));
        }
    }

    private readonly void SetHeader(uint block, BlockHeader header) => SetHeader(block, header.Value);

    /// <summary>
    /// Tells a header about the block below it: <paramref name="header"/> is its value now, <paramref name="changed"/> that with the other
    /// bit. In a checked heap a damaged one stays as it is: a new seal would make it look good, and whoever finds it makes it anew.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void ChangeHeader(uint block, uint header, uint changed)
    {
        if (!TFormat.IsChecked || IsSound(block, new BlockHeader(header)))
        {
            SetHeader(block, changed);
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
        uint next = Next(block);
        return !TFormat.IsChecked || IsFreeBlock(next) ? next : 0;
    }

    /// <summary>
    /// Makes part of a free block an allocated one, all but the rest of its header: <paramref name="size"/> bytes after the first
    /// <paramref name="lead"/>, which stay a free block, as does the surplus. Lead is 0 or holds a block.
    /// </summary>
    private void Carve(uint block, uint lead, uint size)
    {
        uint room = Word(block) & BlockHeader.SizeMask;
        RemoveFree(block, room);
        if (lead != 0)
        {
            InsertFree(block, lead);
        }

        uint start = block + lead;
        uint taken = Cut(start, room - lead, size);
        SetWord(start, lead != 0 ? taken | BlockHeader.PreviousFreeBit : taken);
    }

    /// <summary>
    /// Makes what is left of a block after its first <paramref name="size"/> bytes a free block, if it can be one. The block is in no list.
    /// Returns what it keeps.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Cut(uint block, uint room, uint size)
    {
        uint surplus = room - size;
        if (surplus < SmallestBlock)
        {
            uint above = Word(block + room);
            ChangeHeader(block + room, above, above & ~BlockHeader.PreviousFreeBit);
            return room;
        }

        ClearOrigin(block + size);
        InsertFree(block + size, surplus);
        return size;
    }

    /// <summary>
    /// Makes a block free and merges it with free neighbours (H6). In a checked heap its payload is filled already, and its neighbours were
    /// looked at.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Release(uint block, uint header)
    {
        uint size = header & BlockHeader.SizeMask;
        uint above = Word(block + size);
        if ((above & BlockHeader.FreeBit) != 0)
        {
            RemoveFree(block + size, above & BlockHeader.SizeMask);
            Absorb(block + size, TFormat.HeaderBytes);
            size += above & BlockHeader.SizeMask;
        }
        else
        {
            ChangeHeader(block + size, above, above | BlockHeader.PreviousFreeBit);
        }

        if ((header & BlockHeader.PreviousFreeBit) != 0)
        {
            if (!TFormat.IsChecked)
            {
                // The header stays behind inside the merged block: it must not look allocated, or a second free would be believed.
                SetWord(block, header | BlockHeader.FreeBit);
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
        SetWord(block + size - sizeof(uint), size);
        SetHeader(block, size | BlockHeader.FreeBit);
        if (block + size == _end)
        {
            _top = block;
            _topSize = size;
            return;
        }

        Insert(block, size);
    }

    /// <summary>
    /// As <see cref="InsertFree"/>, for what is known to be the top. A plain heap's top has a footer only when it is about to be merged with
    /// what lies above it: nobody else asks.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void InsertTop(uint block, uint size)
    {
        _top = block;
        _topSize = size;
        if (TFormat.IsChecked)
        {
            SetWord(block + size - sizeof(uint), size);
        }

        SetHeader(block, size | BlockHeader.FreeBit);
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

        Remove(block, size);
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
