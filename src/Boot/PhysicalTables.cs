using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Boot;

/// <summary>
/// The tables while paging is off: every frame is at its physical address, and the processor caches no translation.
/// </summary>
public readonly struct PhysicalTables<TMachine> : IPageTables
    where TMachine : struct, IMachine
{
    private readonly TMachine _machine;
    private readonly uint _directory;

    /// <summary>Tables below the directory that lies in frame <paramref name="directory"/>.</summary>
    public PhysicalTables(TMachine machine, Frame directory)
    {
        _machine = machine;
        _directory = directory.Address.Value;
    }

    public PageTableEntry ReadDirectory(uint directory) => new(_machine.Load(DirectoryEntry(directory)));

    public void WriteDirectory(uint directory, PageTableEntry entry) =>
        _machine.Store(DirectoryEntry(directory), entry.Value);

    public PageTableEntry ReadEntry(uint page) => new(_machine.Load(TableEntry(page)));

    public void WriteEntry(uint page, PageTableEntry entry) => _machine.Store(TableEntry(page), entry.Value);

    public uint CountEmpty(uint page, uint pages) => _machine.CountEqual(TableEntry(page), 0, pages);

    public void ZeroFrame(Frame frame) =>
        _machine.Fill(frame.Address.Value, 0, MemoryLayout.PageSize / sizeof(uint));

    public void InvalidatePage(uint page)
    {
        // With CR0.PG clear nothing is cached, and loading CR3 before setting it drops translations of an earlier owner
        // of the machine.
    }

    public void InvalidateAll()
    {
        // As above.
    }

    public void InvalidateTable(uint directory)
    {
        // As above.
    }

    private uint DirectoryEntry(uint directory) => _directory + (directory << 2);

    private uint TableEntry(uint page) =>
        ReadDirectory(page / MemoryLayout.EntriesPerTable).Frame.Address.Value
        + ((page % MemoryLayout.EntriesPerTable) << 2);
}
