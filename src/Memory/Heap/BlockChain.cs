using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>
/// The blocks as they lie in memory, from the first to the top, read as far as their headers can be believed. A view for
/// whoever must not trust them: valid until the bounds change.
/// </summary>
internal readonly struct BlockChain<TMachine, TFormat>(TMachine machine, HeapBounds bounds)
    where TMachine : struct, IMachine
    where TFormat : struct, IBlockFormat
{
    public TMachine Machine => machine;

    public HeapBounds Bounds => bounds;

    public uint Word(uint address) => machine.Load(address);

    /// <summary>Bytes of a block whose header is sound.</summary>
    public uint Size(uint block) => BlockHeader.Size(Word(block));

    /// <summary>Whether the header at an address is one that the heap wrote: then its size fits.</summary>
    public bool IsSound(uint block) => Size(block) >= TFormat.SmallestBlock
        && Size(block) <= bounds.Top - block
        && BlockGuard<TMachine, TFormat>.IsSealed(machine, bounds.Salt, block, Word(block));

    public bool IsFreeBlock(uint block) => bounds.CanStartAt(block, TFormat.SmallestBlock)
        && IsSound(block) && BlockHeader.IsFree(Word(block));

    /// <summary>What a block is; the top has no header.</summary>
    public BlockState State(uint block) => block < bounds.Top ? BlockHeader.State(Word(block)) : BlockState.Free;

    /// <summary>The block above; above one whose header is damaged the next sound one; above the last block the top.</summary>
    public uint Next(uint block)
    {
        if (block >= bounds.Top)
        {
            return bounds.End;
        }

        if (IsSound(block))
        {
            return block + Size(block);
        }

        uint next = block + BlockHeader.Granularity;
        while (next < bounds.Top && !IsSound(next))
        {
            next += BlockHeader.Granularity;
        }

        return next < bounds.Top ? next : bounds.Top;
    }

    /// <summary>The block that an address lies in, or the top; 0 when it lies in none.</summary>
    public uint FindHolder(uint address)
    {
        for (uint block = bounds.First; block < bounds.End; block = Next(block))
        {
            if (address >= block && address < Next(block))
            {
                return block;
            }
        }

        return 0;
    }

    public HeapBlock Describe(uint block)
    {
        HeapBlock description = new()
        {
            Address = new VirtualAddress(block),
            Payload = new VirtualAddress(block + TFormat.HeaderBytes),
            Size = Next(block) - block,
            State = State(block),
        };
        if (TFormat.IsChecked && block < bounds.Top)
        {
            uint request = Word(block + CheckedBlocks.RequestOffset);
            description.Requested = request & CheckedBlocks.RequestMask;
            description.Mark = request >> CheckedBlocks.MarkShift;
            description.AllocatedBy = Word(block + CheckedBlocks.AllocatedByOffset);
            description.FreedBy = description.State == BlockState.Free ? Word(block + CheckedBlocks.FreedByOffset) : 0;
        }

        return description;
    }

    /// <summary>Counts the blocks and what is free, the top included.</summary>
    public BlockTotals Count()
    {
        BlockTotals totals = default;
        for (uint block = bounds.First; block < bounds.End; block = Next(block))
        {
            totals.Add(State(block), Next(block) - block, isListed: block < bounds.Top);
        }

        return totals;
    }
}

/// <summary>How many blocks of each kind there are.</summary>
internal struct BlockTotals
{
    public uint Live;
    public uint Quarantined;
    public uint FreeBlocks;
    public uint FreeBytes;
    public uint LargestFree;

    /// <summary>Free blocks but the top.</summary>
    public uint Listed;

    public void Add(BlockState state, uint size, bool isListed)
    {
        Live += state == BlockState.Allocated ? 1u : 0;
        Quarantined += state == BlockState.Quarantined ? 1u : 0;
        if (state == BlockState.Free)
        {
            FreeBlocks++;
            FreeBytes += size;
            LargestFree = size > LargestFree ? size : LargestFree;
            Listed += isListed ? 1u : 0;
        }
    }
}
