using System.Runtime.CompilerServices;

namespace Osmosis.Memory;

/// <summary>
/// The machine's memory map. Entries are added as the boot loader states them: overlapping, unsorted, empty, wrapping. <see cref="Clean"/>
/// turns them into regions that are sorted, disjoint and merged, in which the greatest restriction wins wherever entries overlap (F2).
/// </summary>
public struct MemoryMap
{
    /// <summary>The most entries a map may have. Machines have a few dozen at most.</summary>
    public const int Capacity = 128;

    // Cleaning n entries leaves at most 2n - 1 regions: they have at most 2n different ends.
    private Regions _regions;
    private int _count;

    public readonly int Count => _count;

    public readonly MemoryRegion this[int index] => _regions[index];

    /// <summary>Adds an entry as the boot loader states it. False, and nothing added, when the map is full.</summary>
    public bool TryAdd(MemoryRegion region)
    {
        if (_count == Capacity)
        {
            return false;
        }

        if (region.End > region.Start)
        {
            _regions[_count++] = region;
        }

        return true;
    }

    /// <summary>
    /// Sorts, cuts and merges. Between two neighbouring ends of entries nothing changes, so each such interval has one kind: the most
    /// restricted of the entries that cover it. Call it once, when every entry is added.
    /// </summary>
    public void Clean()
    {
        Ends ends = default;
        int endCount = CollectEnds(ref ends);
        Regions cleaned = default;
        int count = 0;
        for (int i = 0; i + 1 < endCount; i++)
        {
            RegionKind kind = MostRestricted(ends[i], ends[i + 1]);
            if (kind == RegionKind.Nothing)
            {
                continue;
            }

            if (count > 0 && cleaned[count - 1].End == ends[i] && cleaned[count - 1].Kind == kind)
            {
                cleaned[count - 1] = new MemoryRegion(cleaned[count - 1].Start, ends[i + 1], kind);
            }
            else
            {
                cleaned[count++] = new MemoryRegion(ends[i], ends[i + 1], kind);
            }
        }

        _regions = cleaned;
        _count = count;
    }

    /// <summary>Every start and end, sorted, each once.</summary>
    private readonly int CollectEnds(ref Ends ends)
    {
        int count = 0;
        for (int i = 0; i < _count; i++)
        {
            Insert(ref ends, ref count, _regions[i].Start);
            Insert(ref ends, ref count, _regions[i].End);
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

    private readonly RegionKind MostRestricted(ulong start, ulong end)
    {
        RegionKind kind = RegionKind.Nothing;
        for (int i = 0; i < _count; i++)
        {
            if (_regions[i].Start <= start && _regions[i].End >= end && _regions[i].Kind > kind)
            {
                kind = _regions[i].Kind;
            }
        }

        return kind;
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
