namespace Osmosis.Faults;

/// <summary>
/// The error code that the processor pushes for a page fault (Intel SDM volume 3, figure 4-12).
/// <code>
///  31      5   4   3   2   1   0
/// ┌─────────┬───┬───┬───┬───┬───┐   P: 0 the page is not present, 1 it is and forbids this. W/R: 1 a write.
/// │   0     │I/D│RSV│U/S│W/R│ P │   U/S: 1 from user mode. RSV: a reserved bit is set in an entry. I/D: an
/// └─────────┴───┴───┴───┴───┴───┘   instruction fetch (reported only where pages can forbid it: with 32-bit
///                                   paging a fetch looks like a read).
/// </code>
/// </summary>
public readonly struct PageFaultCode
{
    public readonly uint Value;

    public PageFaultCode(uint value) => Value = value;

    /// <summary>The page is present and forbids the access.</summary>
    public bool IsProtection => (Value & 1) != 0;

    public bool IsWrite => (Value & 2) != 0;

    public bool IsUser => (Value & 4) != 0;

    public bool IsReservedBit => (Value & 8) != 0;

    public bool IsFetch => (Value & 16) != 0;
}
