using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Paging;

/// <summary>
/// What paging knows of an address space beside its tables: how many entries each table holds, so that an empty one is found without
/// looking. It outlives the switch from physical to recursive access.
/// </summary>
public struct PagingState
{
    /// <summary>
    /// Present table entries below each directory entry, and perhaps <see cref="Kept"/>; the scratch page, seen for a moment only, doesn't
    /// count.
    /// </summary>
    internal EntryCounts Entries;

    /// <summary>End W of the identity window, in bytes.</summary>
    internal uint IdentityEnd;

    /// <summary>Page tables; the directory is none.</summary>
    internal uint PageTables;

    /// <summary>
    /// The first page that is not for callers: the scratch slot's. A number that never changes stands here, as an operation that compares with it
    /// has read this structure then, and needs no other proof that it is there before it counts in it.
    /// </summary>
    internal uint CallersEnd;

    /// <summary>
    /// Bit 15 of a count: the table has pages of the identity window, and never goes. A count with it is negative, so that one comparison
    /// tells a table whose pages need a closer look.
    /// </summary>
    private const short Kept = short.MinValue;

    /// <summary>Present table entries in all tables (the recursive slot's view of the tables is not counted).</summary>
    internal readonly uint MappedPages
    {
        get
        {
            uint pages = 0;
            for (int directory = 0; directory < MemoryLayout.EntriesPerTable; directory++)
            {
                pages += (uint)(Entries[directory] & short.MaxValue);
            }

            return pages;
        }
    }

    /// <summary>The table below a directory entry never goes.</summary>
    internal void Keep(uint directory) => Entries[(int)directory] |= Kept;

    [InlineArray((int)MemoryLayout.EntriesPerTable)]
    internal struct EntryCounts
    {
        private short _count;
    }
}
