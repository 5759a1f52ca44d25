using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

// What a checked heap does when it finds damage: describes it, sets the damaged memory aside, and goes on with the rest (H5).
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    /// <summary>Describes the block at an address, as far as its header can be believed.</summary>
    private readonly HeapBlock Describe(uint block)
    {
        HeapBlock description = new()
        {
            Address = new VirtualAddress(block),
            Payload = new VirtualAddress(block + TFormat.HeaderBytes),
            Size = NextBlock(block) - block,
            State = State(block),
        };
        if (TFormat.IsChecked && block < _top)
        {
            uint request = Word(block + RequestOffset);
            description.Requested = request & RequestMask;
            description.Mark = request >> MarkShift;
            description.AllocatedBy = Word(block + AllocatedByOffset);
            description.FreedBy = description.State == BlockState.Free ? Word(block + FreedByOffset) : 0;
        }

        return description;
    }

    /// <summary>What a block is, as far as its header can be believed; the top has none.</summary>
    private readonly BlockState State(uint block)
    {
        BlockHeader header = block < _top ? Header(block) : new BlockHeader(BlockHeader.FreeBit);
        return header.IsSetAside ? BlockState.SetAside : header.IsFree ? BlockState.Free : BlockState.Allocated;
    }

    /// <summary>Notes damage to the bytes [<paramref name="at"/>, <paramref name="end"/>), for <see cref="TryTakeDamage"/>; both are 0 when there are none.</summary>
    private void Report(HeapFault fault, uint block, uint at, uint end, VirtualAddress pointer, uint caller)
    {
        HeapDamage damage = new()
        {
            Fault = fault,
            Block = block == 0 ? default : Describe(block),
            Pointer = pointer,
            DamagedAt = new VirtualAddress(at),
            FoundBy = caller,
        };
        damage.Capture(_machine, end);
        if (damage.Block.State == BlockState.Free || fault == HeapFault.UseAfterFree)
        {
            NameFormerOwner(ref damage, at != 0 ? at : pointer.Value);
        }

        _damage.Add(damage);
    }

    /// <summary>A block whose header doesn't match its seal. When the block below ran over its end, that is what happened.</summary>
    private void ReportSmashed(uint block, VirtualAddress pointer, uint caller)
    {
        uint below = FindBelow(block);
        bool isLive = below != 0 && IsSound(below) && Header(below).IsAllocated;
        uint overrun = isLive ? FindOverrun(below) : 0;
        if (overrun != 0)
        {
            Report(HeapFault.Overrun, below, overrun, block + TFormat.HeaderBytes, pointer, caller);
            return;
        }

        Report(HeapFault.HeaderSmashed, block, block, block + TFormat.HeaderBytes, pointer, caller);
    }

    /// <summary>Free memory was written to: say who had it last.</summary>
    private void ReportUse(uint block, uint at, uint caller) =>
        Report(HeapFault.UseAfterFree, block, at, MappedEnd, VirtualAddress.Null, caller);

    /// <summary>A free block may have been merged out of many: who had these very bytes is what matters.</summary>
    private readonly void NameFormerOwner(ref HeapDamage damage, uint address)
    {
        if (_history.TryFind(address, out FreedBlock freed))
        {
            damage.Block.AllocatedBy = freed.AllocatedBy;
            damage.Block.FreedBy = freed.FreedBy;
        }
    }

    /// <summary>The first sound header above a block: at the latest the top.</summary>
    private readonly uint NextSound(uint block)
    {
        uint next = block + BlockHeader.Granularity;
        while (next < _top && !IsSound(next))
        {
            next += BlockHeader.Granularity;
        }

        return next < _top ? next : _top;
    }

    /// <summary>Where a block ends, as far as its header can be believed; the top ends the heap.</summary>
    private readonly uint NextBlock(uint block) =>
        block >= _top ? _end : IsSound(block) ? block + Header(block).Size : NextSound(block);

    /// <summary>The block that an address lies in, or the top; 0 when it lies in none.</summary>
    private readonly uint FindHolder(uint address)
    {
        for (uint block = _first; block < _end; block = NextBlock(block))
        {
            if (address >= block && address < NextBlock(block))
            {
                return block;
            }
        }

        return 0;
    }

    /// <summary>The block that ends where this one starts; 0 for the first.</summary>
    private readonly uint FindBelow(uint block) => block == _first ? 0 : FindHolder(block - 1);

    /// <summary>Takes a damaged block that was reported, and every other one whose header is not sound, out of use.</summary>
    private void SetAside(uint block, uint caller)
    {
        if (IsSound(block))
        {
            WriteSetAside(block, Header(block).Size);
        }

        Repair(block, caller);
    }

    /// <summary>
    /// Takes the part of the top that was written to, from where it starts up to the last word that is not what it must be, out of use. What
    /// is too small to be a block is made whole again.
    /// </summary>
    private void SetAsideTop(uint damagedAt)
    {
        uint last = damagedAt;
        for (uint address = damagedAt; address < MappedEnd; address += sizeof(uint))
        {
            last = Word(address) == CheckedBlocks.FreePattern ? last : address;
        }

        uint block = _top;
        uint size = (last - block + BlockHeader.Granularity) & BlockHeader.SizeMask;
        size = size < SmallestBlock ? SmallestBlock : size;
        size = size < _end - block ? size : _end - block;
        if (size < SmallestBlock)
        {
            Absorb(block, MappedEnd);
            return;
        }

        _top = block + size;
        _setAside++;
        Absorb(_top, MappedEnd);
        ClearOrigin(block);
        WriteSetAside(block, size);
    }

    /// <summary>Nobody reads what a block that is set aside holds but its header, and its last word as the end mark below the next block.</summary>
    private readonly void WriteSetAside(uint block, uint size)
    {
        uint header = BlockHeader.SetAside(size).Value;
        SetWord(block, header);
        SetWord(block + FreedByOffset, _secret);
        SetWord(block + SealOffset, Seal(block, header));
        SetWord(block + size - sizeof(uint), _secret);
    }

    /// <summary>
    /// Makes the chain of blocks whole again. What lies between a header that is not sound and the next that is becomes one block that is
    /// set aside, and reported unless it is the one that was; then free lists and counters are made anew from the blocks. Slow, and only
    /// reached when there is damage.
    /// </summary>
    private void Repair(uint reported, uint caller)
    {
        _rows = 0;
        _columns = default;
        _heads = default;
        BlockTotals totals = default;
        SetWord(Base, _secret);
        uint block = _first;
        while (block < _top)
        {
            uint size = NextBlock(block) - block;
            bool isSound = IsSound(block);
            if (!isSound)
            {
                ReportMet(block, reported, caller);
                ClearOrigin(block);
            }

            BlockState state = isSound ? State(block) : BlockState.SetAside;
            if (state == BlockState.SetAside)
            {
                WriteSetAside(block, size);
            }
            else if (state == BlockState.Free)
            {
                size = Relist(block, size);
            }

            totals.Count(state, size);
            block += size;
        }

        _setAside = totals.SetAside;
        _lost = _allocations - _frees - totals.Live;
    }

    /// <summary>Lists a free block anew, merged with the free ones above it; or makes it part of the top. Returns its size.</summary>
    private uint Relist(uint block, uint size)
    {
        while (block + size < _top && IsFreeBlock(block + size))
        {
            uint above = Header(block + size).Size;
            Absorb(block + size - sizeof(uint), block + size + FreeOverhead);
            size += above;
        }

        if (block + size == _top)
        {
            Absorb(_top - sizeof(uint), _top);
            Absorb(block, block + FreeOverhead);
            _top = block;
            return 0;
        }

        InsertFree(block, size);
        return size;
    }

    /// <summary>Repair met a header that is not sound: nothing is taken out of use silently.</summary>
    private void ReportMet(uint block, uint reported, uint caller)
    {
        if (block != reported)
        {
            Report(HeapFault.HeaderSmashed, block, block, block + TFormat.HeaderBytes, VirtualAddress.Null, caller);
        }
    }
}
