using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Heap;

/// <summary>
/// The blocks of the heap: cuts them out of free memory, and makes them free again. Free blocks are in doubly linked lists by
/// size; free memory above the last block is the top, and in no list. Links are block addresses, in payloads; 0 ends a list.
/// In a checked heap every word is verified before it is trusted or overwritten: nothing is reported or mended here.
/// </summary>
internal struct HeapBlocks<TMachine, TPages, TFormat>
    where TMachine : struct, IMachine
    where TPages : struct, IHeapPages
    where TFormat : struct, IBlockFormat
{
    public HeapMemory<TMachine, TPages, TFormat> Memory;
    public FreeLists Lists;

    /// <summary>The block after this one in its list; 0 after the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Next(uint block) => Memory.Machine.Load(block + TFormat.HeaderBytes) ^ TFormat.LinkKey;

    /// <summary>The block before this one in its list; 0 before the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Previous(uint block) => Memory.Machine.Load(block + TFormat.HeaderBytes + sizeof(uint)) ^ TFormat.LinkKey;

    /// <summary>A block that is large enough among the first so many of the size's own list; 0 when there is none.</summary>
    public readonly uint Search(uint size, uint most)
    {
        uint block = Lists.Head(SizeClass.Of(size));
        for (; most != 0 && Memory.Bounds.CanStartAt(block, TFormat.SmallestBlock); most--)
        {
            if (Memory.Size(block) >= size)
            {
                return block;
            }

            block = Next(block);
        }

        return 0;
    }

    /// <summary>
    /// Whether so many bytes of an undamaged free block start at an address, with room behind them for the rest's header and links.
    /// </summary>
    public readonly bool CanTake(uint block, uint used)
    {
        if (!Memory.Bounds.CanStartAt(block, TFormat.SmallestBlock) || !IsMember(block) || Memory.Size(block) < used)
        {
            return false;
        }

        uint footer = block + Memory.Size(block) - sizeof(uint);
        uint start = block + HeapMemory<TMachine, TPages, TFormat>.FreeOverhead;
        uint end = start + used < footer ? start + used : footer;
        return Memory.PoisonEnd(start, end) == end;
    }

    /// <summary>Whether the free neighbours of a block are undamaged, so that it can be merged with them.</summary>
    public readonly bool CanRelease(uint block, uint end)
    {
        if (!CanReleaseEnd(end))
        {
            return false;
        }

        uint footer = Memory.Machine.Load(block - sizeof(uint));
        return footer == Memory.Bounds.Salt || (Memory.Bounds.CanStartAt(block - footer, TFormat.SmallestBlock)
            && Memory.Machine.Load(block - footer) == (footer | BlockHeader.FreeBit) && IsMember(block - footer));
    }

    /// <summary>Whether the block above an end is undamaged, if it is free.</summary>
    public readonly bool CanReleaseEnd(uint end) =>
        end == Memory.Bounds.Top || !BlockHeader.IsFree(Memory.Machine.Load(end)) || IsMember(end);

    /// <summary>
    /// Takes a free block out of its list and keeps <paramref name="used"/> bytes of it, or all, when what is left is too little
    /// for a block. False when the rest could not be listed, as its list is damaged.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Take(uint block, ref uint used)
    {
        uint size = BlockHeader.Size(Memory.Machine.Load(block));
        Unlist(block, size);
        if (TFormat.IsChecked)
        {
            // Links left behind would still look like those of a list's member.
            SetNext(block, 0);
            SetPrevious(block, 0);
        }

        if (size - used < TFormat.SmallestBlock)
        {
            used = size;
            Memory.SetBelowFree(block + size, isFree: false);
            return true;
        }

        if (TFormat.IsChecked)
        {
            Memory.ClearOrigin(block + used);
        }

        Memory.WriteFree(block + used, size - used);
        return TryInsert(block + used, size - used);
    }

    /// <summary>
    /// Makes a block free and merges it with free neighbours (H6), or makes it a part of the top. In a checked heap
    /// <see cref="CanRelease"/> has said yes. False when it could not be listed, as its list is damaged.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Release(uint block, uint end)
    {
        uint start = block;
        uint poisonFrom = block + TFormat.HeaderBytes;
        uint poisonTo = end;
        if (Memory.IsBelowFree(block))
        {
            poisonFrom = block - sizeof(uint);
            uint below = Memory.Machine.Load(poisonFrom);
            start = block - below;
            Unlist(start, below);
        }

        if (end == Memory.Bounds.Top)
        {
            if (start != block)
            {
                Memory.Poison(start, start + HeapMemory<TMachine, TPages, TFormat>.FreeOverhead);
            }

            Memory.Poison(start != block ? poisonFrom : block, end);
            Memory.Bounds.MoveTop(start);
            return Memory.Bounds.End - start < HeapGrowth.SpareLimit
                || Memory.TryGiveBack(start + HeapGrowth.SpareKept - Memory.Bounds.Base);
        }

        uint above = Memory.Machine.Load(end);
        if (BlockHeader.IsFree(above))
        {
            Unlist(end, BlockHeader.Size(above));
            poisonTo = end + HeapMemory<TMachine, TPages, TFormat>.FreeOverhead;
            end += BlockHeader.Size(above);
        }
        else
        {
            Memory.SetBelowFree(end, isFree: true);
        }

        Memory.Poison(poisonFrom, poisonTo);
        Memory.WriteFree(start, end - start);
        return TryInsert(start, end - start);
    }

    /// <summary>As <see cref="Release"/>, for the end of a live block, which has no header of its own yet.</summary>
    public bool ReleaseEnd(uint block, uint end)
    {
        Memory.Machine.Store(block, BlockHeader.FreeBit);
        Memory.ClearOrigin(block);
        return Release(block, end);
    }

    /// <summary>Puts a free block first in its list. False when a checked heap's list doesn't start with a free block of its sizes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryInsert(uint block, uint size)
    {
        uint list = SizeClass.Of(size);
        uint next = Lists.Head(list);
        if (next != 0)
        {
            if (TFormat.IsChecked && !IsFirst(next, list))
            {
                return false;
            }

            SetPrevious(next, block);
        }

        Lists.SetHead(list, block, isAlone: next == 0);
        SetNext(block, next);
        SetPrevious(block, 0);
        return true;
    }

    /// <summary>Whether a free block's link leads nowhere, or to a block that points back.</summary>
    public readonly bool IsNextLinked(uint block)
    {
        uint next = Next(block);
        return next == 0 || (Memory.Bounds.CanStartAt(next, TFormat.SmallestBlock) && Previous(next) == block);
    }

    /// <summary>Whether the block or the list's head that a free block's link back stands for leads to it.</summary>
    public readonly bool IsPreviousLinked(uint block, uint size)
    {
        uint previous = Previous(block);
        return previous == 0 ? Lists.Head(SizeClass.Of(size)) == block : Memory.Bounds.CanStartAt(previous, TFormat.SmallestBlock) && Next(previous) == block;
    }

    /// <summary>Whether a block can be taken out of its list: its header, footer and links are undamaged, and those of a free one.</summary>
    private readonly bool IsMember(uint block)
    {
        uint header = Memory.Machine.Load(block);
        uint size = BlockHeader.Size(header);
        return size <= Memory.Bounds.Top - block && BlockHeader.IsFree(header) && Memory.IsSealed(block, header)
            && Memory.Machine.Load(block + size - sizeof(uint)) == size && IsNextLinked(block) && IsPreviousLinked(block, size);
    }

    /// <summary>Whether a block says of itself that it is free, of this list's sizes, and first.</summary>
    private readonly bool IsFirst(uint block, uint list)
    {
        if (!Memory.Bounds.CanStartAt(block, TFormat.SmallestBlock))
        {
            return false;
        }

        uint header = Memory.Machine.Load(block);
        return BlockHeader.IsFree(header) && SizeClass.Of(BlockHeader.Size(header)) == list && Previous(block) == 0;
    }

    /// <summary>Takes a free block of this size out of its list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Unlist(uint block, uint size)
    {
        uint next = Next(block);
        uint previous = Previous(block);
        if (next != 0)
        {
            SetPrevious(next, previous);
        }

        if (previous != 0)
        {
            SetNext(previous, next);
        }
        else
        {
            Lists.SetHead(SizeClass.Of(size), next, isAlone: next == 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void SetNext(uint block, uint next) => Memory.Machine.Store(block + TFormat.HeaderBytes, next ^ TFormat.LinkKey);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void SetPrevious(uint block, uint previous) =>
        Memory.Machine.Store(block + TFormat.HeaderBytes + sizeof(uint), previous ^ TFormat.LinkKey);
}
