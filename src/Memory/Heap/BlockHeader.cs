namespace Osmosis.Memory.Heap;

/// <summary>
/// The word that starts every heap block. Payloads are 8-byte aligned (H1) and headers are 4 or 20 bytes long, so
/// blocks lie 4 bytes past a multiple of 8.
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
/// ┌───────────────────────────┬───┬───┬───┐   F: this block is free. PF: the block below it is free,
/// │ size in bytes / 8         │ Q │ PF│ F │   so that the word below this header is that block's footer;
/// └───────────────────────────┴───┴───┴───┘   in plain blocks only. Q: quarantined, because it was damaged.
/// </code>
/// The word below a checked block is either the footer of a free block or the last word of a redzone.
/// The top, which is the free memory above the last block, has no header.
/// </summary>
internal static class BlockHeader
{
    /// <summary>Bytes of this word.</summary>
    public const uint Bytes = 4;
    /// <summary>The alignment of payloads; block sizes are multiples of it (H1).</summary>
    public const uint Granularity = 8;
    /// <summary>F.</summary>
    public const uint FreeBit = 1;
    /// <summary>PF.</summary>
    public const uint PreviousFreeBit = 2;
    /// <summary>Q.</summary>
    public const uint QuarantinedBit = 4;
    /// <summary>The bits of the size.</summary>
    public const uint SizeMask = ~(Granularity - 1);

    /// <summary>Bytes of the block for so many bytes with what stands around them: at least the smallest.</summary>
    public static uint SizeFor(uint bytes, uint smallest)
    {
        uint size = (bytes + (Granularity - 1)) & SizeMask;
        return size < smallest ? smallest : size;
    }

    /// <summary>Bytes of the whole block, header included.</summary>
    public static uint Size(uint header) => header & SizeMask;

    public static bool IsFree(uint header) => (header & FreeBit) != 0;

    public static bool IsPreviousFree(uint header) => (header & PreviousFreeBit) != 0;

    public static bool IsAllocated(uint header) => (header & (FreeBit | QuarantinedBit)) == 0;

    public static BlockState State(uint header) =>
        (header & QuarantinedBit) != 0 ? BlockState.Quarantined : IsFree(header) ? BlockState.Free
            : BlockState.Allocated;
}
