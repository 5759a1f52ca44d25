using System.Diagnostics.CodeAnalysis;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Memory.Spaces;

/// <summary>
/// The page tables of all spaces: a cache of regions and frames. A table may be shared by several directories (S5). Who
/// alone has it has W in the directory entry above it, and nobody else has: so a write below a shared table always
/// faults. A table is made the space's own before any entry of it is changed.
/// <code>
/// table entry   0                     nothing
///               P = 0, frame          kept: the page is there, and its region allows nothing
///               P = 1, W = 0          readable
///               P = 1, W = 1          the space's own page, or one of an object that may be written
/// </code>
/// </summary>
public struct SpaceTables<T>
    where T : struct, ISpaceMachine
{
    public FrameOwners<T> Owners;
    public RegionSet<T> Regions;
    public RecordPool<T, Space> Pool;

    private uint _loaded;
    private uint _shownTable;
    private uint _tableAddress;
    private uint _forgotten;
    private bool _mustForgetAll;

    /// <summary>The space whose directory is in CR3; 0 when it is the kernel's own.</summary>
    [UnscopedRef]
    public readonly ref readonly uint Loaded => ref _loaded;

    public readonly ref Space this[uint space] => ref Pool[space];

    internal readonly T Machine => Owners.Machine;

    /// <summary>Loads a space's directory. The processor forgets all other translations.</summary>
    public void Load(uint space)
    {
        _loaded = space;
        Machine.LoadDirectory(this[space].Directory);
    }

    /// <summary>Loads the kernel's own directory, so that no space is loaded.</summary>
    public void Unload()
    {
        _loaded = 0;
        Machine.LoadDirectory(Machine.KernelDirectory);
    }

    public readonly PageTableEntry ReadDirectory(uint space, uint directory) =>
        new(Machine.Load(this[space].DirectoryAddress + (directory * sizeof(uint))));

    /// <summary>The table entry of a page; 0 when there is no table.</summary>
    public PageTableEntry ReadEntry(uint space, uint page)
    {
        PageTableEntry above = ReadDirectory(space, page / MemoryLayout.EntriesPerTable);
        return above.IsPresent ? ReadEntryOf(above.Frame, page) : default;
    }

    /// <summary>As <see cref="ReadEntry"/>, for a table that is known.</summary>
    public PageTableEntry ReadEntryOf(Frame table, uint page) => new(Machine.Load(EntryAddress(table, page)));

    /// <summary>Whether the processor lets a program read or write a page as the tables stand, and its frame.</summary>
    public bool Lets(uint space, uint page, Access access, out Frame frame)
    {
        frame = default;
        if (page < SpaceLayout.FirstPage || page >= SpaceLayout.EndPage)
        {
            return false;
        }

        PageView view = new() { Above = ReadDirectory(space, page / MemoryLayout.EntriesPerTable) };
        if (!view.Above.IsPresent)
        {
            return false;
        }

        view.Entry = ReadEntryOf(view.Above.Frame, page);
        frame = view.Entry.Frame;
        return view.Entry.IsPresent && (access == Access.Read || view.IsWritable);
    }

    /// <summary>Whether the space's directory entry names a table that nobody else has, and says so.</summary>
    public static bool IsOwn(PageTableEntry above) => (above.Flags & PageFlags.Writable) != 0;

    /// <summary>Whether a change of the table's entries concerns others: <see cref="Own"/> needs a frame.</summary>
    public readonly bool IsShared(uint space, uint directory) => IsShared(ReadDirectory(space, directory));

    public readonly bool IsShared(PageTableEntry above) =>
        above.IsPresent && !IsOwn(above) && Owners[above.Frame].References > 1;

    /// <summary>
    /// Makes the table below a directory entry the space's own: a new one, the one that all others have let go of, or a
    /// copy. A copy has what lies in regions, but for a run. Both tables then name the same private pages, so
    /// neither may write them.
    /// </summary>
    /// <returns>The table.</returns>
    internal Frame Own(uint space, uint directory, PageRun except = default)
    {
        PageTableEntry above = ReadDirectory(space, directory);
        Frame table = above.Frame;
        bool isAlone = above.IsPresent && Owners[table].References == 1;
        if (IsOwn(above))
        {
            if (!isAlone)
            {
                Machine.Violated(SpaceRule.TableIsOwn, space, directory * MemoryLayout.EntriesPerTable, above.Value);
            }

            return table;
        }

        if (!isAlone)
        {
            table = Owners.TakeReserved(FrameKind.Table);
            Owners[table].References = 1;
            Owners.Clear(table);
        }

        if (above.IsPresent && table != above.Frame)
        {
            this.CopyEntries(space, directory, above.Frame, table, except);
            Owners.Drop(above.Frame);
        }

        WriteDirectory(space, directory, new PageTableEntry(table, PageFlags.Writable | PageFlags.User));
        return table;
    }

    /// <summary>
    /// Writes an entry, not 0, of an own table, and has the processor forget what it replaces. References are the
    /// caller's.
    /// </summary>
    public void WriteEntryOf(Frame table, uint space, uint page, PageTableEntry entry)
    {
        ref FrameRecord record = ref Owners[table];
        if (record.References != 1)
        {
            Machine.Violated(SpaceRule.TableIsOwn, space, page, table.Number);
        }

        uint address = EntryAddress(table, page);
        uint before = Machine.Load(address);
        record.Entries += (ushort)(before != 0 ? 0 : 1);
        Write(space, page, address, new PageTableEntry(before), entry);
    }

    /// <summary>
    /// The end of every operation: the processor forgets what was changed, then frames that nobody refers to are freed,
    /// and those that were reserved and not needed.
    /// </summary>
    public void Settle()
    {
        if (_mustForgetAll && Loaded != 0)
        {
            Machine.InvalidateAll();
        }

        _mustForgetAll = false;
        _forgotten = 0;
        Owners.FreeDropped();
        Owners.GiveBackReserved();
    }

    /// <summary>The processor forgets a page: at once, or with all others at the end of the operation.</summary>
    public void Forget(uint space, uint page)
    {
        if (space != Loaded || _mustForgetAll)
        {
            return;
        }

        _mustForgetAll = ++_forgotten >= PageRun.WorthDroppingAll;
        if (!_mustForgetAll)
        {
            Machine.InvalidatePage(page << MemoryLayout.PageShift);
        }
    }

    /// <summary>The processor forgets neighbouring pages.</summary>
    internal void Forget(uint space, PageRun run)
    {
        for (uint page = run.First; page != run.First + run.Pages && !_mustForgetAll && space == Loaded; page++)
        {
            Forget(space, page);
        }
    }

    /// <summary>
    /// The one place that writes a single entry: the zero frame never becomes writable, and nothing older is
    /// remembered.
    /// </summary>
    internal void Write(uint space, uint page, uint address, PageTableEntry before, PageTableEntry after)
    {
        if (after.Frame == Owners.Zero && (after.Flags & PageFlags.Writable) != 0)
        {
            Machine.Violated(SpaceRule.ZeroFrameStaysZero, space, page, after.Value);
        }

        Machine.Store(address, after.Value);
        if (before.IsPresent)
        {
            Forget(space, page);
        }
    }

    internal void WriteDirectory(uint space, uint directory, PageTableEntry entry)
    {
        Machine.Store(this[space].DirectoryAddress + (directory * sizeof(uint)), entry.Value);
        this[space].Tables.Set(directory, entry.IsPresent);
        ForgetAll(space);
    }

    /// <summary>A space's directory entries have changed: the processor forgets all when the operation ends.</summary>
    internal void ForgetAll(uint space) => _mustForgetAll |= space == Loaded;

    /// <summary>Entries of a table have changed that others have, too.</summary>
    internal void ForgetAllOfAll() => _mustForgetAll = true;

    /// <summary>Where an entry of a table is seen.</summary>
    internal uint EntryAddress(Frame table, uint page)
    {
        if (_shownTable != table.Number)
        {
            _tableAddress = Machine.Show(Window.Table, table);
            _shownTable = table.Number;
        }

        return _tableAddress + (page % MemoryLayout.EntriesPerTable * sizeof(uint));
    }

    /// <summary>The table that was looked at last is about to be freed.</summary>
    internal void HideTable()
    {
        Machine.Hide(Window.Table);
        _shownTable = 0;
    }
}
