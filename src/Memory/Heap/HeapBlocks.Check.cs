using System.Runtime.CompilerServices;
using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>
/// What must hold of blocks and lists, written once: the whole-heap check (H8), and what is asked of the blocks that an
/// operation changes. No word is trusted before it was found plausible, so that this ends on any damage.
/// </summary>
internal partial struct HeapBlocks<TMachine, TFormat>
{
    /// <summary>
    /// Checks the bounds, every block from the first to the top, every free list and its bits, and compares them with
    /// each other. Returns the first fault and changes nothing.
    /// </summary>
    public readonly HeapDamage Check()
    {
        if (!Bounds.IsSound)
        {
            return new HeapDamage { Fault = HeapFault.BoundsWrong };
        }

        HeapDamage damage = Bounds.IsEmpty ? default : CheckBlocks();
        damage = damage.Fault == HeapFault.None ? CheckLists() : damage;
        return damage.Fault == HeapFault.None && TFormat.IsChecked ? CheckPoison() : damage;
    }

    /// <summary>Headers, redzones and footers, what lies below each block, and the top.</summary>
    private readonly HeapDamage CheckBlocks()
    {
        bool isBelowFree = false;
        HeapBlock block = default;
        while (TryNext(ref block) && block.Address.Value != Bounds.Top)
        {
            HeapDamage damage = CheckBlock(in block, isBelowFree);
            if (damage.Fault != HeapFault.None)
            {
                return damage;
            }

            isBelowFree = block.State == BlockState.Free;
        }

        block = Describe(Bounds.Top);
        uint at = PoisonEnd(Bounds.Top, Bounds.MappedEnd);
        return isBelowFree ? Damage(HeapFault.NotMerged, block, 0, 0)
            : TFormat.IsChecked && IsBelowFree(Bounds.Top)
            ? Damage(HeapFault.NeighbourDisagrees, block, Bounds.Top - sizeof(uint), Bounds.Top)
            : at == Bounds.MappedEnd ? default
            : Damage(block.Size != 0 ? HeapFault.UseAfterFree : HeapFault.EndSmashed, block, at, Bounds.MappedEnd);
    }

    private readonly HeapDamage CheckBlock(in HeapBlock block, bool isBelowFree)
    {
        // A checked block's footer below it was compared already: then only a missing redzone is wrong.
        uint start = block.Address.Value;
        uint end = start + block.Size;
        uint below = TFormat.IsChecked ? start - sizeof(uint) : start;
        uint redzone = block.State == BlockState.Allocated && IsSound(start) ? RedzoneEnd(start, end) : end;
        return !IsSound(start) ? Damage(HeapFault.HeaderSmashed, block, start, block.Payload.Value)
            : IsBelowFree(start) != isBelowFree
            ? Damage(HeapFault.NeighbourDisagrees, block, below, below + sizeof(uint))
            : redzone != end ? Damage(HeapFault.Overrun, block, redzone, end)
            : block.State != BlockState.Free ? default
            : isBelowFree ? Damage(HeapFault.NotMerged, block, 0, 0)
            : Machine.Load(end - sizeof(uint)) == block.Size ? default
            : Damage(HeapFault.UseAfterFree, block, end - sizeof(uint), Bounds.MappedEnd);
    }

    /// <summary>
    /// Whether the lists hold all free blocks but the top, by size and linked both ways, and their bits agree. The
    /// blocks' headers are sound. Whose a wrong link is, is told for a checked heap alone: a plain one quarantines
    /// nothing.
    /// </summary>
    private readonly HeapDamage CheckLists()
    {
        uint unlisted = 0;
        HeapBlock free = default;
        while (TryNextListed(ref free))
        {
            unlisted++;
        }

        bool areBitsSound = true;
        for (uint list = 0; list < SizeClass.Count; list++)
        {
            areBitsSound &= Lists.IsSound(list);
            uint previous = 0;
            for (uint block = Lists.Head(list); block != 0; block = Link(block, Next))
            {
                bool isMember = IsFreeBlock(block) && SizeClass.Of(Size(block)) == list && unlisted-- != 0;
                if (!isMember || Link(block, Previous) != previous)
                {
                    // Of two words that disagree, the link back is wrong if nothing leads here from where it leads.
                    uint link = isMember && !IsPreviousLinked(block, Size(block)) ? block + Previous
                        : previous != 0 ? previous + Next
                        : 0;
                    return TFormat.IsChecked && link != 0
                        ? Damage(HeapFault.UseAfterFree, FindHolder(link), link, Bounds.MappedEnd)
                        : new HeapDamage { Fault = HeapFault.ListWrong, DamagedAt = new VirtualAddress(block) };
                }

                previous = block;
            }
        }

        return unlisted == 0 && areBitsSound ? default : new HeapDamage { Fault = HeapFault.ListWrong };
    }

