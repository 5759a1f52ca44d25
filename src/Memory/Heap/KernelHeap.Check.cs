using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

// The whole-heap check (H8): trusts no word of the heap before it was found to be plausible, so that it ends on any damage.
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    /// <summary>
    /// Walks every block and every free list, and compares them with each other and with the counters. Returns the first fault and changes
    /// nothing; in a checked heap <see cref="CheckAndRepair"/> goes on to the next.
    /// </summary>
    public readonly HeapDamage Check()
    {
        BlockTotals blocks = default;
        HeapDamage damage = IsEmpty ? default : CheckBlocks(ref blocks);
        if (damage.Fault != HeapFault.None)
        {
            return damage;
        }

        damage = CheckLists(blocks.FreeBlocks, out uint listed);
        if (damage.Fault != HeapFault.None)
        {
            return damage;
        }

        bool agree = listed == blocks.FreeBlocks
            && blocks.Live == Live
            && blocks.SetAside == _setAside
            && (_lost == 0 || _damage.Total != 0);
        return agree ? default : new HeapDamage { Fault = HeapFault.CounterWrong };
    }

    /// <summary>
    /// As <see cref="Check"/>, and when a checked heap has a fault: reports it (see <see cref="TryTakeDamage"/>), sets the block aside, and
    /// returns it. Call it until there is none; each call leaves less that can be wrong.
    /// </summary>
    public HeapDamage CheckAndRepair(uint caller = 0)
    {
        HeapDamage damage = Check();
        if (damage.Fault == HeapFault.None || !TFormat.IsChecked)
        {
            return damage;
        }

        damage.FoundBy = caller;
        uint block = damage.Block.Address.Value;
        if (damage.Block.State == BlockState.Free)
        {
            NameFormerOwner(ref damage, damage.DamagedAt.Value);
        }

        _damage.Add(damage);
        if (block == _top && damage.Fault is HeapFault.UseAfterFree or HeapFault.EndSmashed)
        {
            SetAsideTop(damage.DamagedAt.Value);
        }
        else if (damage.Fault is HeapFault.Overrun or HeapFault.UseAfterFree)
        {
            SetAside(block, caller);
        }
        else
        {
            Repair(block, caller);
        }

        return damage;
    }

    private readonly HeapDamage CheckBlocks(ref BlockTotals totals)
    {
        bool previousFree = false;
        uint block = _first;
        while (block != _top)
        {
            HeapDamage damage = CheckBlock(block, previousFree);
            if (damage.Fault != HeapFault.None)
            {
                return damage;
            }

            uint size = Header(block).Size;
            totals.Count(State(block), size);
            previousFree = Header(block).IsFree;
            block += size;
        }

        HeapDamage below = CheckBelow(block, previousFree);
        return below.Fault != HeapFault.None ? below : previousFree ? Damage(HeapFault.NotMerged, block, 0, 0) : CheckTop();
    }

    private readonly HeapDamage CheckBlock(uint block, bool previousFree)
    {
        if (!IsSound(block))
        {
            return Damage(HeapFault.HeaderSmashed, block, block, block + TFormat.HeaderBytes);
        }

        HeapDamage below = CheckBelow(block, previousFree);
        if (below.Fault != HeapFault.None)
        {
            return below;
        }

        BlockHeader header = Header(block);
        if (header.IsFree)
        {
            return previousFree ? Damage(HeapFault.NotMerged, block, 0, 0) : CheckFreeBlock(block, header.Size);
        }

        uint overrun = TFormat.IsChecked && !header.IsSetAside ? FindOverrun(block) : 0;
        return overrun == 0 ? default : Damage(HeapFault.Overrun, block, overrun, block + header.Size);
    }

    /// <summary>Whether a block, or the top, knows what lies below it.</summary>
    private readonly HeapDamage CheckBelow(uint block, bool previousFree)
    {
        if (TFormat.IsChecked)
        {
            bool isMarked = previousFree || Word(block - sizeof(uint)) == _secret;
            return isMarked ? default : Damage(HeapFault.NeighbourDisagrees, block, block - sizeof(uint), block);
        }

        return block == _top || Header(block).IsPreviousFree == previousFree
            ? default
            : Damage(HeapFault.NeighbourDisagrees, block, block, block + BlockHeader.Bytes);
    }

    private readonly HeapDamage CheckFreeBlock(uint block, uint size)
    {
        uint footer = block + size - sizeof(uint);
        uint at = TFormat.IsChecked ? FindFreeDamage(block, footer) : Word(footer) != size ? footer : 0;
        return at == 0 ? default : Damage(HeapFault.UseAfterFree, FindHolder(at), at, MappedEnd);
    }

    /// <summary>What it is to write above the last block: the top may be empty.</summary>
    private readonly HeapFault TopFault => _top < _end ? HeapFault.UseAfterFree : HeapFault.EndSmashed;

    /// <summary>Whether nobody wrote above the last block: into the top, or, if that is full, behind it.</summary>
    private readonly HeapDamage CheckTop()
    {
        uint at = TFormat.IsChecked ? _top + (CountFilled(_top, MappedEnd) * sizeof(uint)) : MappedEnd;
        return at == MappedEnd ? default : Damage(TopFault, _top, at, MappedEnd);
    }

    private readonly HeapDamage Damage(HeapFault fault, uint block, uint at, uint end)
    {
        HeapDamage damage = new() { Fault = fault, Block = Describe(block), DamagedAt = new VirtualAddress(at) };
        damage.Capture(_machine, end);
        return damage;
    }

    /// <summary>More members than there are free blocks means that a list runs in a circle.</summary>
    private readonly HeapDamage CheckLists(uint freeBlocks, out uint listed)
    {
        listed = 0;
        for (uint size = BlockHeader.Granularity; size <= MemoryLayout.HeapMaxSize; size += SizeClass.Spacing(size))
        {
            uint previous = 0;
            uint block = Head(SizeClass.Of(size));
            while (block != 0)
            {
                if (!IsBlockAddress(block) || ++listed > freeBlocks || !IsSound(block) || !Header(block).IsFree
                    || SizeClass.Of(Header(block).Size) != SizeClass.Of(size)
                    || Previous(block) != previous)
                {
                    return new HeapDamage { Fault = HeapFault.ListWrong, DamagedAt = new VirtualAddress(block) };
                }

                previous = block;
                block = Next(block);
            }
        }

        return default;
    }

    private struct BlockTotals
    {
        public uint FreeBlocks;
        public uint FreeBytes;
        public uint LargestFree;
        public uint Live;
        public uint SetAside;

        public void Count(BlockState state, uint size)
        {
            if (state == BlockState.Free)
            {
                FreeBlocks++;
                FreeBytes += size;
                LargestFree = size > LargestFree ? size : LargestFree;
            }
            else if (state == BlockState.SetAside)
            {
                SetAside++;
            }
            else
            {
                Live++;
            }
        }
    }
}
