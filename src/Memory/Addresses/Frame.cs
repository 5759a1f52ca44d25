namespace Osmosis.Memory.Addresses;

/// <summary>
/// A physical page frame, by number: frame n is the 4 KiB of physical memory from n × 4096. Holding one proves that the
/// number is below 2^20, so its address fits in 32 bits; it doesn't prove that the frame is allocated.
/// </summary>
public readonly partial struct Frame
{
    /// <summary>0 to 2^20 - 1.</summary>
    public readonly uint Number;

    /// <summary>The frame with a number that is known to be below 2^20.</summary>
    internal Frame(uint number) => Number = number;

    /// <summary>Address of the frame's first byte.</summary>
    public PhysicalAddress Address => new(Number << MemoryLayout.PageShift);

    public static bool operator ==(Frame left, Frame right) => left.Number == right.Number;

    public static bool operator !=(Frame left, Frame right) => left.Number != right.Number;

    /// <summary>The frame that holds <paramref name="address"/>.</summary>
    public static Frame Containing(PhysicalAddress address) => new(address.Value >> MemoryLayout.PageShift);

    /// <summary>The frame with this number, which must be below 2^20 (higher bits are dropped).</summary>
    public static Frame FromNumber(uint number) => new(number & (MemoryLayout.FrameCount - 1));
}
