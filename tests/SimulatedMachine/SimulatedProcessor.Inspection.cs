// What a checker of somebody else's page tables asks: accesses at physical addresses, and the caches beside the tables.
namespace Osmosis.Simulation;

public sealed partial class SimulatedProcessor
{
    /// <summary>The word at a physical address, a multiple of 4, as a kernel reads it that reaches all memory.
    /// </summary>
    public uint LoadPhysical(uint physical)
    {
        uint value = Memory.ReadWord(physical);
        History.Add(EventKind.Load, physical, value);
        return value;
    }

    /// <summary>Writes the word at a physical address, a multiple of 4. The processor walks a changed entry at once.
    /// </summary>
    public void StorePhysical(uint physical, uint value)
    {
        History.Add(EventKind.Store, physical, value);
        Memory.WriteWord(physical, value);
        NoticeStore(physical);
    }

    /// <summary>
    /// What the TLB holds for a page (its number): the frame, and P, W, U and D as the tables gave them. 0 when it
    /// holds nothing.
    /// </summary>
    public uint CachedTranslation(uint page) => _caches.Translation(page);

    /// <summary>The directory entry that the processor holds; 0 when it holds none.</summary>
    public uint CachedDirectoryEntry(uint directory) => _caches.DirectoryEntry(directory);

    /// <summary>The pages (their numbers) whose translations the TLB holds, lowest first.</summary>
    public IEnumerable<uint> CachedPages() => _caches.Pages();

    /// <summary>What the tables say of a page now, in the TLB's form; 0 when nothing is mapped.</summary>
    public uint TablesSay(uint page) => _walker.Peek(page);

    /// <summary>A directory entry now; 0 when it isn't present.</summary>
    public uint DirectorySays(uint directory) => _walker.PeekDirectoryEntry(directory);

    /// <summary>Whether the loaded directory or one of its entries has the frame.</summary>
    public bool IsTableInUse(uint frame) => IsTable(frame << 12);

    /// <summary>The first directory entry whose table a frame is.</summary>
    public bool TryFindDirectoryEntryOf(uint frame, out uint directory)
    {
        foreach ((uint entry, uint table) in _tables.Present)
        {
            if (table == frame)
            {
                directory = entry;
                return true;
            }
        }

        directory = 0;
        return false;
    }

    /// <summary>The first page (its number) whose cached translation isn't what the tables say.</summary>
    public bool TryFindStale(out uint page)
    {
        foreach (uint cached in _caches.Pages())
        {
            page = cached;
            if (((_walker.Peek(page) ^ _caches.Translation(page)) & ~Entry.Dirty) != 0)
            {
                return true;
            }
        }

        page = 0;
        return false;
    }

    /// <summary>The first directory entry whose cached copy isn't what the directory says.</summary>
    public bool TryFindStaleDirectoryEntry(out uint directory)
    {
        const uint Ignored = Entry.Accessed | Entry.Dirty;
        for (int held = _caches.NextDirectoryEntry(0); held >= 0; held = _caches.NextDirectoryEntry(held + 1))
        {
            directory = (uint)held;
            if (((_walker.PeekDirectoryEntry(directory) ^ _caches.DirectoryEntry(directory)) & ~Ignored) != 0)
            {
                return true;
            }
        }

        directory = 0;
        return false;
    }
}
