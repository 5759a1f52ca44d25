using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Heap;

/// <summary>
/// The heads of the lists of free blocks, one list for each <see cref="SizeClass"/>, and two levels of bits that find
/// the smallest list with a block in constant time (two-level segregated fit; Masmano and others, ECRTS 2004). In a
/// word of bits the highest bit is the first list's. Bits are toggled, never set: one that somebody else overwrote
/// stays wrong, and is found.
/// <code>
/// rows          bit 31 - r: column word r isn't 0
/// column word r bit 31 - c: list 32 r + c has a block
/// </code>
/// </summary>
internal struct ListHeads
{
    private const uint FirstBit = 1u << 31;

    private uint _rows;
    private Columns _columns;
    private Heads _heads;

    public readonly bool IsEmpty => _rows == 0;

    /// <summary>The address of a list's first block; 0 when it has none.</summary>
    public readonly uint Head(uint list) => Unsafe.AsRef(in this)._heads.At(list);

    /// <summary>
    /// The first block of the lowest list that has any, of those whose every block is at least this large; 0 when none
    /// has.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Find(uint size)
    {
        uint list = SizeClass.Holding(size);
        uint row = list / SizeClass.Columns;
        uint columns = _columns.At(row) & (uint.MaxValue >> (int)list);
        if (columns == 0)
        {
            uint rows = _rows & ((FirstBit - 1) >> (int)row);
            if (rows == 0)
            {
                return 0;
            }

            row = (uint)BitOperations.Log2(rows) ^ (SizeClass.Columns - 1);
            columns = _columns.At(row % SizeClass.Rows);
        }

        uint column = (uint)BitOperations.Log2(columns) ^ (SizeClass.Columns - 1);
        return Head(((row * SizeClass.Columns) + column) % SizeClass.Count);
    }

    /// <summary>Changes a list's first block.</summary>
    /// <param name="isAlone">The list had no block before, or has none now.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetHead(uint list, uint block, bool isAlone)
    {
        _heads.At(list) = block;
        if (isAlone)
        {
            uint row = list / SizeClass.Columns;
            uint before = _columns.At(row);
            uint after = before ^ (FirstBit >> (int)list);
            _columns.At(row) = after;
            if ((before & after) == 0)
            {
                _rows ^= FirstBit >> (int)row;
            }
        }
    }

    /// <summary>
    /// Whether both levels of bits say of a list what its head does, and of lists that there aren't nothing.
    /// </summary>
    public readonly bool IsSound(uint list)
    {
        uint row = list / SizeClass.Columns;
        uint columns = Unsafe.AsRef(in this)._columns.At(row);
        bool isMarked = ((columns << (int)list) & FirstBit) != 0;
        bool isRowMarked = ((_rows << (int)row) & FirstBit) != 0;
        return isMarked == (Head(list) != 0) && isRowMarked == (columns != 0) && _rows << SizeClass.Rows == 0;
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
