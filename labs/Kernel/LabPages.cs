// The pages that a student's code may map in a running kernel, and the kernel's count of what it did there.

using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Labs;

/// <summary>
/// 64 directory entries of the kernel's own address space, in the part that programs have in theirs. Nothing is mapped
/// there unless a person asks for it.
/// </summary>
internal static class LabPages
{
    public const uint Start = 0x5000_0000;
    public const uint End = 0x6000_0000;

    /// <summary>Whether these are whole pages of the range.</summary>
    public static bool Contain(uint page, uint count) =>
        page >= Start && page < End && (page & MemoryLayout.PageOffsetMask) == 0
        && count <= (End - page) / MemoryLayout.PageSize;

    /// <summary>
    /// Counts tables and entries of the range anew, as the kernel counts those that it makes itself. So its
    /// <c>check</c> judges the student's tables too: each in a frame that is taken, and none empty.
    /// </summary>
    public static void Count()
    {
        for (uint page = Start; page < End; page += MemoryLayout.TableSpan)
        {
            ref uint counted = ref KernelMemory.TableCounts.EntriesOf(page / MemoryLayout.TableSpan);
            bool wasTable = counted != 0;
            counted = CountEntries(page);
            KernelMemory.TableCounts.Tables += (counted != 0 ? 1u : 0) - (wasTable ? 1u : 0);
        }
    }

    private static uint CountEntries(uint start)
    {
        uint entries = 0;
        if (KernelMemory.Paging.ReadDirectoryEntry(new VirtualAddress(start)).IsPresent)
        {
            for (uint page = start; page - start < MemoryLayout.TableSpan; page += MemoryLayout.PageSize)
            {
                entries += KernelMemory.Paging.TryReadEntry(new VirtualAddress(page), out _) ? 1u : 0;
            }
        }

        return entries;
    }
}
