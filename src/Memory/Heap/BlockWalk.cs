using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>
/// The blocks as they lie in memory, from the first to the top, for whoever must not trust their headers: read as far as those
/// can be believed.
/// </summary>
internal static class BlockWalk
{
    extension<TMachine, TPages, TFormat>(in HeapMemory<TMachine, TPages, TFormat> memory)
        where TMachine : struct, IMachine
        where TPages : struct, IHeapPages
        where TFormat : struct, IBlockFormat
    {
        /// <summary>Whether the header at an address is one that the heap wrote: then its size fits.</summary>
        public bool IsSound(uint block)
        {
            uint header = memory.Machine.Load(block);
            uint size = BlockHeader.Size(header);
            return size >= TFormat.SmallestBlock && size <= memory.Bounds.Top - block && memory.IsSealed(block, header);
        }

        public bool IsFreeBlock(uint block) =>
            memory.Bounds.CanStartAt(block, TFormat.SmallestBlock) && memory.IsSound(block) && BlockHeader.IsFree(memory.Machine.Load(block));

        /// <summary>What a block is; the top has no header.</summary>
        public BlockState State(uint block) =>
            block < memory.Bounds.Top ? BlockHeader.State(memory.Machine.Load(block)) : BlockState.Free;

        /// <summary>The block above; above one whose header is damaged the next sound one; above the last block the top.</summary>
        public uint Above(uint block)
        {
            uint top = memory.Bounds.Top;
            if (block >= top)
            {
                return memory.Bounds.End;
            }

            if (memory.IsSound(block))
            {
                return block + memory.Size(block);
            }

            do
            {
                block += BlockHeader.Granularity;
            }
            while (block < top && !memory.IsSound(block));
            return block < top ? block : top;
        }

        /// <summary>The block that an address lies in, or the top; 0 when it lies in none.</summary>
        public uint FindHolder(uint address)
        {
            uint block = memory.Bounds.First;
            while (block < memory.Bounds.End && memory.Above(block) <= address)
            {
                block = memory.Above(block);
            }

            return address >= block && block < memory.Bounds.End ? block : 0;
        }

        public HeapBlock Describe(uint block)
        {
            HeapBlock description = new()
            {
                Address = new VirtualAddress(block),
                Payload = new VirtualAddress(block + TFormat.HeaderBytes),
                Size = memory.Above(block) - block,
                State = memory.State(block),
            };
            if (TFormat.IsChecked && block < memory.Bounds.Top)
            {
                uint request = memory.Machine.Load(block + CheckedBlocks.RequestOffset);
                description.Requested = request & CheckedBlocks.RequestMask;
                description.Mark = request >> CheckedBlocks.MarkShift;
                description.AllocatedBy = memory.Machine.Load(block + CheckedBlocks.AllocatedByOffset);
                description.FreedBy =
                    description.State == BlockState.Free ? memory.Machine.Load(block + CheckedBlocks.FreedByOffset) : 0;
            }

            return description;
        }

        /// <summary>Counts the blocks and what is free, the top included.</summary>
        public BlockTotals Count()
        {
            BlockTotals totals = default;
            for (uint block = memory.Bounds.First; block < memory.Bounds.End; block = memory.Above(block))
            {
                totals.Add(memory.State(block), memory.Above(block) - block, isListed: block < memory.Bounds.Top);
            }

            return totals;
        }
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
