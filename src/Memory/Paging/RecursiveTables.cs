using System.Runtime.CompilerServices;
using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Paging;

/// <summary>
/// The tables while paging is on. The last directory entry points at the directory, so that the processor's own walk
/// leads to the tables, whichever frames hold them:
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

    private const uint ScratchPage = MemoryLayout.ScratchPage >> MemoryLayout.PageShift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PageTableEntry ReadDirectory(uint directory) => new(_machine.Load(DirectoryEntry(directory)));

    public void WriteDirectory(uint directory, PageTableEntry entry) =>
        _machine.Store(DirectoryEntry(directory), entry.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PageTableEntry ReadEntry(uint page) => new(_machine.Load(TableEntry(page)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteEntry(uint page, PageTableEntry entry) => _machine.Store(TableEntry(page), entry.Value);

    public uint CountEmpty(uint page, uint pages) => _machine.CountEqual(TableEntry(page), 0, pages);

    /// <remarks>
    /// The scratch page is not present before and after. Its entry needs no invalidation when it becomes present, as
    /// the processor never caches a translation that isn't (Intel SDM volume 3, 4.10.4.3), and exactly one when it
    /// stops being so.
    /// </remarks>
    public void ZeroFrame(Frame frame)
    {
        WriteEntry(ScratchPage, new PageTableEntry(frame, PageFlags.Writable));
        _machine.Fill(MemoryLayout.ScratchPage, 0, MemoryLayout.PageSize / sizeof(uint));
        WriteEntry(ScratchPage, default);
        _machine.InvalidatePage(MemoryLayout.ScratchPage);
    }

    public void InvalidatePage(uint page) => _machine.InvalidatePage(page << MemoryLayout.PageShift);

    public void InvalidateAll() => _machine.InvalidateAll();

    /// <remarks>
    /// The table itself was visible as a page of the recursive slot: that translation is the one to drop. INVLPG also
    /// drops all cached directory entries, whatever its operand (Intel SDM volume 3, 4.10.4.1).
    /// </remarks>
    public void InvalidateTable(uint directory) =>
        _machine.InvalidatePage(TableEntry(directory * MemoryLayout.EntriesPerTable));

    private static uint DirectoryEntry(uint directory) => MemoryLayout.DirectoryWindow + (directory << 2);

    private static uint TableEntry(uint page) => MemoryLayout.RecursiveBase + (page << 2);
}
