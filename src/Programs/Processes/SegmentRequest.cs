using System.Runtime.InteropServices;

namespace Osmosis.Programs.Processes;

/// <summary>
/// What a program says of a segment of its own: Linux's <c>struct user_desc</c>, 16 bytes. Flags, from bit 0: 32-bit,
/// contents (two bits: 0 data, 1 data that grows down, 2 and 3 code), read-only, limit in pages, not present, usable.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct SegmentRequest
{
    /// <summary>The entry of the descriptor table; all ones: any free one.</summary>
    public uint Entry;
    public uint Address;
    public uint Limit;
    public uint Flags;

    public readonly bool Is32Bit => (Flags & 1) != 0;

    public readonly uint Contents => (Flags >> 1) & 3;

    public readonly bool IsReadOnly => (Flags & 8) != 0;

    public readonly bool IsLimitInPages => (Flags & 0x10) != 0;

    public readonly bool IsNotPresent => (Flags & 0x20) != 0;

    public readonly bool IsUseable => (Flags & 0x40) != 0;

    /// <summary>
    /// Whether it says that there shall be no segment: all 0, or 0 but for read-only and not present.
    /// </summary>
    public readonly bool IsEmpty => Address == 0 && Limit == 0 && Flags is 0x28 or 0;
}
