namespace Osmosis.Memory;

// The whole-heap check (H8): trusts no word of the heap before it was found to be plausible, so that it ends on any damage.
public partial struct KernelHeap<TMachine, TPages>
{
    /// <summary>Walks every block and every free list, and compares them with each other and with the counters.</summary>
    public readonly HeapCheck Check()
    {
        BlockTotals blocks = default;
        HeapCheck check = IsEmpty ? default : CheckBlocks(ref blocks);
        if (check.Fault != HeapFault.None)
        {
            return check;
        }

        check = CheckLists(blocks.FreeBlocks, out uint listed);
        if (check.Fault != HeapFault.None)
        {
            return check;
        }

        bool agree = listed == blocks.FreeBlocks
            && blocks.FreeBlocks == _freeBlocks
            && blocks.FreeBytes == _freeBytes
            && blocks.Live == _live
            && _allocations - _frees == _live;
        return new HeapCheck(agree ? HeapFault.None : HeapFault.CounterWrong, 0);
    }

    private readonly HeapCheck CheckBlocks(ref BlockTotals totals)
    {
        bool previousFree = false;
        uint block = FirstBlock;
        while (block != EndMark)
        {
            BlockHeader header = Header(block);
            if (!header.IsPlausible || header.Size > EndMark - block)
            {
                return new HeapCheck(HeapFault.HeaderInvalid, block);
            }

            if (header.IsPreviousFree != previousFree)
            {
                return new HeapCheck(HeapFault.NeighbourDisagrees, block);
            }

            if (header.IsFree && previousFree)
            {
                return new HeapCheck(HeapFault.NotMerged, block);
            }

            if (header.IsFree && _machine.Load(new VirtualAddress(block + header.Size - BlockHeader.Bytes)) != header.Size)
            {
                return new HeapCheck(HeapFault.FooterWrong, block);
            }

            totals.Count(header);
            previousFree = header.IsFree;
            block += header.Size;
        }

        return Header(EndMark).Value == new BlockHeader(0, isFree: false, previousFree).Value
            ? default
            : new HeapCheck(HeapFault.EndMarkWrong, block);
    }

    /// <summary>More members than there are free blocks means that a list runs in a circle.</summary>
    private readonly HeapCheck CheckLists(uint freeBlocks, out uint listed)
    {
        listed = 0;
        for (uint size = BlockHeader.SmallestBlock; size <= MemoryLayout.HeapMaxSize; size += SizeClass.Spacing(size))
        {
            uint previous = 0;
            for (uint block = _free.Head(SizeClass.Of(size)); block != 0; block = FreeLists.Next(_machine, block))
            {
                bool isBlock = block >= FirstBlock && block < EndMark && (block + BlockHeader.Bytes) % BlockHeader.Granularity == 0;
                if (!isBlock || ++listed > freeBlocks || !Header(block).IsFree
                    || SizeClass.Of(Header(block).Size).Index != SizeClass.Of(size).Index
                    || FreeLists.Previous(_machine, block) != previous)
                {
                    return new HeapCheck(HeapFault.ListWrong, block);
                }

                previous = block;
            }
        }

        return default;
    }

    private struct BlockTotals
    {
        public uint FreeBlocks;
        public uint FreeBytes;
        public uint Live;

        public void Count(BlockHeader header)
        {
            if (header.IsFree)
            {
                FreeBlocks++;
                FreeBytes += header.Size;
            }
            else
            {
                Live++;
            }
        }
    }
}
