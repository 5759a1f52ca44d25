using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Heap;

/// <summary>
/// The heap's memory and its free lists: takes blocks out of what is free, and makes them free again. Free blocks are
/// in lists by size; free memory above the last block is the top, and in no list. In a checked heap every word is
/// verified before it is trusted or overwritten, and all of them before the first is changed: an operation that says no
/// has changed nothing. Nothing is reported or mended here.
/// </summary>
internal struct HeapBlocks<TMachine, TFormat>
    where TMachine : struct, IMachine
    where TFormat : struct, IBlockFormat
{
    public BlockMemory<TMachine, TFormat> Memory;
    public FreeLists<TMachine, TFormat> Lists;

    /// <summary>
    /// The block that fits best; else the first of a large size's own list, which may happen to do; else the top.
    /// </summary>
    public uint Find(uint size)
    {
        uint block = Lists.Heads.Find(size);
        block = block != 0 || size < SizeClass.ExactEnd ? block : Lists.Search(in Memory, size, 1);
        return block != 0 ? block : Memory.Bounds.Top;
    }

    /// <summary>
    /// How many bytes are free from an address up, in the block that starts there or in the top. Not verified.
    /// </summary>
    public readonly uint FreeBytesAt(uint block) =>
        block == Memory.Bounds.Top ? Memory.Bounds.End - block
            : BlockHeader.IsFree(Memory.Machine.Load(block)) ? Memory.Size(block)
            : 0;

    /// <summary>
    /// Takes the lowest bytes of a free block or of the top, and returns their address. If too little for a block would
    /// be left, all of it is taken, and <paramref name="size"/> grows. 0 when there aren't as many, or they are
    /// damaged. The caller writes the header.
    /// </summary>
    public uint Take(uint block, ref uint size) =>
        block == Memory.Bounds.Top ? TakeTop(size) : TakeBlock(block, ref size);

    /// <inheritdoc cref="Take"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint TakeTop(uint size)
    {
        uint block = Memory.Bounds.Top;
        uint end = block + size;
        if (Memory.Bounds.End - block < size || (TFormat.IsChecked && Memory.PoisonEnd(block, end) != end))
        {
            return 0;
        }

        Memory.Bounds.MoveTop(end);
        return block;
    }

    /// <inheritdoc cref="Take"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint TakeBlock(uint block, ref uint size)
    {
        if (TFormat.IsChecked && !CanTake(block, size))
        {
            return 0;
        }

        uint whole = BlockHeader.Size(Memory.Machine.Load(block));
        Lists.Remove(in Memory, block, whole);
        if (TFormat.IsChecked)
        {
            // Links left behind would still look like those of a list's member.
            Memory.SetLink(block, Links.Next, 0);
            Memory.SetLink(block, Links.Previous, 0);
        }

        if (whole - size < TFormat.SmallestBlock)
        {
            size = whole;
            if (!TFormat.IsChecked)
            {
                uint above = block + whole;
                Memory.Machine.Store(above, Memory.Machine.Load(above) & ~BlockHeader.PreviousFreeBit);
            }

            return block;
        }

        if (TFormat.IsChecked)
        {
            Memory.ClearOrigin(block + size);
        }

        Lists.Insert(in Memory, block + size, whole - size);
        return block;
    }

    /// <summary>
    /// Makes an undamaged live block free and merges it with free neighbours (H6), or makes it a part of the top. False
    /// when what it would be merged with or listed before is damaged.
    /// </summary>
    /// <param name="caller">Code address that frees it; 0 if nobody had it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRelease(uint block, uint size, uint caller)
    {
        uint end = block + size;
        uint freeStart = Memory.IsBelowFree(block) ? block - Memory.Machine.Load(block - sizeof(uint)) : block;
        uint freeEnd = end != Memory.Bounds.Top && BlockHeader.IsFree(Memory.Machine.Load(end))
            ? end + BlockHeader.Size(Memory.Machine.Load(end)) : end;
        if (TFormat.IsChecked && !CanRelease(block, end, freeStart, freeEnd))
        {
            return false;
        }

        // A plain header that stays behind inside a larger free block must not look allocated, or a second free would
        // be believed.
        uint freed = TFormat.IsChecked ? block + CheckedBlocks.FreedByOffset : block;
        Memory.Machine.Store(freed, TFormat.IsChecked ? caller : Memory.Machine.Load(block) | BlockHeader.FreeBit);
        uint poisonFrom = block + TFormat.HeaderBytes;
        if (freeStart != block)
        {
            Lists.Remove(in Memory, freeStart, block - freeStart);
            poisonFrom = block - sizeof(uint);
        }

        if (end == Memory.Bounds.Top)
        {
            if (freeStart != block)
            {
                Memory.Poison(freeStart, freeStart + CheckedBlocks.PoisonOffset);
            }

            Memory.Poison(freeStart != block ? poisonFrom : block, end);
            Memory.Bounds.MoveTop(freeStart);
            return true;
        }

        uint poisonTo = end;
        if (freeEnd != end)
        {
            Lists.Remove(in Memory, end, freeEnd - end);
            poisonTo = end + CheckedBlocks.PoisonOffset;
        }
        else if (!TFormat.IsChecked)
        {
            Memory.Machine.Store(end, Memory.Machine.Load(end) | BlockHeader.PreviousFreeBit);
        }

        Memory.Poison(poisonFrom, poisonTo);
        Lists.Insert(in Memory, freeStart, freeEnd - freeStart);
        return true;
    }

    /// <summary>
    /// Whether so many bytes of an undamaged free block start at an address, and what stays of it can be listed.
    /// </summary>
    private readonly bool CanTake(uint block, uint used)
    {
        if (!Memory.Bounds.CanStartAt(block, TFormat.SmallestBlock))
        {
            return false;
        }

        // The rest's header and links are written over poison.
        uint size = BlockHeader.Size(Memory.Machine.Load(block));
        uint footer = block + size - sizeof(uint);
        uint poison = block + CheckedBlocks.PoisonOffset;
        uint end = poison + used < footer ? poison + used : footer;
        return size >= used && Lists.CanRemove(in Memory, block, block + size)
            && Memory.PoisonEnd(poison, end) == end
            && (size - used < TFormat.SmallestBlock || Lists.CanInsert(in Memory, size - used));
    }

    /// <summary>
    /// Whether a live block's free neighbours are undamaged, and what it makes with them can be listed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool CanRelease(uint block, uint end, uint freeStart, uint freeEnd) =>
        (freeStart == block
            ? !Memory.IsBelowFree(block)
            : Memory.Bounds.CanStartAt(freeStart, TFormat.SmallestBlock)
                && Lists.CanRemove(in Memory, freeStart, block))
        && (freeEnd == end || Lists.CanRemove(in Memory, end, freeEnd))
        && (end == Memory.Bounds.Top || Lists.CanInsert(in Memory, freeEnd - freeStart));
}