    /// <summary>Poison of all free blocks but the top: their headers, footers and links are sound.</summary>
    private readonly HeapDamage CheckPoison()
    {
        HeapBlock free = default;
        while (TryNextListed(ref free))
        {
            uint footer = free.Address.Value + free.Size - sizeof(uint);
            uint at = PoisonEnd(free.Address.Value + CheckedBlocks.PoisonOffset, footer);
            if (at != footer)
            {
                return Damage(HeapFault.UseAfterFree, free, at, Bounds.MappedEnd);
            }
        }

        return default;
    }

    /// <summary>Whether the block or the list's head that a free block's link back stands for leads to it.</summary>
    private readonly bool IsPreviousLinked(uint block, uint size)
    {
        uint previous = Link(block, Previous);
        return previous == 0 ? Lists.Head(SizeClass.Of(size)) == block
            : Bounds.CanStartAt(previous, TFormat.SmallestBlock) && Link(previous, Next) == block;
    }

    /// <summary>
    /// Whether a block of a list can be taken out of it: header, footer and links are those of a free block that ends
    /// there.
    /// </summary>
    private readonly bool IsMember(uint block, uint end)
    {
        uint header = (end - block) | BlockHeader.FreeBit;
        uint next = Link(block, Next);
        return end - block <= Bounds.Top - block && Machine.Load(block) == header && IsSealed(block, header)
            && Machine.Load(end - sizeof(uint)) == end - block && IsPreviousLinked(block, end - block)
            && (next == 0 || (Bounds.CanStartAt(next, TFormat.SmallestBlock) && Link(next, Previous) == block));
    }

    /// <summary>
    /// Whether so many bytes of an undamaged free block start at an address, and what stays of it can be listed.
    /// </summary>
    private readonly bool CanTake(uint block, uint used)
    {
        if (!Bounds.CanStartAt(block, TFormat.SmallestBlock))
        {
            return false;
        }

        // The rest's header and links are written over poison.
        uint size = BlockHeader.Size(Machine.Load(block));
        uint footer = block + size - sizeof(uint);
        uint poison = block + CheckedBlocks.PoisonOffset;
        uint end = poison + used < footer ? poison + used : footer;
        return size >= used && IsMember(block, block + size) && PoisonEnd(poison, end) == end
            && (size - used < TFormat.SmallestBlock || CanInsert(size - used));
    }

    /// <summary>
    /// Whether a live block's free neighbours are undamaged, and what it makes with them can be listed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool CanRelease(uint block, uint end, uint freeStart, uint freeEnd) =>
        (freeStart == block
            ? !IsBelowFree(block) : Bounds.CanStartAt(freeStart, TFormat.SmallestBlock) && IsMember(freeStart, block))
        && (freeEnd == end || IsMember(end, freeEnd))
        && (end == Bounds.Top || CanInsert(freeEnd - freeStart));

    /// <summary>
    /// Whether the list for a size is empty, or its head says of itself that it is free, of that list's sizes, and
    /// first.
    /// </summary>
    private readonly bool CanInsert(uint size)
    {
        uint list = SizeClass.Of(size);
        uint first = Lists.Head(list);
        if (first == 0)
        {
            return true;
        }

        uint header = Bounds.CanStartAt(first, TFormat.SmallestBlock) ? Machine.Load(first) : 0;
        return BlockHeader.IsFree(header) && SizeClass.Of(BlockHeader.Size(header)) == list
            && Link(first, Previous) == 0;
    }

    /// <summary>Describes a fault, with the bytes from <paramref name="at"/> up to <paramref name="end"/>.</summary>
    private readonly HeapDamage Damage(HeapFault fault, in HeapBlock block, uint at, uint end)
    {
        HeapDamage damage = new() { Fault = fault, Block = block, DamagedAt = new VirtualAddress(at) };
        damage.Capture(Machine, end);
        return damage;
    }
}
