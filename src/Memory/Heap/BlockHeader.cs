namespace Osmosis.Memory;

/// <summary>
/// The word in front of every heap block. A block's payload is 8-byte aligned (H1), so headers lie 4 bytes past a multiple of 8.
/// <code>
/// allocated                          free
/// block ─▶ ┌──────────────────┐      ┌──────────────────┐
///          │ header           │      │ header           │
/// pointer ▶├──────────────────┤      │ next free block  │
///          │ payload          │      │ previous free    │
///          │                  │      │ …                │
///          │                  │      │ size (footer)    │
///          └──────────────────┘      └──────────────────┘
///
///  31                        3  2   1   0
/// ┌───────────────────────────┬───┬───┬───┐
/// │ size in bytes / 8         │ 0 │ PF│ F │   F: this block is free. PF: the block below it is free,
/// └───────────────────────────┴───┴───┴───┘      so that the word below this header is that block's footer.
/// </code>
/// After the last block comes a header of size 0, which is never free: the end mark.
/// </summary>
internal readonly struct BlockHeader
{
    /// <summary>Bytes of a header.</summary>
    public const uint Bytes = 4;

    /// <summary>The alignment of payloads, and what sizes are multiples of (H1).</summary>
    public const uint Granularity = 8;

    /// <summary>A free block holds a header, two links and a footer.</summary>
    public const uint SmallestBlock = 16;

    private const uint FreeBit = 1;
    private const uint PreviousFreeBit = 2;
    private const uint UnusedBit = 4;

    public readonly uint Value;

    public BlockHeader(uint value) => Value = value;

    public BlockHeader(uint size, bool isFree, bool isPreviousFree)
        : this(size | (isFree ? FreeBit : 0) | (isPreviousFree ? PreviousFreeBit : 0))
    {
    }

    /// <summary>Bytes of the whole block, header included.</summary>
    public uint Size => Value & ~(Granularity - 1);

    public bool IsFree => (Value & FreeBit) != 0;

    public bool IsPreviousFree => (Value & PreviousFreeBit) != 0;

    /// <summary>Whether no bit is set that we never set, and the size is one that a block can have.</summary>
    public bool IsPlausible => (Value & UnusedBit) == 0 && Size >= SmallestBlock;

    public BlockHeader WithPreviousFree(bool isPreviousFree) =>
        new(isPreviousFree ? Value | PreviousFreeBit : Value & ~PreviousFreeBit);

    /// <summary>The size of the smallest block whose payload holds <paramref name="bytes"/>, which must be at most the window's size.</summary>
    public static uint SizeFor(uint bytes)
    {
        uint size = (bytes + Bytes + (Granularity - 1)) & ~(Granularity - 1);
        return size < SmallestBlock ? SmallestBlock : size;
    }
}
