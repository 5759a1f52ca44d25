using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Paging;

/// <summary>
/// How the directory and the tables are reached: through physical addresses while paging is off, through the recursive
/// and scratch slots once it is on. Directory indices are 0 to 1023. Pages are given by number
/// (<see cref="VirtualAddress.PageNumber"/>), 0 to 2^20 - 1.
/// </summary>
public interface IPageTables
{
    /// <summary>Reads entry <paramref name="directory"/> of the page directory.</summary>
    PageTableEntry ReadDirectory(uint directory);

    /// <summary>
    /// Writes an entry of the page directory. Everything it makes visible must be right already: the processor may walk
    /// it at once.
    /// </summary>
    void WriteDirectory(uint directory, PageTableEntry entry);

    /// <summary>Reads the table entry of a page. The directory entry above it must be present.</summary>
    PageTableEntry ReadEntry(uint page);

    /// <summary>Writes a page's table entry. The directory entry above it must be present.</summary>
    void WriteEntry(uint page, PageTableEntry entry);

    /// <summary>
    /// How many of <paramref name="pages"/> table entries from that of <paramref name="page"/> up, all in one table,
    /// are 0 before the first that isn't.
    /// </summary>
    uint CountEmpty(uint page, uint pages);

    /// <summary>Fills any frame with zeros, wherever it lies (P1).</summary>
    void ZeroFrame(Frame frame);

    /// <summary>Drops what the processor remembers of a page whose entry was changed or removed.</summary>
    void InvalidatePage(uint page);

    /// <summary>As <see cref="InvalidatePage"/>, for every page.</summary>
    void InvalidateAll();

    /// <summary>Drops what the processor remembers of a table whose directory entry was removed.</summary>
    void InvalidateTable(uint directory);
}
