using System.Runtime.CompilerServices;
using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

// Whether free memory is still as a checked heap left it: looked at before it is handed out, merged or given back.
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    /// <summary>Looks at the block above one that is to be freed, in a checked heap: if it is free, they will be merged.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckAbove(uint end, uint caller)
    {
        if (TFormat.IsChecked && (Word(end) & BlockHeader.FreeBit) != 0)
        {
            CheckMember(end, caller);
        }
    }

    /// <summary>
    /// Looks at the block below one that is to be freed, in a checked heap: if it is free, they will be merged. If what lies there is no end
    /// mark, it must be the footer of a free block that can be taken out of its list.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckBelow(uint block, uint caller)
    {
        uint footer = Word(block - sizeof(uint));
        if (footer == _secret)
        {
            return;
        }

        uint below = block - footer;
        if (IsBlockAddress(below) && Word(below) == (footer | BlockHeader.FreeBit))
        {
            CheckMember(below, caller);
            return;
        }

        SetAsideBelow(block, caller);
    }

    /// <summary>
    /// Looks whether a free block can be taken out of its list: at its header, footer and links. If they are damaged, that is reported, and
    /// the block set aside.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckMember(uint block, uint caller)
    {
        if (!IsMember(block))
        {
            ReportFreeDamage(block, FindMemberDamage(block), caller);
        }
    }

    /// <summary>
    /// Whether a free block is still as the heap left it, as far as <paramref name="used"/> bytes and what will be the header and links of a
    /// free block behind them are concerned. If not, that is reported, and the block set aside.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool CheckFree(uint block, uint used, uint caller)
    {
        uint room = _top - block;
        uint header = Word(block);
        uint end = block + (header & BlockHeader.SizeMask) - sizeof(uint);
        uint wanted = block + used + FreeOverhead;
        end = wanted < end ? wanted : end;
        if (IsMember(block, room, header) && IsFilled(block + FreeOverhead, end))
        {
            return true;
        }

        ReportFreeDamage(block, FindFreeDamage(block, end), caller);
        return false;
    }

    /// <summary>Whether the top is filled up to an address. If not, that is reported, and the part that was written to set aside.</summary>
    private bool CheckTop(uint end, uint caller)
    {
        uint at = _top + (CountFilled(_top, end) * sizeof(uint));
        if (at == end)
        {
            return true;
        }

        Report(TopFault, _top, at, MappedEnd, VirtualAddress.Null, caller);
        SetAsideTop(at);
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReportFreeDamage(uint block, uint at, uint caller)
    {
        if (at == block)
        {
            ReportSmashed(block, VirtualAddress.Null, caller);
        }
        else
        {
            // It may be a neighbour in the list, whose link back is wrong.
            block = FindHolder(at);
            ReportUse(block, at, caller);
        }

        SetAside(block, caller);
    }

    /// <summary>The first word of a free block, up to an address behind its links, that is not what it must be; 0 when all are.</summary>
    private readonly uint FindFreeDamage(uint block, uint end)
    {
        if (!IsMember(block))
        {
            return FindMemberDamage(block);
        }

        uint start = block + FreeOverhead;
        uint at = start + (CountFilled(start, end) * sizeof(uint));
        return at == end ? 0 : at;
    }

    /// <summary>Whether a free block's header, footer and links are what they must be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsMember(uint block) => IsMember(block, _top - block, Word(block));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsMember(uint block, uint room, uint header) =>
        IsFreeHeader(block, room, header)
        && Word(block + (header & BlockHeader.SizeMask) - sizeof(uint)) == (header & BlockHeader.SizeMask)
        && FollowLinks(block, header & BlockHeader.SizeMask) == block;

    /// <summary>The first word of a free block's header, footer and links that is not what it must be, of which there is one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly uint FindMemberDamage(uint block)
    {
        uint header = Word(block);
        if (!IsFreeHeader(block, _top - block, header))
        {
            return block;
        }

        uint size = header & BlockHeader.SizeMask;
        uint footer = block + size - sizeof(uint);
        return Word(footer) != size ? footer : FindLinkDamage(block, size);
    }

    /// <summary>Whether the heap wrote this header, of a free block, here. Then its size is one that a block can have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsFreeHeader(uint block, uint room, uint header) =>
        (header & BlockHeader.SizeMask) <= room && (header & BlockHeader.FreeBit) != 0 && HasFreeSeal(block, header);

    // One expression each, as the compiler then branches on them without making a number of them first.

    /// <summary>What leads to a free block from where its links lead: the block itself, if it and its neighbours point at each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint FollowLinks(uint block, uint size) => IsNext(Next(block), block) ? FollowBack(Previous(block), size) : 0;

    /// <summary>Whether a link leads nowhere, or to a block that points back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsNext(uint next, uint block) => next == 0 || (IsBlockAddress(next) && Previous(next) == block);

    /// <summary>Whether what a free block's link back names, the list's head or a block, leads to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsReachable(uint block, uint size) => FollowBack(Previous(block), size) == block;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint FollowBack(uint previous, uint size) =>
        previous == 0 ? Head(SizeClass.Of(size)) : IsBlockAddress(previous) ? Next(previous) : 0;

    /// <summary>
    /// Which link is wrong when a free block and its neighbours in its list don't point at each other: the block's own, or a neighbour's that
    /// should lead to it.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly uint FindLinkDamage(uint block, uint size)
    {
        uint next = Next(block);
        if (!IsNext(next, block))
        {
            bool isNextWrong = IsFreeBlock(next) && !IsReachable(next, Header(next).Size);
            return isNextWrong ? next + TFormat.HeaderBytes + sizeof(uint) : block + TFormat.HeaderBytes;
        }

        uint previous = Previous(block);
        bool isPreviousWrong = IsFreeBlock(previous) && Head(SizeClass.Of(size)) != block
            && !IsLedBackTo(previous, Next(previous));
        return isPreviousWrong ? previous + TFormat.HeaderBytes : block + TFormat.HeaderBytes + sizeof(uint);
    }

    /// <summary>Whether the end of a list, or a free block that points back at this one, follows it.</summary>
    private readonly bool IsLedBackTo(uint block, uint next) =>
        next == 0 || (IsFreeBlock(next) && Previous(next) == block);

    private readonly bool IsFreeBlock(uint block) => IsBlockAddress(block) && IsSound(block) && Header(block).IsFree;
}
