namespace Osmosis.Memory;

// What a checked heap does when it finds damage: describes it, sets the damaged memory aside, and goes on with the rest (H5).
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    /// <summary>Describes the block at an address, as far as its header can be believed.</summary>
    private readonly HeapBlock Describe(uint block)
    {
        BlockHeader header = Header(block);
        uint size = IsSound(block) ? header.Size : NextSound(block) - block;
        HeapBlock description = new()
        {
            Address = new VirtualAddress(block),
            Payload = new VirtualAddress(block + TFormat.HeaderBytes),
            Size = size,
            State = State(header),
        };
        if (TFormat.IsChecked)
        {
            uint request = Word(block + RequestOffset);
            description.Requested = request & RequestMask;
            description.Mark = request >> MarkShift;
            description.AllocatedBy = Word(block + AllocatedByOffset);
            description.FreedBy = Word(block + FreedByOffset);
        }

        return description;
    }

    private static BlockState State(BlockHeader header) =>
        header.IsSetAside ? BlockState.SetAside : header.IsFree ? BlockState.Free : BlockState.Allocated;

    /// <summary>Notes damage to the bytes [<paramref name="at"/>, <paramref name="end"/>), for <see cref="TryTakeDamage"/>.</summary>
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
        if (at != 0)
        {
            damage.Capture(_machine, end);
        }

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
        bool isLive = below != 0 && IsSound(below) && !Header(below).IsFree && !Header(below).IsSetAside;
        uint overrun = isLive ? FindOverrun(below) : 0;
        if (overrun != 0)
        {
            Report(HeapFault.Overrun, below, overrun, block + TFormat.HeaderBytes, pointer, caller);
            return;
        }

        Report(block == _end ? HeapFault.EndSmashed : HeapFault.HeaderSmashed, block, block, block + TFormat.HeaderBytes, pointer, caller);
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

    /// <summary>The first sound header above a block: at the latest the end header, sound or not.</summary>
    private readonly uint NextSound(uint block)
    {
        uint next = block + BlockHeader.Granularity;
        while (next < _end && !IsSound(next))
        {
            next += BlockHeader.Granularity;
        }

        return next < _end ? next : _end;
    }

    private readonly uint NextBlock(uint block) => IsSound(block) ? block + Header(block).Size : NextSound(block);

    /// <summary>The block that an address lies in; 0 when it lies in none.</summary>
    private readonly uint FindHolder(uint address)
    {
        for (uint block = IsEmpty ? _end : _first; block < _end; block = NextBlock(block))
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
            SetHeader(block, BlockHeader.SetAside(Header(block).Size, Header(block).IsPreviousFree));
        }

        Repair(block, caller);
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
        _top = 0;
        _topSize = 0;
        BlockTotals totals = default;
        bool previousFree = false;
        uint block = _first;
        while (block < _end)
        {
            uint size = NextBlock(block) - block;
            bool isSound = IsSound(block);
            if (!isSound)
            {
                ReportMet(HeapFault.HeaderSmashed, block, reported, caller);
                ClearOrigin(block);
            }

            BlockHeader header = isSound ? Header(block).WithPreviousFree(previousFree) : BlockHeader.SetAside(size, previousFree);
            for (; header.IsFree && block + size < _end && IsSound(block + size) && Header(block + size).IsFree; size = header.Size)
            {
                uint above = Header(block + size).Size;
                Absorb(block + size - sizeof(uint), sizeof(uint) + FreeOverhead);
                header = new BlockHeader(size + above, isFree: true, previousFree);
            }

            SetHeader(block, header);
            totals.Count(State(header), header.Size);
            if (header.IsFree)
            {
                InsertFree(block, header.Size);
            }

            previousFree = header.IsFree;
            block += size;
        }

        if (!IsSound(_end))
        {
            ReportMet(HeapFault.EndSmashed, _end, reported, caller);
        }

        SetEndHeader(previousFree);
        _setAside = totals.SetAside;
        _lost = _allocations - _frees - totals.Live;
    }

    /// <summary>Repair met a header that is not sound: nothing is taken out of use silently.</summary>
    private void ReportMet(HeapFault fault, uint block, uint reported, uint caller)
    {
        if (block != reported)
        {
            Report(fault, block, block, block + TFormat.HeaderBytes, VirtualAddress.Null, caller);
        }
    }
}
