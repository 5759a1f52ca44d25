using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;

namespace Osmosis.Memory.Paging;

/// <summary>The invariants of an address space. The kernel's <c>check</c> command, the small worlds and the models call this.</summary>
public static class PagingCheck
{
    /// <summary>
    /// Whether every page of the identity window maps to itself (L2), every table lies in an allocated frame, and has an entry
    /// or is to stay (P7), and
    /// the counts are those of the tables and of their present entries. Reads every entry.
    /// </summary>
    public static bool IsWhole<TTables, TFrames>(this ref Paging<TTables, TFrames> paging, TFrames frames)
        where TTables : struct, IPageTables
        where TFrames : struct, IFrameSource
    {
        uint tables = 0;
        for (uint directory = 0; directory < MemoryLayout.RecursiveSlot; directory++)
        {
            PageTableEntry table = paging.ReadDirectoryEntry(new VirtualAddress(directory * MemoryLayout.TableSpan));
            uint entries = table.IsPresent ? CountEntries(ref paging, directory) : 0;
            tables += table.IsPresent ? 1u : 0;
            bool isKept = paging.Counts.Kept.Contains(directory);
            if (entries != paging.Counts.EntriesOf(directory)
                || (table.IsPresent ? (entries == 0 && !isKept) || !frames.IsAllocated(table.Frame) : isKept))
            {
                return false;
            }
        }

        return tables == paging.Counts.Tables && IsIdentityWhole(ref paging);
    }

    private static uint CountEntries<TTables, TFrames>(ref Paging<TTables, TFrames> paging, uint directory)
        where TTables : struct, IPageTables
        where TFrames : struct, IFrameSource
    {
        uint entries = 0;
        VirtualAddress page = new(directory * MemoryLayout.TableSpan);
        for (uint i = 0; i < MemoryLayout.EntriesPerTable; i++)
        {
            entries += paging.TryReadEntry(page + (i << MemoryLayout.PageShift), out _) ? 1u : 0;
        }

        return entries;
    }

    private static bool IsIdentityWhole<TTables, TFrames>(ref Paging<TTables, TFrames> paging)
        where TTables : struct, IPageTables
        where TFrames : struct, IFrameSource
    {
        for (uint address = 0; address < paging.IdentityEnd; address += MemoryLayout.PageSize)
        {
            if (paging.Resolve(new VirtualAddress(address), out PhysicalAddress physical) != MapError.None || physical.Value != address)
            {
                return false;
            }
        }

        return true;
    }
}
