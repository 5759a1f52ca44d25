namespace Osmosis.Memory;

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

        uint listedBlocks = blocks.FreeBlocks - (_top != 0 ? 1u : 0);
        damage = CheckLists(listedBlocks, out uint listed);
        if (damage.Fault != HeapFault.None)
        {
            return damage;
        }

        bool agree = listed == listedBlocks
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
        if (damage.Fault is HeapFault.Overrun or HeapFault.UseAfterFree)
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
        while (block != _end)
        {
            HeapDamage damage = CheckBlock(block, previousFree);
            if (damage.Fault != HeapFault.None)
            {
                return damage;
            }

            BlockHeader header = Header(block);
            totals.Count(State(header), header.Size);
            previousFree = header.IsFree;
            block += header.Size;
        }

        return IsSound(block) && Header(block).Value == new BlockHeader(0, isFree: false, previousFree).Value
            ? default
            : Damage(HeapFault.EndSmashed, block, block, MappedEnd);
    }

    private readonly HeapDamage CheckBlock(uint block, bool previousFree)
    {
        if (!IsSound(block))
        {
            return Damage(HeapFault.HeaderSmashed, block, block, block + TFormat.HeaderBytes);
        }

        BlockHeader header = Header(block);
        if (header.IsPreviousFree != previousFree)
        {
            return Damage(HeapFault.NeighbourDisagrees, block, block, block + BlockHeader.Bytes);
        }

        if (header.IsFree)
        {
            return previousFree ? Damage(HeapFault.NotMerged, block, 0, 0) : CheckFreeBlock(block, header.Size);
        }

        uint overrun = TFormat.IsChecked && !header.IsSetAside ? FindOverrun(block) : 0;
        return overrun == 0 ? default : Damage(HeapFault.Overrun, block, overrun, block + header.Size);
    }

    private readonly HeapDamage CheckFreeBlock(uint block, uint size)
    {
        uint footer = block + size - sizeof(uint);
        uint sizeAgain = !TFormat.IsChecked && block == _top ? _topSize : Word(footer);
        uint at = TFormat.IsChecked ? FindFreeDamage(block, footer) : sizeAgain != size ? footer : 0;
        return at == 0 ? default : Damage(HeapFault.UseAfterFree, OwnerOf(at, block), at, MappedEnd);
    }

    private readonly HeapDamage Damage(HeapFault fault, uint block, uint at, uint end)
    {
        HeapDamage damage = new() { Fault = fault, Block = Describe(block), DamagedAt = new VirtualAddress(at) };
        if (at != 0)
        {
            damage.Capture(_machine, end);
        }

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
