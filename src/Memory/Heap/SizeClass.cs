using System.Numerics;

namespace Osmosis.Memory.Heap;

/// <summary>
/// Which free list a block size belongs to. Lists are numbered in the order of their sizes. Below 1152 bytes every size
/// has a list of its own, so that the first block of a list is an exact fit; above, each power of two is divided into
/// 8. No size, possible or not, has a number past 255.
/// <code>
/// lists 0–143     sizes below 1152: list = size / 8
/// lists 144–231   the others: list = 8 log2(size) + the three bits below the leading one + 63
/// </code>
/// </summary>
internal static class SizeClass
{
    /// <summary>Lists, with those that have no sizes.</summary>
    public const int Count = 256;
    /// <summary>Lists a row: one bit each of a word.</summary>
    public const int Columns = 32;
    /// <summary>Words that hold a bit for each list.</summary>
    public const int Rows = Count / Columns;
    /// <summary>Sizes below this have a list each.</summary>
    public const uint ExactEnd = 1152;

    private const int DivisionBits = 3;
    private const int FirstDivided = 63;

    /// <summary>
    /// The list that a block of this size is kept in. Blocks of one list differ by less than 1/8 of their size.
    /// </summary>
    public static uint Of(uint size) => size < ExactEnd ? size / BlockHeader.Granularity : OfLarge(size);

    /// <summary>The lowest list in which every block is at least this large.</summary>
    public static uint Holding(uint size) => size < ExactEnd ? size / BlockHeader.Granularity : HoldingLarge(size);

    /// <summary>Bytes between the smallest size of this list and the smallest of the next.</summary>
    public static uint Spacing(uint size) =>
        size < ExactEnd ? BlockHeader.Granularity : 1u << (BitOperations.Log2(size) - DivisionBits);

    private static uint HoldingLarge(uint size) => OfLarge(size + Spacing(size) - BlockHeader.Granularity);

    private static uint OfLarge(uint size)
    {
        int log = BitOperations.Log2(size);
        return (((uint)log << DivisionBits) + ((size >> (log - DivisionBits)) & 7) + FirstDivided) % Count;
    }
}
