namespace Osmosis.Memory.Addresses;

/// <summary>A linear address: what a pointer holds, and what paging translates. Written v0x….</summary>
public readonly partial struct VirtualAddress
{
    /// <summary>An address of 32 bits, in bytes.</summary>
    public readonly uint Value;

    public VirtualAddress(uint value) => Value = value;

    /// <summary>Whether this is the first byte of a 4 KiB page.</summary>
    public bool IsPageAligned => (Value & MemoryLayout.PageOffsetMask) == 0;

    /// <summary>Bytes from the start of the page.</summary>
    public uint PageOffset => Value & MemoryLayout.PageOffsetMask;

    public static bool operator ==(VirtualAddress left, VirtualAddress right) => left.Value == right.Value;

    public static bool operator !=(VirtualAddress left, VirtualAddress right) => left.Value != right.Value;

    /// <summary>Moves up by bytes; wraps at 4 GiB as the processor does.</summary>
    public static VirtualAddress operator +(VirtualAddress address, uint bytes) => new(address.Value + bytes);

    /// <summary>The null pointer.</summary>
    public static VirtualAddress Null => default;

    /// <summary>Bits 31–12: which page this address lies in.</summary>
    public uint PageNumber => Value >> MemoryLayout.PageShift;

    /// <summary>Bits 31–22: which directory entry translates this address.</summary>
    public uint DirectoryIndex => Value >> 22;

    /// <summary>Bits 21–12: which entry of that table.</summary>
    public uint TableIndex => (Value >> MemoryLayout.PageShift) & (MemoryLayout.EntriesPerTable - 1);
}
