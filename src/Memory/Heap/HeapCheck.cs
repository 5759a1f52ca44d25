using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>
/// What must hold of the whole heap (H8), written once: bounds, every block from the first to the top, every free list
/// and its bits, poison, and what the heap remembers. No word is trusted before it was found plausible, so that the
/// check ends on any damage. It changes nothing.
/// </summary>
internal readonly ref struct HeapCheck<TMachine, TFormat>
    where TMachine : struct, IMachine
    where TFormat : struct, IBlockFormat
{
    private readonly ref readonly BlockMemory<TMachine, TFormat> _memory;
    private readonly ref readonly FreeLists<TMachine, TFormat> _lists;

    public HeapCheck(in HeapBlocks<TMachine, TFormat> blocks)
    {
        _memory = ref blocks.Memory;
        _lists = ref blocks.Lists;
    }

    /// <summary>The first fault.</summary>
    public HeapDamage Run(in HeapJournal journal)
    {
        if (!_memory.Bounds.IsSound)
        {
            return new HeapDamage { Fault = HeapFault.BoundsWrong };
        }

        HeapDamage damage = _memory.Bounds.IsEmpty ? default : CheckBlocks();
        damage = damage.Fault == HeapFault.None ? CheckLists() : damage;
        damage = damage.Fault == HeapFault.None && TFormat.IsChecked ? CheckPoison() : damage;
        if (damage.Fault == HeapFault.None)
        {
            damage.Fault = journal.Check(HeapStatistics.Of(in _memory, in journal.Counts));
        }

        return damage;
    }

    /// <summary>Headers, redzones and footers, what lies below each block, and the top.</summary>
    private HeapDamage CheckBlocks()
    {
        bool isBelowFree = false;
        uint top = _memory.Bounds.Top;
        uint mappedEnd = _memory.Bounds.MappedEnd;
        HeapBlock block = default;
        while (_memory.TryNext(ref block) && block.Address.Value != top)
        {
            HeapDamage damage = CheckBlock(in block, isBelowFree);
            if (damage.Fault != HeapFault.None)
            {
                return damage;
            }

            isBelowFree = block.State == BlockState.Free;
        }

        block = _memory.Describe(top);
        uint at = _memory.PoisonEnd(top, mappedEnd);
        return isBelowFree ? Damage(HeapFault.NotMerged, block, 0, 0)
            : TFormat.IsChecked && _memory.IsBelowFree(top)
            ? Damage(HeapFault.NeighbourDisagrees, block, top - sizeof(uint), top)
            : at == mappedEnd ? default
            : Damage(block.Size != 0 ? HeapFault.UseAfterFree : HeapFault.EndSmashed, block, at, mappedEnd);
    }

    private HeapDamage CheckBlock(in HeapBlock block, bool isBelowFree)
    {
        // A checked block's footer below it was compared already: then only a missing redzone is wrong.
        uint start = block.Address.Value;
        uint end = start + block.Size;
        uint below = TFormat.IsChecked ? start - sizeof(uint) : start;
        bool isSound = _memory.IsSound(start);
        uint redzone = block.State == BlockState.Allocated && isSound ? _memory.RedzoneEnd(start, end) : end;
        return !isSound ? Damage(HeapFault.HeaderSmashed, block, start, block.Payload.Value)
            : _memory.IsBelowFree(start) != isBelowFree
            ? Damage(HeapFault.NeighbourDisagrees, block, below, below + sizeof(uint))
            : redzone != end ? Damage(HeapFault.Overrun, block, redzone, end)
            : block.State != BlockState.Free ? default
            : isBelowFree ? Damage(HeapFault.NotMerged, block, 0, 0)
            : _memory.Machine.Load(end - sizeof(uint)) == block.Size ? default
            : Damage(HeapFault.UseAfterFree, block, end - sizeof(uint), _memory.Bounds.MappedEnd);
    }

    /// <summary>
    /// Whether the lists hold all free blocks but the top, by size and linked both ways, and their bits agree. The
    /// blocks' headers are sound. Whose a wrong link is, is told for a checked heap alone: a plain one quarantines
    /// nothing.
    /// </summary>
    private HeapDamage CheckLists()
    {
        uint unlisted = 0;
        HeapBlock free = default;
        while (_memory.TryNextFree(ref free))
        {
            unlisted++;
        }

        bool areBitsSound = true;
        for (uint list = SizeClass.Count; list-- != 0;)
        {
            areBitsSound &= _lists.Heads.IsSound(list);
            uint previous = 0;
            for (uint block = _lists.Heads.Head(list); block != 0; block = _memory.Link(block, Links.Next))
            {
                bool isMember = _memory.IsFreeBlock(block) && SizeClass.Of(_memory.Size(block)) == list
                    && unlisted-- != 0;
                if (!isMember || _memory.Link(block, Links.Previous) != previous)
                {
                    return WrongLink(block, previous, isMember);
                }

                previous = block;
            }
        }

        return unlisted == 0 && areBitsSound ? default : new HeapDamage { Fault = HeapFault.ListWrong };
    }

    /// <summary>
    /// Of two links that disagree, the link back is wrong if nothing leads here from where it leads.
    /// </summary>
    private HeapDamage WrongLink(uint block, uint previous, bool isMember)
    {
        uint link = isMember && !_lists.IsPreviousLinked(in _memory, block, _memory.Size(block))
            ? BlockMemory<TMachine, TFormat>.LinkAddress(block, Links.Previous)
            : previous != 0 ? BlockMemory<TMachine, TFormat>.LinkAddress(previous, Links.Next)
            : 0;
        return TFormat.IsChecked && link != 0
            ? Damage(HeapFault.UseAfterFree, _memory.FindHolder(link), link, _memory.Bounds.MappedEnd)
            : new HeapDamage { Fault = HeapFault.ListWrong, DamagedAt = new VirtualAddress(block) };
    }

    /// <summary>Poison of all free blocks but the top: their headers, footers and links are sound.</summary>
    private HeapDamage CheckPoison()
    {
        HeapBlock free = default;
        while (_memory.TryNextFree(ref free))
        {
            uint footer = free.Address.Value + free.Size - sizeof(uint);
            uint at = _memory.PoisonEnd(free.Address.Value + CheckedBlocks.PoisonOffset, footer);
            if (at != footer)
            {
                return Damage(HeapFault.UseAfterFree, free, at, _memory.Bounds.MappedEnd);
            }
        }

        return default;
    }

    /// <summary>Describes a fault, with the bytes from <paramref name="at"/> up to <paramref name="end"/>.</summary>
    private HeapDamage Damage(HeapFault fault, in HeapBlock block, uint at, uint end)
    {
        HeapDamage damage = new() { Fault = fault, Block = block, DamagedAt = new VirtualAddress(at) };
        damage.Capture(_memory.Machine, end);
        return damage;
    }
}
