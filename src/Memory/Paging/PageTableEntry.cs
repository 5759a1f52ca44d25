using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Paging;

/// <summary>
/// A directory entry or a table entry of 32-bit paging (Intel SDM volume 3, figure 4-4).
/// <code>
///  31                                12 11  9  8   7   6   5   4   3   2   1   0
/// ┌────────────────────────────────────┬─────┬───┬───┬───┬───┬───┬───┬───┬───┬───┐
/// │ frame number (of a table or page)  │  own│ G │ PS│ D │ A │PCD│PWT│U/S│R/W│ P │
/// └────────────────────────────────────┴─────┴───┴───┴───┴───┴───┴───┴───┴───┴───┘
/// </code>
/// Bits 11–9 are free for software; of them we use bit 9, <see cref="PageFlags.OwnsFrame"/>. When P is 0 the processor
/// ignores all other bits; ours are 0 then.
/// </summary>
public readonly partial struct PageTableEntry
{
    private const uint FlagMask = 0x3FF;

    /// <summary>The 32 bits as the processor reads them.</summary>
    public readonly uint Value;

    public PageTableEntry(uint value) => Value = value;

    /// <summary>An entry that maps <paramref name="frame"/>, present.</summary>
    public PageTableEntry(Frame frame, PageFlags flags)
        : this(frame.Address.Value | (uint)(flags | PageFlags.Present))
    {
    }

    /// <summary>Whether the entry maps anything.</summary>
    public bool IsPresent => (Value & (uint)PageFlags.Present) != 0;

    /// <summary>Bits 9–0.</summary>
    public PageFlags Flags => (PageFlags)(Value & FlagMask);

    /// <summary>Bits 31–12. Means something only when present.</summary>
    public Frame Frame => Frame.Containing(new PhysicalAddress(Value));
}
