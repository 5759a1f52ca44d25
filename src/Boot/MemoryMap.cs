using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Osmosis.Boot;

/// <summary>
/// The machine's memory map: sorted, disjoint regions, of which no two that adjoin have the same kind. Entries are
/// added as the boot loader states them: overlapping, unsorted, empty, wrapping. Where entries overlap, the most
/// restricted kind wins (F2).
/// </summary>
public struct MemoryMap
{
    /// <summary>
    /// The most regions. Any 1,024 entries fit: they have at most 2,048 different ends, so at most 2,047 regions lie
    /// between these.
    /// </summary>
    public const int Capacity = 2047;

    // Putting an entry in cuts a region in three at most, before what adjoins is joined again.
    private const int Room = Capacity + 2;

    private Regions _regions;
    private int _count;

    /// <summary>How many regions there are.</summary>
    public readonly int Count => _count;

    /// <summary>A region, by ascending address.</summary>
    [UnscopedRef]
    public readonly ref readonly MemoryRegion this[int index] => ref _regions[index];

    /// <summary>
    /// Puts an entry in, as the boot loader states it. False when that would take more than <see cref="Capacity"/>
    /// regions: the map is of no use then.
    /// </summary>
    public bool TryAdd(MemoryRegion entry)
    {
        ulong start = entry.Start;
        int index = FirstEndingAfter(start);
        while (start < entry.End)
        {
            if (!TryPut(index, new MemoryRegion(start, entry.End, entry.Kind)))
            {
                return false;
            }

            start = _regions[index].End;
            index = JoinWithPrevious(index) + 1;
        }

        JoinWithPrevious(index);
        return _count <= Capacity;
    }

    // Searched from the end, because boot loaders mostly list entries by ascending address.
    private readonly int FirstEndingAfter(ulong address)
    {
        int index = _count;
        while (index > 0 && _regions[index - 1].End > address)
        {
            index--;
        }

        return index;
    }

    /// <summary>
    /// Puts in as much of an entry as lies in the gap below region <paramref name="index"/>, or else in that region.
    /// Afterwards nothing is left to do below the end of the region at this index.
    /// </summary>
    private bool TryPut(int index, MemoryRegion entry)
    {
        MemoryRegion next = index < _count
            ? _regions[index] : new MemoryRegion(ulong.MaxValue, ulong.MaxValue, RegionKind.Nothing);
        if (entry.Start < next.Start)
        {
            return TryInsert(index, new MemoryRegion(entry.Start, Math.Min(entry.End, next.Start), entry.Kind));
        }

        if (next.Kind >= entry.Kind)
        {
            return true;
        }

        ulong end = Math.Min(entry.End, next.End);
        if (next.End > end && !TryInsert(index + 1, new MemoryRegion(end, next.End, next.Kind)))
        {
            return false;
        }

        _regions[index] = new MemoryRegion(entry.Start, end, entry.Kind);
        return next.Start == entry.Start || TryInsert(index, new MemoryRegion(next.Start, entry.Start, next.Kind));
    }

    private bool TryInsert(int index, MemoryRegion region)
    {
        if (_count == Room)
        {
            return false;
        }

        Span<MemoryRegion> regions = _regions;
        regions[index.._count].CopyTo(regions[(index + 1)..]);
        regions[index] = region;
        _count++;
        return true;
    }

    /// <summary>
    /// Joins a region with the one below it, if they adjoin and are of one kind. Returns the index at which the region,
    /// or both, are now.
    /// </summary>
    private int JoinWithPrevious(int index)
    {
        if (index == 0 || index >= _count)
        {
            return index;
        }

        Span<MemoryRegion> regions = _regions;
        MemoryRegion previous = regions[index - 1];
        MemoryRegion region = regions[index];
        if (previous.End != region.Start || previous.Kind != region.Kind)
        {
            return index;
        }

        regions[index - 1] = new MemoryRegion(previous.Start, region.End, region.Kind);
        regions[(index + 1).._count].CopyTo(regions[index..]);
        _count--;
        return index - 1;
    }

    [InlineArray(Room)]
    private struct Regions
    {
        private MemoryRegion _region;
    }
}
