using System.Numerics;
using System.Runtime.CompilerServices;

namespace Osmosis.Memory;

/// <summary>
/// The free blocks but the topmost, in doubly linked lists by size (two-level segregated fit; Masmano and others, ECRTS 2004). Two levels of
/// bitmaps find the smallest list that surely fits in constant time. Links are addresses of blocks, in their payloads; 0 ends a list. In
/// checked blocks a link is stored mixed with a key, so that neither a 0 nor an address that a stray write leaves there is a link.
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

    private static uint Key
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
    public static uint Next(TMachine machine, uint block) => machine.Load(new VirtualAddress(block + NextOffset)) ^ Key;

    /// <summary>The block before this one in its list; 0 before the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Previous(TMachine machine, uint block) => machine.Load(new VirtualAddress(block + PreviousOffset)) ^ Key;

    /// <summary>The first block of a list; 0 when it has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Head(uint list)
    {
        // The index of a read-only inline array is a call that the compiler doesn't inline. Nothing is written.
        return Unsafe.AsRef(in _heads)[(int)(list % Heads.Length)];
    }

    /// <summary>Puts a block of this size first in its list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Insert(TMachine machine, uint block, uint size)
    {
        uint list = SizeClass.Of(size);
        uint head = _heads[(int)(list % Heads.Length)];
        _heads[(int)(list % Heads.Length)] = block;
        SetLink(machine, block + NextOffset, head);
        SetLink(machine, block + PreviousOffset, 0);
        if (head != 0)
        {
            SetLink(machine, head + PreviousOffset, block);
            return;
        }

        _columns[(int)(list / SizeClass.Columns % Columns.Length)] |= 1u << (int)list;
        _rows |= 1u << (int)(list / SizeClass.Columns);
    }

    /// <summary>Takes the first block, which this is, out of a list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RemoveFirst(TMachine machine, uint list, uint block)
    {
        uint next = Next(machine, block);
        _heads[(int)(list % Heads.Length)] = next;
        if (next != 0)
        {
            SetLink(machine, next + PreviousOffset, 0);
            return;
        }

        uint columns = _columns[(int)(list / SizeClass.Columns % Columns.Length)] & ~(1u << (int)list);
        _columns[(int)(list / SizeClass.Columns % Columns.Length)] = columns;
        if (columns == 0)
        {
            _rows &= ~(1u << (int)(list / SizeClass.Columns));
        }
    }

    /// <summary>Takes a block of this size out of its list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(TMachine machine, uint block, uint size)
    {
        uint previous = Previous(machine, block);
        if (previous == 0)
        {
            RemoveFirst(machine, SizeClass.Of(size), block);
            return;
        }

        uint next = Next(machine, block);
        SetLink(machine, previous + NextOffset, next);
        if (next != 0)
        {
            SetLink(machine, next + PreviousOffset, previous);
        }
    }

    /// <summary>The lowest list, from this one up, that has a block. False when none has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(ref uint list)
    {
        uint row = list / SizeClass.Columns;
        uint columns = _columns[(int)(row % Columns.Length)] & (uint.MaxValue << (int)list);
        if (columns == 0)
        {
            uint rows = _rows & ((uint.MaxValue - 1) << (int)row);
            if (rows == 0)
            {
                return false;
            }

            row = (uint)BitOperations.TrailingZeroCount(rows);
            columns = _columns[(int)(row % Columns.Length)];
        }

        list = (row * SizeClass.Columns) + (uint)BitOperations.TrailingZeroCount(columns);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SetLink(TMachine machine, uint address, uint block) => machine.Store(new VirtualAddress(address), block ^ Key);
}

/// <summary>For each row of lists, which of them have a block. A power of two long, so that a masked index needs no check.</summary>
[InlineArray(Length)]
internal struct Columns
{
    public const int Length = 32;

    private uint _bits;
}

/// <summary>The first free block of each list.</summary>
[InlineArray(Length)]
internal struct Heads
{
    public const int Length = Columns.Length * SizeClass.Columns;

    private uint _block;
}
