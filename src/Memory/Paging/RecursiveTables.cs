namespace Osmosis.Memory;

/// <summary>
/// The tables while paging is on. The last directory entry points at the directory, so that the processor's own walk leads to the tables,
/// whichever frames hold them:
/// <code>
/// table entry (d, t)   at 0xFFC00000 + (d &lt;&lt; 12) + (t &lt;&lt; 2)
/// directory entry d    at 0xFFFFF000 + (d &lt;&lt; 2)
/// </code>
/// A frame that is no table yet is seen through the scratch page. Not re-entrant: interrupt handlers change no mapping.
/// </summary>
public readonly struct RecursiveTables<TMachine> : IPageTables
    where TMachine : struct, IMachine
{
    private readonly TMachine _machine;

    public RecursiveTables(TMachine machine) => _machine = machine;

    private static VirtualAddress ScratchPage => new(MemoryLayout.ScratchPage);

    public PageTableEntry ReadDirectory(uint directory) => new(_machine.Load(DirectoryEntry(directory)));

    public void WriteDirectory(uint directory, PageTableEntry entry) => _machine.Store(DirectoryEntry(directory), entry.Value);

    public PageTableEntry ReadEntry(uint directory, uint table) => new(_machine.Load(TableEntry(directory, table)));

    public void WriteEntry(uint directory, uint table, PageTableEntry entry) => _machine.Store(TableEntry(directory, table), entry.Value);

    /// <remarks>
    /// The scratch page is not present before and after. Its entry needs no invalidation when it becomes present, as the processor never
    /// caches a translation that isn't (Intel SDM volume 3, 4.10.4.3), and exactly one when it stops being so.
    /// </remarks>
    public void ZeroFrame(Frame frame)
    {
        WriteEntry(ScratchPage.DirectoryIndex, ScratchPage.TableIndex, new PageTableEntry(frame, PageFlags.Writable));
        _machine.Fill(ScratchPage, 0, MemoryLayout.PageSize / sizeof(uint));
        WriteEntry(ScratchPage.DirectoryIndex, ScratchPage.TableIndex, default);
        _machine.InvalidatePage(ScratchPage);
    }

    public void InvalidatePage(VirtualAddress page) => _machine.InvalidatePage(page);

    /// <remarks>
    /// The table itself was visible as a page of the recursive slot: that translation is the one to drop. INVLPG also drops all cached
    /// directory entries, whatever its operand (Intel SDM volume 3, 4.10.4.1).
    /// </remarks>
    public void InvalidateTable(uint directory) => _machine.InvalidatePage(TableEntry(directory, 0));

    private static VirtualAddress DirectoryEntry(uint directory) => new(MemoryLayout.DirectoryWindow + (directory << 2));

    private static VirtualAddress TableEntry(uint directory, uint table) =>
        new(MemoryLayout.RecursiveBase + (directory << MemoryLayout.PageShift) + (table << 2));
}
