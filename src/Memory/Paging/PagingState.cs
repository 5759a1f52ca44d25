using System.Runtime.CompilerServices;

namespace Osmosis.Memory;

/// <summary>
/// What paging knows of an address space beside its tables: how many entries each table holds, so that an empty one is found without
/// looking. It outlives the switch from physical to recursive access.
/// </summary>
public struct PagingState
{
    /// <summary>End W of the identity window, in bytes.</summary>
    internal uint IdentityEnd;

    /// <summary>Page tables; the directory is none.</summary>
    internal uint PageTables;

    /// <summary>Present table entries below each directory entry; the scratch page, seen for a moment only, doesn't count.</summary>
    internal EntryCounts Entries;

    /// <summary>Present table entries in all tables (the recursive slot's view of the tables is not counted).</summary>
    internal readonly uint MappedPages
    {
        get
        {
            uint pages = 0;
            for (int directory = 0; directory < MemoryLayout.EntriesPerTable; directory++)
            {
                pages += Entries[directory];
            }

            return pages;
        }
    }


    [InlineArray((int)MemoryLayout.EntriesPerTable)]
    internal struct EntryCounts
    {
        private ushort _count;
    }
}
