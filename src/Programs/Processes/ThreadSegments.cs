using System.Runtime.CompilerServices;

namespace Osmosis.Programs.Processes;

/// <summary>
/// The three segments of a thread's own (TLS), entries 6 to 8 of the descriptor table as on Linux. An entry is the
/// processor's descriptor, 0 when the thread has none (SDM volume 3, "Segment Descriptors").
/// </summary>
[InlineArray(Count)]
public struct ThreadSegments
{
    public const int Count = 3;

    /// <summary>Number of the first in the descriptor table.</summary>
    public const int First = 6;

    // Data for ring 3; bit 9 of the upper half: it may be written.
    private const ulong DataForRing3 = 0x0000_F000_0000_0000;
    private const ulong Writable = 0x0000_0200_0000_0000;
    private const ulong LimitInPages = 0x0080_0000_0000_0000;
    private const ulong Is32Bit = 0x0040_0000_0000_0000;
    private const ulong Available = 0x0010_0000_0000_0000;
    private const ulong GrowsDown = 0x0000_0400_0000_0000;

    private ulong _first;

    /// <summary>
    /// Makes a descriptor from what a program asks for; false when it may not have such a segment. As Linux: only data
    /// of 32 bits that is present.
    /// </summary>
    public static bool TryDescribe(in SegmentRequest request, out ulong descriptor)
    {
        descriptor = 0;
        if (request.IsEmpty)
        {
            return true;
        }

        if (!request.Is32Bit || request.Contents > 1 || request.IsNotPresent)
        {
            return false;
        }

        ulong address = request.Address, limit = request.Limit & 0xFFFFF;
        descriptor = DataForRing3 | Is32Bit
            | (request.IsReadOnly ? 0 : Writable)
            | (request.Contents == 1 ? GrowsDown : 0)
            | (request.IsLimitInPages ? LimitInPages : 0)
            | (request.IsUseable ? Available : 0)
            | (limit & 0xFFFF) | ((limit & 0xF0000) << 32)
            | ((address & 0xFF_FFFF) << 16) | ((address & 0xFF00_0000) << 32);
        return true;
    }

    /// <summary>
    /// Whether a program may load a selector into a data segment register, or into SS, which must be writable. 0 loads
    /// always, but not into SS.
    /// </summary>
    public readonly bool Allows(uint selector, bool needsWrite)
    {
        uint value = selector & 0xFFFF;
        if (value is Registers.UserData)
        {
            return true;
        }

        if (value <= 3)
        {
            return !needsWrite;
        }

        if (value is Registers.UserCode)
        {
            return !needsWrite;
        }

        // Bits 0 and 1 are the privilege level that is asked for, bit 2 the local table, of which there is none.
        uint entry = value >> 3;
        return (value & 7) == 3 && entry >= First && entry < First + Count
            && (this[(int)entry - First] & (needsWrite ? Writable : DataForRing3)) != 0;
    }
}
