using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;

namespace Osmosis.Memory.Paging;

/// <summary>
/// The invariants of an address space. The kernel's <c>check</c> command, the small worlds and the models call this.
/// </summary>
public static class PagingCheck
{
    /// <summary>
    /// Whether every page of the identity window maps to itself (L2), every table lies in an allocated frame and has an
    /// entry or is to stay (P7), and the counts are those of the tables and of their present entries. Reads every
    /// entry.
    /// </summary>
    public static bool IsWhole<TTables, TFrames>(this ref Paging<TTables, TFrames> paging, TFrames frames)
        where TTables : struct, IPageTables
        where TFrames : struct, IFrameSource
    {
        uint tables = 0;
        for (uint directory = 0; directory < MemoryLayout.RecursiveSlot; directory++)
        {
            PageTableEntry table = paging.ReadDirectoryEntry(new VirtualAddress(directory * MemoryLayout.TableSpan));
            uint entries = 0;
            if (table.IsPresent && !HasIdentity(ref paging, directory, ref entries))
            {
                return false;
            }

            tables += table.IsPresent ? 1u : 0;
            bool isKept = paging.Counts.IsKept(directory);
            if (entries != paging.Counts.EntriesOf(directory)
                || (table.IsPresent ? (entries == 0 && !isKept) || !frames.IsAllocated(table.Frame) : isKept))
            {
                return false;
            }
        }

        return tables == paging.Counts.Tables;
    }

    /// <summary>
    /// Counts the present entries of a table. Whether those of the identity window map their pages to themselves.
    /// </summary>
    private static bool HasIdentity<TTables, TFrames>(ref Paging<TTables, TFrames> paging, uint directory,
        ref uint entries)
        where TTables : struct, IPageTables
        where TFrames : struct, IFrameSource
    {
        VirtualAddress page = new(directory * MemoryLayout.TableSpan);
        for (uint i = 0; i < MemoryLayout.EntriesPerTable; i++, page += MemoryLayout.PageSize)
        {
            bool isMapped = paging.TryReadEntry(page, out PageTableEntry entry);
            entries += isMapped ? 1u : 0;
            if (page.Value < paging.IdentityEnd && (!isMapped || entry.Frame.Address.Value != page.Value))
            {
                return false;
            }
        }

        return true;
    }
}
