using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Heap;

/// <summary>
/// The blocks of the heap: takes memory out of what is free, and makes it free again. Free blocks are in doubly linked
/// lists by size; free memory above the last block is the top, and in no list. Links are block addresses, in payloads;
/// 0 ends a list. In a checked heap every word is verified before it is trusted or overwritten, and all of them before
/// the first is changed: an operation that says no has changed nothing. Nothing is reported or mended here.
/// </summary>
internal partial struct HeapBlocks<TMachine, TFormat>
    where TMachine : struct, IMachine
    where TFormat : struct, IBlockFormat
{
    public TMachine Machine;
    public HeapBounds Bounds;
    public FreeLists Lists;

    /// <summary>
    /// How many bytes are free from an address up, in the block that starts there or in the top. Not verified.
    /// </summary>
    public readonly uint FreeBytesAt(uint block) =>
        block == Bounds.Top ? Bounds.End - block : BlockHeader.IsFree(Machine.Load(block)) ? Size(block) : 0;

    /// <summary>
    /// Takes the lowest bytes of a free block or of the top, and returns their address. If too little for a block would
    /// be left, all of it is taken, and <paramref name="size"/> grows. 0 when there aren't as many, or they are
    /// damaged. The caller writes the header.
    /// </summary>
    public uint Take(uint block, ref uint size) => block == Bounds.Top ? TakeTop(size) : TakeBlock(block, ref size);

    /// <inheritdoc cref="Take"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint TakeTop(uint size)
    {
        uint block = Bounds.Top;
        if (Bounds.End - block < size || (TFormat.IsChecked && PoisonEnd(block, block + size) != block + size))
        {
            return 0;
        }

        Bounds.MoveTop(block + size);
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

        uint whole = BlockHeader.Size(Machine.Load(block));
        Unlist(block, whole);
        if (TFormat.IsChecked)
        {
            // Links left behind would still look like those of a list's member.
            SetLink(block, Next, 0);
            SetLink(block, Previous, 0);
        }

        if (whole - size < TFormat.SmallestBlock)
        {
            size = whole;
            if (!TFormat.IsChecked)
            {
                Machine.Store(block + whole, Machine.Load(block + whole) & ~BlockHeader.PreviousFreeBit);
            }

            return block;
        }

        if (TFormat.IsChecked)
        {
            ClearOrigin(block + size);
        }

        Insert(block + size, whole - size);
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
        uint freeStart = IsBelowFree(block) ? block - Machine.Load(block - sizeof(uint)) : block;
        uint freeEnd = end != Bounds.Top && BlockHeader.IsFree(Machine.Load(end))
            ? end + BlockHeader.Size(Machine.Load(end)) : end;
        if (TFormat.IsChecked && !CanRelease(block, end, freeStart, freeEnd))
        {
            return false;
        }

        // A plain header that stays behind inside a larger free block must not look allocated, or a second free would
        // be believed.
        uint freed = TFormat.IsChecked ? block + CheckedBlocks.FreedByOffset : block;
        Machine.Store(freed, TFormat.IsChecked ? caller : Machine.Load(block) | BlockHeader.FreeBit);
        uint poisonFrom = block + TFormat.HeaderBytes;
        if (freeStart != block)
        {
            Unlist(freeStart, block - freeStart);
            poisonFrom = block - sizeof(uint);
        }

        if (end == Bounds.Top)
        {
            if (freeStart != block)
            {
                Poison(freeStart, freeStart + CheckedBlocks.PoisonOffset);
            }

            Poison(freeStart != block ? poisonFrom : block, end);
            Bounds.MoveTop(freeStart);
            return true;
        }

        uint poisonTo = end;
        if (freeEnd != end)
        {
            Unlist(end, freeEnd - end);
            poisonTo = end + CheckedBlocks.PoisonOffset;
        }
        else if (!TFormat.IsChecked)
        {
            Machine.Store(end, Machine.Load(end) | BlockHeader.PreviousFreeBit);
        }

        Poison(poisonFrom, poisonTo);
        Insert(freeStart, freeEnd - freeStart);
        return true;
    }
}
