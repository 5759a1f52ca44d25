using Osmosis.Memory;

namespace Osmosis.Boot;

/// <summary>
/// What a region of physical memory is for. The numbers are Multiboot's and ACPI's; kinds are listed from the least to
/// the most restricted.
/// </summary>
public enum RegionKind : byte
{
    /// <summary>No entry of the map covers it.</summary>
    Nothing = 0,

    /// <summary>Memory, free for use.</summary>
    Usable = 1,

    /// <summary>Not for use. Unknown kinds count as this one.</summary>
    Reserved = 2,

    /// <summary>ACPI tables. Not used, since we don't read them.</summary>
    AcpiTables = 3,

    /// <summary>Memory that firmware needs preserved.</summary>
    AcpiNonVolatile = 4,

    /// <summary>Memory that is broken.</summary>
    Defective = 5,
}

/// <summary>Bytes [<see cref="Start"/>, <see cref="End"/>) of physical memory, which may lie above 4 GiB.</summary>
public readonly struct MemoryRegion
{
    /// <summary>First byte.</summary>
    public readonly ulong Start;

    /// <summary>One past the last byte. A region that reached past 2^64 ends at 2^64 - 1.</summary>
    public readonly ulong End;

    public readonly RegionKind Kind;

    public MemoryRegion(ulong start, ulong end, RegionKind kind)
    {
        Start = start;
        End = end;
        Kind = kind;
    }

    /// <summary>The region as a boot loader states it: a length that wraps past 2^64 is cut off there (F2).</summary>
    public static MemoryRegion FromLength(ulong start, ulong length, RegionKind kind)
    {
        ulong end = start + length;
        return new MemoryRegion(start, end < start ? ulong.MaxValue : end, kind);
    }

    /// <summary>
    /// Reads the part of a map entry that both versions of Multiboot share: base (64 bits), length (64 bits), type.
    /// </summary>
    public static MemoryRegion Load<TMachine>(TMachine machine, uint address)
        where TMachine : struct, IMachine
    {
        uint type = machine.Load(address + 16);
        RegionKind kind = type is >= (uint)RegionKind.Usable and <= (uint)RegionKind.Defective
            ? (RegionKind)type : RegionKind.Reserved;
        return FromLength(
            ((ulong)machine.Load(address + 4) << 32) | machine.Load(address),
            ((ulong)machine.Load(address + 12) << 32) | machine.Load(address + 8),
            kind);
    }

    /// <summary>
    /// The frames below 4 GiB that lie wholly inside a usable region: a partly usable frame is not usable (F2).
    /// </summary>
    public bool TryGetUsableFrames(out uint first, out uint last)
    {
        const ulong AddressSpace = 1UL << 32;
        first = 0;
        last = 0;
        if (Kind != RegionKind.Usable || Start >= AddressSpace)
        {
            return false;
        }

        uint firstFrame = (uint)((Start + MemoryLayout.PageOffsetMask) >> MemoryLayout.PageShift);
        uint endFrame = End >= AddressSpace ? MemoryLayout.FrameCount : (uint)End >> MemoryLayout.PageShift;
        if (firstFrame >= endFrame)
        {
            return false;
        }

        first = firstFrame;
        last = endFrame - 1;
        return true;
    }
}
