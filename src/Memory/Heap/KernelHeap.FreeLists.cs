using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Osmosis.Memory;

// The free blocks but the topmost, in doubly linked lists by size (two-level segregated fit; Masmano and others, ECRTS 2004). Two levels of
// bitmaps find the smallest list that surely fits in constant time. Links are addresses of blocks, in their payloads; 0 ends a list. In
// checked blocks a link is stored mixed with a key, so that neither a 0 nor an address that a stray write leaves there is a link.
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    /// <summary>Bytes of the two links.</summary>
    private const uint LinkBytes = 2 * sizeof(uint);

    private static uint LinkKey
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TFormat.IsChecked ? CheckedBlocks.FreePattern : 0;
    }

    private static uint NextOffset
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TFormat.HeaderBytes;
    }

    private static uint PreviousOffset
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TFormat.HeaderBytes + sizeof(uint);
    }

    /// <summary>The block after this one in its list; 0 after the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint Next(uint block) => _machine.Load(block + NextOffset) ^ LinkKey;

    /// <summary>The block before this one in its list; 0 before the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint Previous(uint block) => _machine.Load(block + PreviousOffset) ^ LinkKey;

    /// <summary>The first block of a list; 0 when it has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint Head(uint list)
    {
        // The index of a read-only inline array is a call that the compiler doesn't inline. Nothing is written.
        return Unsafe.AsRef(in this)._heads.At(list);
    }

    /// <summary>Puts a block of this size first in its list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Insert(uint block, uint size)
    {
        uint list = SizeClass.Of(size);
        uint head = _heads.At(list);
        _heads.At(list) = block;
        SetLink(block + NextOffset, head);
        SetLink(block + PreviousOffset, 0);
        if (head != 0)
        {
            SetLink(head + PreviousOffset, block);
            return;
        }

        _columns.At(list / SizeClass.Columns) |= 1u << (int)list;
        _rows |= 1u << (int)(list / SizeClass.Columns);
    }

    /// <summary>Takes the first block, which this is, out of a list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RemoveFirst(uint list, uint block)
    {
        uint next = Next(block);
        _heads.At(list) = next;
        if (next != 0)
        {
            SetLink(next + PreviousOffset, 0);
            return;
        }

        uint columns = _columns.At(list / SizeClass.Columns) & ~(1u << (int)list);
        _columns.At(list / SizeClass.Columns) = columns;
        if (columns == 0)
        {
            _rows &= ~(1u << (int)(list / SizeClass.Columns));
        }
    }

    /// <summary>Takes a block of this size out of its list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Remove(uint block, uint size)
    {
        uint previous = Previous(block);
        if (previous == 0)
        {
            RemoveFirst(SizeClass.Of(size), block);
            return;
        }

        uint next = Next(block);
        SetLink(previous + NextOffset, next);
        if (next != 0)
        {
            SetLink(next + PreviousOffset, previous);
        }
    }

    /// <summary>The lowest list, from this one up, that has a block. False when none has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryFindList(ref uint list)
    {
        uint row = list / SizeClass.Columns;
        uint columns = _columns.At(row) & (uint.MaxValue << (int)list);
        if (columns == 0)
        {
            uint rows = _rows & ((uint.MaxValue - 1) << (int)row);
            if (rows == 0)
            {
                return false;
            }

            row = (uint)BitOperations.TrailingZeroCount(rows);
            columns = _columns.At(row);
        }

        list = (row * SizeClass.Columns) + (uint)BitOperations.TrailingZeroCount(columns);
        return true;
    }

    /// <summary>A block of the free lists that is large enough, in constant time; 0 when there is none, or it would have to be looked for.</summary>
    private uint FindListed(uint size)
    {
        uint list = SizeClass.Holding(size);
        if (TryFindList(ref list))
        {
            return Head(list);
        }

        uint first = Head(SizeClass.Of(size));
        return first != 0 && Header(first).Size >= size ? first : 0;
    }

    /// <summary>
    /// The last resort, before an allocation fails: a block of the size's own list that happens to be large enough. Links can be damaged so
    /// that the list runs in a circle: no list has more blocks than the window has room for.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryFindInOwnList(uint size, out uint block)
    {
        block = Head(SizeClass.Of(size));
        for (uint left = MostBlocks; block != 0 && left != 0; left--)
        {
            if (Header(block).Size >= size)
            {
                return true;
            }

            block = NextFree(block);
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void SetLink(uint address, uint block) => _machine.Store(address, block ^ LinkKey);
}

/// <summary>For each row of lists, which of them have a block. A power of two long, so that a masked index needs no check.</summary>
[InlineArray(Length)]
internal struct Columns
{
    public const int Length = 32;

    private uint _bits;

    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref uint At(uint index) => ref Unsafe.Add(ref _bits, (int)(index % Length));
}

/// <summary>The first free block of each list.</summary>
[InlineArray(Length)]
internal struct Heads
{
    public const int Length = Columns.Length * SizeClass.Columns;

    private uint _block;

    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref uint At(uint index) => ref Unsafe.Add(ref _block, (int)(index % Length));
}
