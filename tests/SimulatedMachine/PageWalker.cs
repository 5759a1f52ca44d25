// The page walk of 32-bit paging with 4 KiB pages (Intel SDM volume 3, 4.3), filling the caches as it goes.
namespace Osmosis.Simulation;

internal sealed class PageWalker(PhysicalMemory memory, TranslationCaches caches)
{
    /// <summary>Physical address of the directory: CR3.</summary>
    public uint Directory { get; set; }

    /// <summary>
    /// Translates a page as the processor does on a TLB miss: through a cached directory entry if there is one. Sets
    /// accessed bits and caches the result. 0 when nothing is mapped: entries that aren't present are never cached
    /// (4.10.2.3).
    /// </summary>
    public uint Walk(uint page)
    {
        uint directoryEntry = CacheDirectoryEntry(page >> 10);
        if (directoryEntry == 0)
        {
            return 0;
        }

        uint address = TableEntryAddress(directoryEntry, page);
        uint tableEntry = ReadEntry(address, page);
        if (tableEntry == 0)
        {
            return 0;
        }

        uint translation = Entry.Combine(directoryEntry, Mark(address, tableEntry, Entry.Accessed));
        caches.KeepTranslation(page, translation);
        memory.History.Add(EventKind.TranslationCached, page << 12, translation);
        return translation;
    }

    /// <summary>
    /// The cached directory entry; without one, reads the entry and caches it if it is present. 0 when it isn't.
    /// </summary>
    public uint CacheDirectoryEntry(uint directory)
    {
        uint entry = caches.DirectoryEntry(directory);
        if (entry != 0)
        {
            return entry;
        }

        uint address = Directory + (directory << 2);
        entry = ReadEntry(address, directory << 10);
        if (entry != 0)
        {
            entry = Mark(address, entry, Entry.Accessed);
            caches.KeepDirectoryEntry(directory, entry);
        }

        return entry;
    }

    /// <summary>
    /// The current translation of a page in the tables, whatever is cached. Changes nothing. 0 when nothing is mapped.
    /// </summary>
    public uint Peek(uint page)
    {
        uint directoryEntry = PeekDirectoryEntry(page >> 10);
        uint tableEntry = directoryEntry == 0 ? 0 : ReadEntry(TableEntryAddress(directoryEntry, page), page);
        return tableEntry == 0 ? 0 : Entry.Combine(directoryEntry, tableEntry);
    }

    /// <summary>A directory entry at this moment, whatever is cached; 0 when it isn't present.</summary>
    public uint PeekDirectoryEntry(uint directory) => ReadEntry(Directory + (directory << 2), directory << 10);

    /// <summary>For the first write to a page: sets the dirty bit in its table entry, and caches that (4.8).</summary>
    public void SetDirty(uint page)
    {
        uint directoryEntry = PeekDirectoryEntry(page >> 10);
        uint address = TableEntryAddress(directoryEntry, page);
        uint tableEntry = Mark(address, ReadEntry(address, page), Entry.Accessed | Entry.Dirty);
        caches.KeepTranslation(page, Entry.Combine(directoryEntry, tableEntry));
    }

    private static uint TableEntryAddress(uint directoryEntry, uint page) =>
        (directoryEntry & Entry.FrameMask) + ((page & 1023) << 2);

    private uint Mark(uint address, uint entry, uint bits)
    {
        if ((entry & bits) != bits)
        {
            entry |= bits;
            memory.WriteWord(address, entry);
        }

        return entry;
    }

    /// <summary>A present entry; 0 for one that isn't.</summary>
    private uint ReadEntry(uint address, uint page)
    {
        if (!memory.TryReadEntry(address, out uint entry))
        {
            throw memory.Fail(
                SimulationFault.UnzeroedTable,
                $"the walk for page 0x{page << 12:x8} reads the entry at physical 0x{address:x8}, "
                    + $"which was never written");
        }

        if ((entry & Entry.Present) == 0)
        {
            return 0;
        }

        return (entry & Entry.Bit7) == 0
            ? entry
            : throw memory.Fail(
                SimulationFault.ReservedBit,
                $"the walk for page 0x{page << 12:x8} finds bit 7 set in the entry 0x{entry:x8} at "
                    + $"physical 0x{address:x8}");
    }
}
