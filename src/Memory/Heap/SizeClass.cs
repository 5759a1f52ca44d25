using System.Numerics;

namespace Osmosis.Memory;

/// <summary>
/// Which free list a block size belongs to. Below 512 bytes every size has a list of its own; above, each power of two is divided into 32.
/// <code>
/// row 0       sizes below 256: column = size / 8
/// row r >= 1  sizes 2^(r+7) to 2^(r+8) - 1: column = the five bits below the leading one
/// </code>
/// </summary>
internal readonly struct SizeClass
{
    /// <summary>Rows: the last holds 2 MiB, the heap's whole window.</summary>
    public const int Rows = 15;

    /// <summary>Columns a row.</summary>
    public const int Columns = 32;

    private const int ColumnBits = 5;
    private const uint FirstRowEnd = 256;

    public readonly int Row;

    public readonly int Column;

    private SizeClass(int row, int column)
    {
        Row = row;
        Column = column;
    }

    /// <summary>Index of the list among all.</summary>
    public int Index => (Row * Columns) + Column;

    /// <summary>The class that a block of this size is kept in. Blocks of one class differ by less than 1/32 of their size.</summary>
    public static SizeClass Of(uint size)
    {
        if (size < FirstRowEnd)
        {
            return new SizeClass(0, (int)(size / BlockHeader.Granularity));
        }

        int log = BitOperations.Log2(size);
        return new SizeClass(log - 7, (int)((size >> (log - ColumnBits)) & (Columns - 1)));
    }

    /// <summary>The lowest class in which every block is at least this large.</summary>
    public static SizeClass Holding(uint size) =>
        Of(size + Spacing(size) - BlockHeader.Granularity);

    /// <summary>Bytes between the smallest size of this class and the smallest of the next.</summary>
    public static uint Spacing(uint size) =>
        size < FirstRowEnd ? BlockHeader.Granularity : 1u << (BitOperations.Log2(size) - ColumnBits);
}
