// Reads the page tables from physical memory, without the core and without the processor's caches.
namespace Osmosis.Simulation;

/// <summary>
/// A present table entry below a present directory entry. Accessed and dirty bits are left out, because the processor
/// sets them at will.
/// </summary>
/// <param name="Page">First byte of the page.</param>
/// <param name="Physical">First byte of the frame.</param>
/// <param name="IsWritable">Both entries allow writes.</param>
/// <param name="IsUser">Both entries allow user mode.</param>
/// <param name="IsWriteThrough">PWT of the table entry.</param>
/// <param name="IsCacheDisabled">PCD of the table entry.</param>
public readonly record struct Mapping(uint Page, uint Physical, bool IsWritable, bool IsUser, bool IsWriteThrough,
    bool IsCacheDisabled)
{
    public override string ToString() =>
        $"0x{Page:x8} → 0x{Physical:x8} "
            + $"{(IsWritable ? "rw" : "r-")}{(IsUser ? "u" : "")}{(IsWriteThrough ? " pwt" : "")}"
            + $"{(IsCacheDisabled ? " pcd" : "")}";
}

/// <summary>An independent reader of the mappings.</summary>
public static class MappingWitness
{
    /// <summary>
    /// Every present mapping, in order of addresses. A directory that maps itself makes the tables appear as pages,
    /// which are included.
    /// </summary>
    public static List<Mapping> Mappings(PhysicalMemory memory, uint directory)
    {
        // A test's world has some hundred: a list that grows to them is copied as often as it is filled.
        List<Mapping> mappings = new(1024);
        ReadOnlySpan<uint> directoryEntries = memory.ReadTable(directory >> 12);
        for (int d = NextUsed(directoryEntries, 0); d < 1024; d = NextUsed(directoryEntries, d + 1))
        {
            if ((directoryEntries[d] & Entry.Present) != 0)
            {
                AddTable(mappings, (uint)d, directoryEntries[d], memory.ReadTable(directoryEntries[d] >> 12));
            }
        }

        return mappings;
    }

    /// <summary>The frame of the table below each present directory entry.</summary>
    public static SortedDictionary<uint, uint> Tables(PhysicalMemory memory, uint directory)
    {
        SortedDictionary<uint, uint> tables = [];
        ReadOnlySpan<uint> directoryEntries = memory.ReadTable(directory >> 12);
        for (int d = NextUsed(directoryEntries, 0); d < 1024; d = NextUsed(directoryEntries, d + 1))
        {
            if ((directoryEntries[d] & Entry.Present) != 0)
            {
                tables.Add((uint)d, directoryEntries[d] >> 12);
            }
        }

        return tables;
    }

    /// <summary>The first word from an index on that isn't 0; 1024 if all are.</summary>
    private static int NextUsed(ReadOnlySpan<uint> table, int from)
    {
        int next = table[from..].IndexOfAnyExcept(0u);
        return next < 0 ? table.Length : from + next;
    }

    private static void AddTable(List<Mapping> mappings, uint directory, uint directoryEntry, ReadOnlySpan<uint> table)
    {
        for (int t = NextUsed(table, 0); t < 1024; t = NextUsed(table, t + 1))
        {
            uint entry = table[t];
            if ((entry & Entry.Present) != 0)
            {
                uint both = directoryEntry & entry;
                mappings.Add(new Mapping(
                    (directory << 22) | ((uint)t << 12),
                    entry & Entry.FrameMask,
                    (both & Entry.Writable) != 0,
                    (both & Entry.User) != 0,
                    (entry & Entry.WriteThrough) != 0,
                    (entry & Entry.CacheDisable) != 0));
            }
        }
    }
}
