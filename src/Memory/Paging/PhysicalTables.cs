namespace Osmosis.Memory;

/// <summary>
/// The tables while paging is off: every frame is simply at its physical address, and the processor caches no translation.
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

    public void WriteDirectory(uint directory, PageTableEntry entry) => _machine.Store(DirectoryEntry(directory), entry.Value);

    public PageTableEntry ReadEntry(uint directory, uint table) => new(_machine.Load(TableEntry(directory, table)));

    public void WriteEntry(uint directory, uint table, PageTableEntry entry) => _machine.Store(TableEntry(directory, table), entry.Value);

    public void ZeroFrame(Frame frame) =>
        _machine.Fill(new VirtualAddress(frame.Address.Value), 0, MemoryLayout.PageSize / sizeof(uint));

    public void InvalidatePage(VirtualAddress page)
    {
        // With CR0.PG clear nothing is cached, and loading CR3 before setting it drops what an earlier owner of the machine left.
    }

    public void InvalidateTable(uint directory)
    {
        // As above.
    }

    private VirtualAddress DirectoryEntry(uint directory) => new(_directory + (directory << 2));

    private VirtualAddress TableEntry(uint directory, uint table) =>
        new(ReadDirectory(directory).Frame.Address.Value + (table << 2));
}
