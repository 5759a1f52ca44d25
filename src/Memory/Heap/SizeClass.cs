using System.Numerics;

namespace Osmosis.Memory;

/// <summary>
/// Which free list a block size belongs to. Lists are numbered in the order of their sizes, 32 a row. Below 2048 bytes every size has a list
/// of its own, so that the first block of a list is an exact fit; above, each power of two is divided into 32.
/// <code>
/// rows 0–7    sizes below 2048: list = size / 8
/// rows 8–18   sizes 2^(r+3) to 2^(r+4) - 1: column = the five bits below the leading one
/// </code>
/// </summary>
internal static class SizeClass
{
    /// <summary>Lists a row.</summary>
    public const int Columns = 32;

    /// <summary>Rows: the last holds 2 MiB, the heap's whole window.</summary>
    public const int Rows = 19;

    /// <summary>Sizes below this have a list each.</summary>
    public const uint ExactEnd = 2048;

    private const int ColumnBits = 5;
    private const int RowsBelow = 3;

    /// <summary>The list that a block of this size is kept in. Blocks of one list differ by less than 1/32 of their size.</summary>
    public static uint Of(uint size) => size < ExactEnd ? size / BlockHeader.Granularity : OfLarge(size);

    /// <summary>The lowest list in which every block is at least this large.</summary>
    public static uint Holding(uint size) => Of(size + Spacing(size) - BlockHeader.Granularity);

    /// <summary>Bytes between the smallest size of this list and the smallest of the next.</summary>
    public static uint Spacing(uint size) =>
        size < ExactEnd ? BlockHeader.Granularity : 1u << (BitOperations.Log2(size) - ColumnBits);

    private static uint OfLarge(uint size)
    {
        int log = BitOperations.Log2(size);
        return ((uint)(log - RowsBelow) * Columns) + ((size >> (log - ColumnBits)) & (Columns - 1));
    }
}
