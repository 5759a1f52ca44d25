using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Heap;

// The free blocks but the topmost, in doubly linked lists by size (two-level segregated fit; Masmano and others, ECRTS 2004). Two levels of
// bitmaps find the smallest list that surely fits in constant time. Links are addresses of blocks, in their payloads; 0 ends a list.
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    /// <summary>Bytes of the two links.</summary>
    private const uint LinkBytes = 2 * sizeof(uint);

    /// <summary>The block after this one in its list; 0 after the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint Next(uint block) => _machine.Load(block + TFormat.HeaderBytes) ^ TFormat.LinkKey;

    /// <summary>The block before this one in its list; 0 before the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint Previous(uint block) => _machine.Load(block + TFormat.HeaderBytes + sizeof(uint)) ^ TFormat.LinkKey;

    // Written so that the compiler folds the address into the store: the size of the structure is a number to it where the property is a
    // call, and no call stands beside it.

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void SetNext(uint block, uint next)
    {
        uint link = next ^ TFormat.LinkKey;
        _machine.Store(block + (uint)Unsafe.SizeOf<TFormat>(), link);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void SetPrevious(uint block, uint previous)
    {
        uint link = previous ^ TFormat.LinkKey;
        _machine.Store(block + (uint)Unsafe.SizeOf<TFormat>() + sizeof(uint), link);
    }

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
        if (size >= SizeClass.ExactEnd)
        {
            InsertLarge(block, size);
            return;
        }

        InsertFirst(SizeClass.Exact(size), block);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void InsertLarge(uint block, uint size) => InsertFirst(SizeClass.Of(size), block);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void InsertFirst(uint list, uint block)
    {
        ref uint head = ref _heads.At(list);
        uint next = head;
        head = block;
        SetNext(block, next);
        SetPrevious(block, 0);
        if (next != 0)
        {
            SetPrevious(next, block);
            return;
        }

        uint columns = _columns.RowOf(list);
        _columns.RowOf(list) = columns | (1u << (int)list);
        if (columns == 0)
        {
            _rows |= 1u << (int)(list / SizeClass.Columns);
        }
    }

    /// <summary>Takes the first block, which this is, out of a list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RemoveFirst(uint list, ref uint head, uint block)
    {
        uint next = Next(block);
        head = next;
        if (next != 0)
        {
            SetPrevious(next, 0);
            return;
        }

        // The bits are set, as the list had a block.
        uint left = (1u << (int)list) ^ _columns.RowOf(list);
        _columns.RowOf(list) = left;
        if (left == 0)
        {
            _rows ^= 1u << (int)(list / SizeClass.Columns);
        }
    }

    /// <summary>Takes a block of this size out of its list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Remove(uint block, uint size)
    {
        uint previous = Previous(block);
        if (previous == 0)
        {
            if (size >= SizeClass.ExactEnd)
            {
                RemoveFirstLarge(block, size);
                return;
            }

            uint list = SizeClass.Exact(size);
            RemoveFirst(list, ref _heads.At(list), block);
            return;
        }

        uint next = Next(block);
        SetNext(previous, next);
        if (next != 0)
        {
            SetPrevious(next, previous);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RemoveFirstLarge(uint block, uint size)
    {
        uint list = SizeClass.Of(size);
        RemoveFirst(list, ref _heads.At(list), block);
    }

    /// <summary>The lowest list, from <paramref name="least"/> up, that has a block. False when none has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryFindList(uint least, out uint list)
    {
        uint columns = _columns.RowOf(least) >> (int)least;
        if (columns != 0)
        {
            list = least + (uint)BitOperations.TrailingZeroCount(columns);
            return true;
        }

        list = FindListAbove(least);
        return list != 0;
    }

    /// <summary>The lowest list of the rows above this one's that has a block; 0 when none has.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint FindListAbove(uint list)
    {
        uint rows = _rows & ((uint.MaxValue - 1) << (int)(list / SizeClass.Columns));
        if (rows == 0)
        {
            return 0;
        }

        uint first = (uint)BitOperations.TrailingZeroCount(rows) * SizeClass.Columns;
        return first + (uint)BitOperations.TrailingZeroCount(_columns.RowOf(first));
    }

    /// <summary>A block of the free lists that is large enough, in constant time; 0 when there is none, or it would have to be looked for.</summary>
    private uint FindListed(uint size)
    {
        if (TryFindList(SizeClass.Holding(size), out uint list))
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
}

/// <summary>Which of the lists have a block: a bit each.</summary>
[InlineArray(SizeClass.Rows)]
internal struct Columns
{
    private uint _bits;

    /// <summary>The 32 bits in which this list has the bit of its number, modulo 32.</summary>
    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref uint RowOf(uint list)
    {
        // Sound: lists are numbered by SizeClass, below 256, or by these bits, of which there are 256.
        return ref Unsafe.Add(ref _bits, (int)(list / SizeClass.Columns));
    }
}

/// <summary>The first free block of each list.</summary>
[InlineArray(SizeClass.Count)]
internal struct Heads
{
    private uint _block;

    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref uint At(uint list)
    {
        // Sound: lists are numbered below 256 (see Columns.RowOf).
        return ref Unsafe.Add(ref _block, (int)list);
    }
}
