using System.Numerics;
using System.Runtime.CompilerServices;

namespace Osmosis.Memory;

/// <summary>
/// The free blocks, in doubly linked lists by size class (two-level segregated fit; Masmano and others, ECRTS 2004). Two bitmaps find the
/// smallest list that surely fits in constant time. Links are addresses of blocks, in their payloads; 0 ends a list. In checked blocks a
/// link is stored mixed with a key, so that neither a 0 nor an address that a stray write leaves there is a link.
/// </summary>
/// <typeparam name="TMachine">How memory is read and written.</typeparam>
/// <typeparam name="TFormat">Where in a block the links lie.</typeparam>
internal struct FreeLists<TMachine, TFormat>
    where TMachine : struct, IMachine
    where TFormat : struct, IBlockFormat
{
    /// <summary>Bytes of the two links.</summary>
    public const uint LinkBytes = 2 * sizeof(uint);

    private uint _rows;
    private Columns _columns;
    private Heads _heads;

    private static uint Key => TFormat.IsChecked ? CheckedBlocks.FreePattern : 0;

    private static uint NextOffset => TFormat.HeaderBytes;

    private static uint PreviousOffset => TFormat.HeaderBytes + sizeof(uint);

    /// <summary>The first block of a class; 0 when it has none.</summary>
    public readonly uint Head(SizeClass sizeClass) => _heads[sizeClass.Index];

    /// <summary>The block after this one in its list; 0 after the last.</summary>
    public static uint Next(TMachine machine, uint block) => machine.Load(new VirtualAddress(block + NextOffset)) ^ Key;

    /// <summary>The block before this one in its list; 0 before the first.</summary>
    public static uint Previous(TMachine machine, uint block) => machine.Load(new VirtualAddress(block + PreviousOffset)) ^ Key;

    /// <summary>Puts a block of this size first in its list.</summary>
    public void Insert(TMachine machine, uint block, uint size)
    {
        SizeClass sizeClass = SizeClass.Of(size);
        ref uint head = ref _heads[sizeClass.Index];
        machine.Store(new VirtualAddress(block + NextOffset), head ^ Key);
        machine.Store(new VirtualAddress(block + PreviousOffset), Key);
        if (head != 0)
        {
            machine.Store(new VirtualAddress(head + PreviousOffset), block ^ Key);
        }

        head = block;
        _columns[sizeClass.Row] |= 1u << sizeClass.Column;
        _rows |= 1u << sizeClass.Row;
    }

    /// <summary>Takes a block of this size out of its list.</summary>
    public void Remove(TMachine machine, uint block, uint size)
    {
        uint next = Next(machine, block);
        uint previous = Previous(machine, block);
        if (next != 0)
        {
            machine.Store(new VirtualAddress(next + PreviousOffset), previous ^ Key);
        }

        if (previous != 0)
        {
            machine.Store(new VirtualAddress(previous + NextOffset), next ^ Key);
            return;
        }

        SizeClass sizeClass = SizeClass.Of(size);
        _heads[sizeClass.Index] = next;
        if (next == 0 && (_columns[sizeClass.Row] &= ~(1u << sizeClass.Column)) == 0)
        {
            _rows &= ~(1u << sizeClass.Row);
        }
    }

    /// <summary>A block out of the smallest class all of whose blocks are at least this large; 0 when there is none.</summary>
    public readonly uint FindSurely(uint size)
    {
        SizeClass sizeClass = SizeClass.Holding(size);
        int row = sizeClass.Row;
        if (row >= SizeClass.Rows)
        {
            return 0;
        }

        uint columns = _columns[row] & (uint.MaxValue << sizeClass.Column);
        if (columns == 0)
        {
            uint rows = _rows & (uint.MaxValue << row << 1);
            if (rows == 0)
            {
                return 0;
            }

            row = BitOperations.TrailingZeroCount(rows);
            columns = _columns[row];
        }

        return _heads[(row * SizeClass.Columns) + BitOperations.TrailingZeroCount(columns)];
    }

    /// <summary>The first block of the highest class that has one; 0 when no block is free. The largest free block is in its list.</summary>
    public readonly uint HighestHead()
    {
        if (_rows == 0)
        {
            return 0;
        }

        int row = BitOperations.Log2(_rows);
        return _heads[(row * SizeClass.Columns) + BitOperations.Log2(_columns[row])];
    }
}

/// <summary>For each row of size classes, which columns have a free block.</summary>
[InlineArray(SizeClass.Rows)]
internal struct Columns
{
    private uint _bits;
}

/// <summary>The first free block of each size class.</summary>
[InlineArray(SizeClass.Rows * SizeClass.Columns)]
internal struct Heads
{
    private uint _block;
}
