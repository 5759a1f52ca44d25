using System.Runtime.CompilerServices;

namespace Osmosis.Memory;

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
    /// Looks whether a free block can be taken out of its list: at its header, footer and links. If they are damaged, that is reported, and
    /// the block set aside.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckMember(uint block, uint caller)
    {
        uint at = FindMemberDamage(block);
        if (at != 0)
        {
            ReportFreeDamage(block, at, caller);
        }
    }

    /// <summary>
    /// Whether a free block is still as the heap left it, as far as <paramref name="used"/> bytes and what will be the header and links of a
    /// free block behind them are concerned. If not, that is reported, and the block set aside.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool CheckFree(uint block, uint used, uint caller)
    {
        uint end = block + (Word(block) & BlockHeader.SizeMask) - sizeof(uint);
        uint wanted = block + used + FreeOverhead;
        uint at = FindFreeDamage(block, wanted < end ? wanted : end);
        if (at != 0)
        {
            ReportFreeDamage(block, at, caller);
        }

        return at == 0;
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint FindFreeDamage(uint block, uint end)
    {
        uint at = FindMemberDamage(block);
        if (at != 0)
        {
            return at;
        }

        uint start = block + FreeOverhead;
        at = start + (CountFilled(start, end) * sizeof(uint));
        return at == end ? 0 : at;
    }

    /// <summary>The first word of a free block's header, footer and links that is not what it must be; 0 when all are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint FindMemberDamage(uint block)
    {
        uint header = Word(block);
        if (!IsSound(block, new BlockHeader(header)) || (header & BlockHeader.FreeBit) == 0)
        {
            return block;
        }

        uint size = header & BlockHeader.SizeMask;
        uint footer = block + size - sizeof(uint);
        if (Word(footer) != size)
        {
            return footer;
        }

        return IsLinked(block, size) ? 0 : FindLinkDamage(block, size);
    }

    /// <summary>Whether a free block and its neighbours in its list, or the list's head, point at each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsLinked(uint block, uint size)
    {
        uint next = Next(block);
        return (next == 0 || (IsBlockAddress(next) && Previous(next) == block)) && IsReachable(block, size);
    }

    /// <summary>Whether what a free block's link back names, the list's head or a block, leads to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsReachable(uint block, uint size)
    {
        uint previous = Previous(block);
        return previous == 0 ? Head(SizeClass.Of(size)) == block : IsBlockAddress(previous) && Next(previous) == block;
    }

    /// <summary>
    /// Which link is wrong when a free block and its neighbours in its list don't point at each other: the block's own, or a neighbour's that
    /// should lead to it.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly uint FindLinkDamage(uint block, uint size)
    {
        uint next = Next(block);
        if (next != 0 && !(IsBlockAddress(next) && Previous(next) == block))
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
