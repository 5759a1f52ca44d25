namespace Osmosis.Memory.Addresses;

/// <summary>An address on the memory bus: what is left when translation is done. Written p0x….</summary>
public readonly partial struct PhysicalAddress
{
    /// <summary>An address of 32 bits, in bytes.</summary>
    public readonly uint Value;

    public PhysicalAddress(uint value) => Value = value;

    /// <summary>Whether this is the first byte of a 4 KiB page.</summary>
    public bool IsPageAligned => (Value & MemoryLayout.PageOffsetMask) == 0;

    /// <summary>Bytes from the start of the page.</summary>
    public uint PageOffset => Value & MemoryLayout.PageOffsetMask;

    /// <summary>Whether so many bytes from this one on end before 4 GiB, or there.</summary>
    public bool HasRoomFor(uint bytes) => (ulong)Value + bytes <= 1UL << 32;

    public static bool operator ==(PhysicalAddress left, PhysicalAddress right) => left.Value == right.Value;

    public static bool operator !=(PhysicalAddress left, PhysicalAddress right) => left.Value != right.Value;

    /// <summary>Moves up by bytes; wraps at 4 GiB as the processor does.</summary>
    public static PhysicalAddress operator +(PhysicalAddress address, uint bytes) => new(address.Value + bytes);
}
