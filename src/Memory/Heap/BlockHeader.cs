namespace Osmosis.Memory.Heap;

/// <summary>
/// The word that starts every heap block. Payloads are 8-byte aligned (H1) and headers 4 or 20 bytes long, so blocks lie 4 bytes past a
/// multiple of 8.
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
/// │ size in bytes / 8         │ A │ PF│ F │   so that the word below this header is that block's footer; in plain blocks only.
/// └───────────────────────────┴───┴───┴───┘   A: set aside, as it was damaged: neither free nor anybody's.
/// </code>
/// Below a checked block's header lies the footer of a free block, or the last word of another's end mark: that tells them apart.
/// The top, which is the free memory above the last block, has no header.
/// </summary>
internal readonly struct BlockHeader
{
    /// <summary>Bytes of this word.</summary>
    public const uint Bytes = 4;

    /// <summary>The alignment of payloads, and what sizes are multiples of (H1).</summary>
    public const uint Granularity = 8;

    /// <summary>F.</summary>
    public const uint FreeBit = 1;

    /// <summary>PF.</summary>
    public const uint PreviousFreeBit = 2;

    /// <summary>A.</summary>
    public const uint SetAsideBit = 4;

    /// <summary>The bits of the size.</summary>
    public const uint SizeMask = ~(Granularity - 1);

    public readonly uint Value;

    public BlockHeader(uint value) => Value = value;

    /// <summary>Bytes of the whole block, header included.</summary>
    public uint Size => Value & SizeMask;

    public bool IsFree => (Value & FreeBit) != 0;

    public bool IsPreviousFree => (Value & PreviousFreeBit) != 0;

    public bool IsSetAside => (Value & SetAsideBit) != 0;

    /// <summary>Somebody's: neither free nor set aside.</summary>
    public bool IsAllocated => (Value & (FreeBit | SetAsideBit)) == 0;

    /// <summary>A damaged block's header.</summary>
    public static BlockHeader SetAside(uint size) => new(size | SetAsideBit);
}
