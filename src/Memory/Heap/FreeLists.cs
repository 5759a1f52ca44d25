using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Heap;

/// <summary>
/// All free blocks but the top, in doubly linked lists by size (two-level segregated fit; Masmano and others, ECRTS 2004).
/// Two levels of bitmaps find the smallest list that surely fits in constant time: bit l % 32 of column word l / 32 says
/// that list l has a block, and bit r of the row word that column word r isn't 0. Bits are toggled, never set: one that
/// somebody else overwrote stays wrong, and is found. Links are block addresses, in payloads; 0 ends a list.
/// </summary>
internal struct FreeLists<TMachine, TFormat>
    where TMachine : struct, IMachine
    where TFormat : struct, IBlockFormat
{
    private uint _rows;
    private Columns _columns;
    private Heads _heads;

    /// <summary>No heap has more blocks: a longer list runs in a circle.</summary>
    public static uint MostBlocks => MemoryLayout.HeapMaxSize / TFormat.SmallestBlock;

    /// <summary>The block after this one in its list; 0 after the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Next(TMachine machine, uint block) => machine.Load(block + TFormat.HeaderBytes) ^ TFormat.LinkKey;

    /// <summary>The block before this one in its list; 0 before the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Previous(TMachine machine, uint block) =>
        machine.Load(block + TFormat.HeaderBytes + sizeof(uint)) ^ TFormat.LinkKey;

    /// <summary>Links left behind in a block that leaves its list would still look like a list's member.</summary>
    public static void ClearLinks(TMachine machine, uint block)
    {
        SetNext(machine, block, 0);
        SetPrevious(machine, block, 0);
    }

    /// <summary>The first block of a list; 0 when it has none.</summary>
    public readonly uint Head(uint list) => Unsafe.AsRef(in this)._heads.At(list);

    /// <summary>
    /// In constant time, a block that is surely large enough, or the first of the size's own list if that happens to be;
    /// 0 when there is none.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Find(TMachine machine, in HeapBounds bounds, uint size)
    {
        if (_rows == 0)
        {
            return 0;
        }

        uint list = SizeClass.Holding(size);
        uint row = list / SizeClass.Columns;
        uint columns = _columns.At(row) & (uint.MaxValue << (int)list);
        if (columns == 0)
        {
            uint rows = _rows & ((uint.MaxValue - 1) << (int)row);
            if (rows == 0)
            {
                return size < SizeClass.ExactEnd ? 0 : Search(machine, in bounds, size, 1);
            }

            row = (uint)BitOperations.TrailingZeroCount(rows);
            columns = _columns.At(row);
        }

        list = (row * SizeClass.Columns) + (uint)BitOperations.TrailingZeroCount(columns);
        return Head(list % SizeClass.Count);
    }

    /// <summary>A block that is large enough among the first so many of the size's own list; 0 when there is none.</summary>
    public readonly uint Search(TMachine machine, in HeapBounds bounds, uint size, uint most)
    {
        uint block = Head(SizeClass.Of(size));
        for (; most != 0 && bounds.CanStartAt(block, TFormat.SmallestBlock); most--)
        {
            if (BlockHeader.Size(machine.Load(block)) >= size)
            {
                return block;
            }

            block = Next(machine, block);
        }

        return 0;
    }

    /// <summary>
    /// Puts a block of this size first in its list. False, and nothing is changed, when a checked heap's list doesn't start
    /// with a free block of its sizes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryInsert(TMachine machine, in HeapBounds bounds, uint block, uint size)
    {
        uint list = SizeClass.Of(size);
        uint next = Head(list);
        if (next == 0)
        {
            Toggle(list);
        }
        else if (TFormat.IsChecked && !IsFirst(machine, in bounds, next, list))
        {
            return false;
        }
        else
        {
            SetPrevious(machine, next, block);
        }

        _heads.At(list) = block;
        SetNext(machine, block, next);
        SetPrevious(machine, block, 0);
        return true;
    }

    /// <summary>Takes a block of this size out of its list. In a checked heap <see cref="IsLinked"/> has said yes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(TMachine machine, uint block, uint size)
    {
        uint next = Next(machine, block);
        uint previous = Previous(machine, block);
        if (next != 0)
        {
            SetPrevious(machine, next, previous);
        }

        if (previous != 0)
        {
            SetNext(machine, previous, next);
            return;
        }

        uint list = SizeClass.Of(size);
        _heads.At(list) = next;
        if (next == 0)
        {
            Toggle(list);
        }
    }

    /// <summary>Forgets all blocks.</summary>
    public void Clear() => this = default;

    /// <summary>Whether a block of this size and its neighbours in its list point at each other.</summary>
    public readonly bool IsLinked(TMachine machine, in HeapBounds bounds, uint block, uint size) =>
        IsNextLinked(machine, in bounds, block) && IsPreviousLinked(machine, in bounds, block, size);

    /// <summary>Whether a block's link leads nowhere, or to a block that points back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsNextLinked(TMachine machine, in HeapBounds bounds, uint block)
    {
        uint next = Next(machine, block);
        return next == 0 || (bounds.CanStartAt(next, TFormat.SmallestBlock) && Previous(machine, next) == block);
    }

    /// <summary>Whether the block or the list's head that a block's link back stands for leads to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsPreviousLinked(TMachine machine, in HeapBounds bounds, uint block, uint size)
    {
        uint previous = Previous(machine, block);
        return previous == 0
            ? Head(SizeClass.Of(size)) == block
            : bounds.CanStartAt(previous, TFormat.SmallestBlock) && Next(machine, previous) == block;
    }

    /// <summary>
    /// Whether both levels of bits agree with the lists, and the lists hold free blocks of their sizes, linked both ways.
    /// It trusts no link, so that it ends on any damage.
    /// </summary>
    /// <param name="most">More blocks than this mean that a list runs in a circle.</param>
    /// <param name="listed">Blocks in all lists.</param>
    /// <param name="wrong">Where a list is wrong: what is no free block of it; 0 when a bit is.</param>
    public readonly bool IsSound(BlockChain<TMachine, TFormat> chain, uint most, out uint listed, out uint wrong)
    {
        listed = 0;
        for (uint list = 0; list < SizeClass.Count; list++)
        {
            uint previous = 0;
            for (uint block = Head(list); block != 0; block = Next(chain.Machine, block))
            {
                wrong = block;
                if (!chain.IsFreeBlock(block) || SizeClass.Of(BlockHeader.Size(chain.Word(block))) != list
                    || ++listed > most || Previous(chain.Machine, block) != previous)
                {
                    return false;
                }

                previous = block;
            }
        }

        wrong = 0;
        return AreBitsSound();
    }

    /// <summary>Whether both levels of bits agree with the lists' heads.</summary>
    public readonly bool AreBitsSound()
    {
        uint rows = 0;
        for (uint row = 0; row < SizeClass.Rows; row++)
        {
            uint columns = 0;
            for (uint column = 0; column < SizeClass.Columns; column++)
            {
                columns |= Head((row * SizeClass.Columns) + column) != 0 ? 1u << (int)column : 0;
            }

            if (columns != Unsafe.AsRef(in this)._columns.At(row))
            {
                return false;
            }

            rows |= columns != 0 ? 1u << (int)row : 0;
        }

        return rows == _rows;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SetNext(TMachine machine, uint block, uint next) =>
        machine.Store(block + TFormat.HeaderBytes, next ^ TFormat.LinkKey);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SetPrevious(TMachine machine, uint block, uint previous) =>
        machine.Store(block + TFormat.HeaderBytes + sizeof(uint), previous ^ TFormat.LinkKey);

    /// <summary>Whether a block says of itself that it is free, of this list's sizes, and first.</summary>
    private static bool IsFirst(TMachine machine, in HeapBounds bounds, uint block, uint list)
    {
        if (!bounds.CanStartAt(block, TFormat.SmallestBlock))
        {
            return false;
        }

        uint header = machine.Load(block);
        return BlockHeader.IsFree(header) && SizeClass.Of(BlockHeader.Size(header)) == list && Previous(machine, block) == 0;
    }

    /// <summary>The list has its first block, or no block any more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Toggle(uint list)
    {
        uint row = list / SizeClass.Columns;
        uint before = _columns.At(row);
        uint after = before ^ (1u << (int)list);
        _columns.At(row) = after;
        if (before == 0 || after == 0)
        {
            _rows ^= 1u << (int)row;
        }
    }

    // Sound: both arrays are indexed by lists that SizeClass numbers, below 256, or by their rows, below 8.
    [InlineArray(SizeClass.Rows)]
    private struct Columns
    {
        private uint _bits;

        [UnscopedRef]
        public ref uint At(uint row) => ref Unsafe.Add(ref _bits, (int)row);
    }

    [InlineArray(SizeClass.Count)]
    private struct Heads
    {
        private uint _block;

        [UnscopedRef]
        public ref uint At(uint list) => ref Unsafe.Add(ref _block, (int)list);
    }
}
