using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Osmosis.Boot;

/// <summary>
/// The machine's memory map. Entries are added as the boot loader states them: overlapping, unsorted, empty, wrapping. <see cref="Clean"/>
/// turns them into sorted, disjoint and merged regions; where entries overlap, the most restricted kind wins (F2).
/// </summary>
public struct MemoryMap
{
    /// <summary>The most entries a map may have. Machines have a few dozen at most.</summary>
    public const int Capacity = 128;

    // Cleaning n entries leaves at most 2n - 1 regions, because the entries have at most 2n different ends.
    private Entries _entries;
    private Regions _regions;
    private int _count;

    /// <summary>Entries added; after <see cref="Clean"/>: regions.</summary>
    public readonly int Count => _count;

    /// <summary>A region of the cleaned map.</summary>
    [UnscopedRef]
    public readonly ref readonly MemoryRegion this[int index] => ref _regions[index];

    /// <summary>Adds an entry as the boot loader states it. False, and nothing added, when the map is full.</summary>
    public bool TryAdd(MemoryRegion region)
    {
        if (_count == Capacity)
        {
            return false;
        }

        if (region.End > region.Start)
        {
            _entries[_count++] = region;
        }

        return true;
    }

    /// <summary>
    /// Sorts, cuts and merges. Between two neighbouring ends of entries nothing changes. Each such interval therefore
    /// has one kind: the most restricted of the entries that cover it. Call it once, after adding every entry.
    /// </summary>
    public void Clean()
    {
        int entries = _count;
        _count = 0;
        Ends ends = default;
        int endCount = CollectEnds(ref ends, entries);
        for (int i = 0; i + 1 < endCount; i++)
        {
            RegionKind kind = MostRestricted(ends[i], ends[i + 1], entries);
            if (kind == RegionKind.Nothing)
            {
                continue;
            }

            Append(new MemoryRegion(ends[i], ends[i + 1], kind));
        }
    }

    /// <summary>Adds the next region above, or merges it with the last one.</summary>
    private void Append(MemoryRegion region)
    {
        if (_count > 0 && _regions[_count - 1].End == region.Start && _regions[_count - 1].Kind == region.Kind)
        {
            _regions[_count - 1] = new MemoryRegion(_regions[_count - 1].Start, region.End, region.Kind);
        }
        else
        {
            _regions[_count++] = region;
        }
    }

    /// <summary>Every start and end, sorted, each once.</summary>
    private readonly int CollectEnds(ref Ends ends, int entries)
    {
        int count = 0;
        for (int i = 0; i < entries; i++)
        {
            Insert(ref ends, ref count, _entries[i].Start);
            Insert(ref ends, ref count, _entries[i].End);
        }

        return count;
    }

    private static void Insert(ref Ends ends, ref int count, ulong value)
    {
        int at = count;
        while (at > 0 && ends[at - 1] > value)
        {
            at--;
        }

        if (at > 0 && ends[at - 1] == value)
        {
            return;
        }

        for (int i = count; i > at; i--)
        {
            ends[i] = ends[i - 1];
        }

        ends[at] = value;
        count++;
    }

    private readonly RegionKind MostRestricted(ulong start, ulong end, int entries)
    {
        RegionKind kind = RegionKind.Nothing;
        for (int i = 0; i < entries; i++)
        {
            if (_entries[i].Start <= start && _entries[i].End >= end && _entries[i].Kind > kind)
            {
                kind = _entries[i].Kind;
            }
        }

        return kind;
    }

    [InlineArray(Capacity)]
    private struct Entries
    {
        private MemoryRegion _region;
    }

    [InlineArray((2 * Capacity) - 1)]
    private struct Regions
    {
        private MemoryRegion _region;
    }

    [InlineArray(2 * Capacity)]
    private struct Ends
    {
        private ulong _end;
    }
}
