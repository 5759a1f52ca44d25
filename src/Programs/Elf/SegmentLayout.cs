using Osmosis.Memory;
using Osmosis.Memory.Spaces;

namespace Osmosis.Programs.Elf;

/// <summary>From a program header to pages.</summary>
internal static class SegmentLayout
{
    /// <param name="header">A header that loads something.</param>
    /// <param name="bias">What is added to its address, modulo 2^32.</param>
    /// <param name="fileLength">In bytes.</param>
    /// <param name="segment">The pages, when there is no error.</param>
    public static ElfError TryLayOut(in ProgramHeader header, uint bias, ulong fileLength, out ElfSegment segment)
    {
        segment = default;
        uint address = header.Address + bias;
        ElfError error = Check(in header, address, fileLength);
        if (error != ElfError.None)
        {
            return error;
        }

        uint inPage = address & MemoryLayout.PageOffsetMask;
        uint pages = PagesOf(inPage + header.MemorySize);
        segment.First = address >> MemoryLayout.PageShift;
        segment.FilePage = header.Offset >> MemoryLayout.PageShift;
        segment.FilePages = header.FileSize == 0 ? 0 : PagesOf(inPage + header.FileSize);
        segment.ZeroPages = pages - segment.FilePages;
        segment.ZerosFrom = header.FileSize != 0 && header.MemorySize > header.FileSize
            ? (inPage + header.FileSize) & MemoryLayout.PageOffsetMask
            : 0;
        segment.Rights = RightsOf(header.Flags);
        return ElfError.None;
    }

    private static ElfError Check(in ProgramHeader header, uint address, ulong fileLength)
    {
        if (header.FileSize > header.MemorySize)
        {
            return ElfError.FileLargerThanMemory;
        }

        if (address < MemoryLayout.ProgramStart || (ulong)address + header.MemorySize > MemoryLayout.ProgramEnd)
        {
            return ElfError.OutsideProgram;
        }

        if (header.FileSize == 0)
        {
            return ElfError.None;
        }

        if ((ulong)header.Offset + header.FileSize > fileLength)
        {
            return ElfError.SegmentPastEnd;
        }

        return ((header.Offset ^ address) & MemoryLayout.PageOffsetMask) == 0 ? ElfError.None : ElfError.NotCongruent;
    }

    /// <summary>No sum wraps: the segment lies in a program's part, which ends 1 GiB below 2^32.</summary>
    private static uint PagesOf(uint bytes) => (bytes + MemoryLayout.PageOffsetMask) >> MemoryLayout.PageShift;

    private static Rights RightsOf(ProgramHeaderFlags flags) =>
        ((flags & ProgramHeaderFlags.Read) != 0 ? Rights.Read : Rights.None)
        | ((flags & ProgramHeaderFlags.Write) != 0 ? Rights.Write : Rights.None)
        | ((flags & ProgramHeaderFlags.Execute) != 0 ? Rights.Execute : Rights.None);
}
