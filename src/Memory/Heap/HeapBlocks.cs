using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Heap;

/// <summary>
/// The memory of the heap: cuts blocks out of what is free, and makes blocks free again. Free memory is in lists, but for
/// the top. In a checked heap every word is verified before it is trusted or overwritten; nothing is reported or mended
/// here.
/// </summary>
internal struct HeapBlocks<TMachine, TPages, TFormat>
    where TMachine : struct, IMachine
    where TPages : struct, IHeapPages
    where TFormat : struct, IBlockFormat
{
    public TMachine Machine;
    public TPages Pages;
    public HeapBounds Bounds;
    public FreeLists<TMachine, TFormat> Lists;

    /// <summary>The blocks, for whoever doesn't trust them.</summary>
    public readonly BlockChain<TMachine, TFormat> Chain => new(Machine, Bounds);

    /// <summary>
    /// Whether an address is an allocated block's: NotABlock when its header doesn't say so, Damaged when its redzone was
    /// overwritten.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly HeapError Examine(uint block, out uint size)
    {
        size = 0;
        if (!Bounds.CanStartAt(block, TFormat.SmallestBlock))
        {
            return HeapError.NotABlock;
        }

        uint header = Machine.Load(block);
        size = BlockHeader.Size(header);
        bool fits = size >= TFormat.SmallestBlock && size <= Bounds.Top - block;
        if (!fits || !BlockHeader.IsAllocated(header)
            || (TFormat.IsChecked && !BlockGuard<TMachine, TFormat>.IsSealed(Machine, Bounds.Salt, block, header)))
        {
            return HeapError.NotABlock;
        }

        return !TFormat.IsChecked || BlockGuard<TMachine, TFormat>.HasRedzone(Machine, Bounds.Salt, block, size)
            ? HeapError.None
            : HeapError.Damaged;
    }

    /// <summary>
    /// Takes at least <paramref name="size"/> bytes: a free block out of its list, or a part of the top, which grows for it.
    /// Damaged when a checked heap finds free memory that was written to. On any error everything is as it was.
    /// </summary>
    /// <param name="block">What was taken. Its header says nothing yet.</param>
    /// <param name="room">Bytes that were taken.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public HeapError Take(uint size, out uint block, out uint room)
    {
        room = size;
        block = 0;
        if (TFormat.IsChecked && !Bounds.IsSound)
        {
            return HeapError.Damaged;
        }

        block = Lists.Find(Machine, in Bounds, size);
        if (block == 0)
        {
            HeapError error = GrowTo(size);
            if (error == HeapError.None)
            {
                block = Bounds.Top;
                return TryMoveTop(block + size) ? HeapError.None : HeapError.Damaged;
            }

            block = Lists.Search(Machine, in Bounds, size, FreeLists<TMachine, TFormat>.MostBlocks);
            if (block == 0)
            {
                return error;
            }
        }

        if (TFormat.IsChecked && !CanTake(block, size))
        {
            return HeapError.Damaged;
        }

        room = BlockHeader.Size(Machine.Load(block));
        Unlist(block, room);
        return HeapError.None;
    }

    /// <summary>
    /// Keeps the first <paramref name="size"/> bytes of what was taken and makes the rest free; if that is too little for a
    /// block, the size becomes the whole. False when the rest could not be listed, as its list is damaged.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Cut(uint block, uint room, ref uint size)
    {
        uint rest = block + size;
        uint end = block + room;
        if (end == Bounds.Top)
        {
            Bounds.MoveTop(rest);
            return true;
        }

        if (end - rest < TFormat.SmallestBlock)
        {
            size = room;
            return true;
        }

        BlockGuard<TMachine, TFormat>.WriteOrigin(Machine, rest, 0, 0);
        return TryList(rest, end);
    }

    /// <summary>
    /// Whether the free neighbours of a block that ends at <paramref name="end"/> are undamaged, so that it can be merged
    /// with them.
    /// </summary>
    public readonly bool CanRelease(uint block, uint end)
    {
        if (!CanReleaseEnd(end))
        {
            return false;
        }

        if (!BlockGuard<TMachine, TFormat>.IsBelowFree(Machine, Bounds.Salt, block))
        {
            return true;
        }

        uint footer = Machine.Load(block - sizeof(uint));
        uint below = block - footer;
        return Bounds.CanStartAt(below, TFormat.SmallestBlock)
            && Machine.Load(below) == (footer | BlockHeader.FreeBit) && IsMember(below);
    }

    /// <summary>Whether the block above an end is undamaged, if it is free.</summary>
    public readonly bool CanReleaseEnd(uint end) =>
        end == Bounds.Top || !BlockHeader.IsFree(Machine.Load(end)) || IsMember(end);

    /// <summary>Whether nothing was written to the pages above the last block, nor, when there is none, below the first.</summary>
    public readonly bool CanGiveBack => Bounds.IsSound && (Bounds.IsEmpty
        || (BlockGuard<TMachine, TFormat>.PoisonEnd(Machine, Bounds.Top, Bounds.MappedEnd) == Bounds.MappedEnd
            && (Bounds.Top != Bounds.First || Machine.Load(Bounds.Base) == Bounds.Salt)));

    /// <summary>
    /// Makes a block free and merges it with free neighbours (H6), or makes it a part of the top. In a checked heap
    /// <see cref="CanRelease"/> has said yes. False when it could not be listed, as its list is damaged.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Release(uint block, uint end)
    {
        uint start = block;
        if (BlockGuard<TMachine, TFormat>.IsBelowFree(Machine, Bounds.Salt, block))
        {
            uint below = Machine.Load(block - sizeof(uint));
            start = block - below;
            Lists.Remove(Machine, start, below);
        }

        uint poisonTo = end;
        if (end != Bounds.Top && BlockHeader.IsFree(Machine.Load(end)))
        {
            uint above = BlockHeader.Size(Machine.Load(end));
            Lists.Remove(Machine, end, above);
            poisonTo = end + BlockGuard<TMachine, TFormat>.FreeOverhead;
            end += above;
        }

        if (end != Bounds.Top)
        {
            uint poisonFrom = start == block ? block + TFormat.HeaderBytes : block - sizeof(uint);
            BlockGuard<TMachine, TFormat>.Poison(Machine, poisonFrom, poisonTo);
            return TryList(start, end);
        }

        if (start != block)
        {
            BlockGuard<TMachine, TFormat>.Poison(Machine, start, start + BlockGuard<TMachine, TFormat>.FreeOverhead);
        }

        BlockGuard<TMachine, TFormat>.Poison(Machine, start == block ? block : block - sizeof(uint), poisonTo);
        Bounds.MoveTop(start);
        return true;
    }

    /// <summary>As <see cref="Release"/>, for the end of a live block, which has no header of its own yet.</summary>
    public bool ReleaseEnd(uint block, uint end)
    {
        Machine.Store(block, (end - block) | BlockHeader.FreeBit);
        BlockGuard<TMachine, TFormat>.WriteOrigin(Machine, block, 0, 0);
        return Release(block, end);
    }

    /// <summary>
    /// Makes a free block, whose origin stands in its header already, a member of its list. False when the list is damaged.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryList(uint block, uint end)
    {
        BlockGuard<TMachine, TFormat>.WriteFree(Machine, Bounds.Salt, block, end - block);
        BlockGuard<TMachine, TFormat>.SetBelowFree(Machine, end, isFree: true);
        return Lists.TryInsert(Machine, in Bounds, block, end - block);
    }

    /// <summary>Takes a free block of this size out of its list, to be used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Unlist(uint block, uint size)
    {
        Lists.Remove(Machine, block, size);
        BlockGuard<TMachine, TFormat>.SetBelowFree(Machine, block + size, isFree: false);
        if (TFormat.IsChecked)
        {
            FreeLists<TMachine, TFormat>.ClearLinks(Machine, block);
        }
    }

    /// <summary>Sees to it that the top has so many bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public HeapError GrowTo(uint size) => Bounds.End - Bounds.Top >= size
        ? HeapError.None
        : HeapGrowth<TMachine, TPages, TFormat>.Grow(Machine, Pages, ref Bounds, size);

    /// <summary>Takes the lower end of the top. False when it was written to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryMoveTop(uint to)
    {
        if (BlockGuard<TMachine, TFormat>.PoisonEnd(Machine, Bounds.Top, to) != to)
        {
            return false;
        }

        Bounds.MoveTop(to);
        return true;
    }

    /// <summary>
    /// Whether an address is that of a free block of at least <paramref name="used"/> bytes, undamaged as far as those bytes
    /// and the header and links of a free block behind them are concerned.
    /// </summary>
    public readonly bool CanTake(uint block, uint used)
    {
        if (!Bounds.CanStartAt(block, TFormat.SmallestBlock) || !IsMember(block))
        {
            return false;
        }

        uint size = BlockHeader.Size(Machine.Load(block));
        uint footer = block + size - sizeof(uint);
        uint start = block + BlockGuard<TMachine, TFormat>.FreeOverhead;
        uint end = start + used < footer ? start + used : footer;
        return size >= used && BlockGuard<TMachine, TFormat>.PoisonEnd(Machine, start, end) == end;
    }

    /// <summary>Whether a free block can be taken out of its list: its header, footer and links are undamaged.</summary>
    public readonly bool IsMember(uint block) =>
        BlockGuard<TMachine, TFormat>.IsFree(Machine, Bounds.Salt, block, Bounds.Top - block)
        && Lists.IsLinked(Machine, in Bounds, block, BlockHeader.Size(Machine.Load(block)));
}
