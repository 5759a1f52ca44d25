namespace Osmosis.Memory;

/// <summary>
/// How the directory and the tables are reached: through physical addresses while paging is off, through the recursive and scratch
/// slots once it is on. Indices are 0 to 1023.
/// </summary>
public interface IPageTables
{
    /// <summary>Reads entry <paramref name="directory"/> of the page directory.</summary>
    PageTableEntry ReadDirectory(uint directory);

    /// <summary>Writes an entry of the page directory. Everything it makes visible must be right already: the processor may walk it at once.</summary>
    void WriteDirectory(uint directory, PageTableEntry entry);

    /// <summary>Reads entry <paramref name="table"/> of the table that directory entry <paramref name="directory"/> points at, which must be present.</summary>
    PageTableEntry ReadEntry(uint directory, uint table);

    /// <summary>Writes an entry of a table that is present.</summary>
    void WriteEntry(uint directory, uint table, PageTableEntry entry);

    /// <summary>Fills any frame with zeros, wherever it lies (P1).</summary>
    void ZeroFrame(Frame frame);

    /// <summary>Drops what the processor remembers of a page whose entry was changed or removed.</summary>
    void InvalidatePage(VirtualAddress page);

    /// <summary>Drops what the processor remembers of a table whose directory entry was removed.</summary>
    void InvalidateTable(uint directory);
}
