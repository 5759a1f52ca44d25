namespace Osmosis.Memory;

// Blocks: reading and writing their headers, carving an allocated one out of a free one, and making one free again.
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    /// <summary>A free block holds a header, two links and a footer.</summary>
    private static uint SmallestBlock =>
        (TFormat.HeaderBytes + FreeLists<TMachine, TFormat>.LinkBytes + sizeof(uint) + (BlockHeader.Granularity - 1)) & ~(BlockHeader.Granularity - 1);

    /// <summary>Nothing is mapped yet.</summary>
    private readonly bool IsEmpty => _mappedEnd == _base;

    private readonly uint FirstBlock => _base + BlockHeader.Bytes;

    /// <summary>The header after the last block.</summary>
    private readonly uint EndHeader => _mappedEnd - TFormat.HeaderBytes;

    private readonly uint Word(uint address) => _machine.Load(new VirtualAddress(address));

    private readonly void SetWord(uint address, uint value) => _machine.Store(new VirtualAddress(address), value);

    private readonly BlockHeader Header(uint block) => new(Word(block));

    /// <summary>Writes a header, and in a checked heap its seal over what else the block's header holds.</summary>
    private readonly void SetHeader(uint block, BlockHeader header)
    {
        SetWord(block, header.Value);
        if (TFormat.IsChecked)
        {
            SetWord(block + SealOffset, Seal(block, header));
        }
    }

    /// <summary>
    /// Tells a header about the block below it. In a checked heap a damaged one stays as it is: a new seal would make it look good, and
    /// whoever finds it makes it anew.
    /// </summary>
    private readonly void SetPreviousFree(uint block, bool isPreviousFree)
    {
        if (!TFormat.IsChecked || IsSound(block))
        {
            SetHeader(block, Header(block).WithPreviousFree(isPreviousFree));
        }
    }

    /// <summary>Whether a block can start at this address, as far as the address goes.</summary>
    private readonly bool IsBlockAddress(uint block) =>
        !IsEmpty && block >= FirstBlock && block < EndHeader && (block + BlockHeader.Bytes) % BlockHeader.Granularity == 0;

    /// <summary>Whether the header at a block's address is one that the heap wrote; also for the end header.</summary>
    private readonly bool IsSound(uint block)
    {
        BlockHeader header = Header(block);
        bool fits = block == EndHeader ? header.Size == 0 : header.Size >= SmallestBlock && header.Size <= EndHeader - block;
        return fits && (TFormat.IsChecked ? Word(block + SealOffset) == Seal(block, header) : !header.IsSetAside);
    }

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
        uint rest = Header(block).Size - lead;
        RemoveFree(block, lead + rest);
        if (lead != 0)
        {
            InsertFree(block, lead);
        }

        uint start = block + lead;
        uint surplus = rest - size;
        if (surplus < SmallestBlock)
        {
            SetHeader(start, new BlockHeader(rest, isFree: false, isPreviousFree: lead != 0));
            SetPreviousFree(start + rest, false);
            return;
        }

        SetHeader(start, new BlockHeader(size, isFree: false, isPreviousFree: lead != 0));
        ClearOrigin(start + size);
        InsertFree(start + size, surplus);
    }

    /// <summary>
    /// Makes a block free and merges it with free neighbours (H6); returns the block it became part of. In a checked heap its payload is
    /// filled already, and its neighbours were looked at.
    /// </summary>
    private uint Release(uint block)
    {
        BlockHeader header = Header(block);
        uint size = header.Size;
        BlockHeader above = Header(block + size);
        if (above.IsFree)
        {
            RemoveFree(block + size, above.Size);
            Absorb(block + size, TFormat.HeaderBytes);
            size += above.Size;
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
        SetPreviousFree(block + size, true);
        return block;
    }

    /// <summary>Writes header and footer of a free block whose lower neighbour is allocated (as free neighbours are merged) and lists it.</summary>
    private void InsertFree(uint block, uint size)
    {
        SetHeader(block, new BlockHeader(size, isFree: true, isPreviousFree: false));
        SetWord(block + size - sizeof(uint), size);
        _free.Insert(_machine, block, size);
        _freeBytes += size;
        _freeBlocks++;
    }

    /// <summary>Takes a free block out of its list. Its links don't linger: in a live block they would look like a list's member.</summary>
    private void RemoveFree(uint block, uint size)
    {
        _free.Remove(_machine, block, size);
        Absorb(block + TFormat.HeaderBytes, FreeLists<TMachine, TFormat>.LinkBytes);
        _freeBytes -= size;
        _freeBlocks--;
    }
}
