using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>The heap at one moment: where it lies, what is free, and what has happened since boot.</summary>
public readonly struct HeapStatistics
{
    private readonly HeapBounds _bounds;
    private readonly HeapCounters _counters;
    private readonly BlockTotals _blocks;

    internal HeapStatistics(in HeapBounds bounds, in HeapCounters counters, BlockTotals blocks)
    {
        _bounds = bounds;
        _counters = counters;
        _blocks = blocks;
    }

    // The window, and the end of the last block: what is mapped above is free.
    public VirtualAddress Base => new(_bounds.Base);
    public VirtualAddress Limit => new(_bounds.Limit);
    public VirtualAddress Top => new(_bounds.Top);
    public uint MappedBytes => _bounds.MappedEnd - _bounds.Base;

    // Headers count as free with their blocks. The top counts as one block, if it isn't empty.
    public uint FreeBytes => _blocks.FreeBytes;
    public uint FreeBlocks => _blocks.FreeBlocks;
    public uint LargestFreeBlock => _blocks.LargestFree;

    public uint LiveAllocations => _counters.Live;
    public uint TotalAllocations => _counters.Allocations;
    public uint TotalFrees => _counters.Frees;
    public uint FailedAllocations => _counters.Failures;
    public uint RefusedFrees => _counters.RefusedFrees;
    public uint QuarantinedBlocks => _counters.Quarantined;
    public uint DamageReports => _counters.Reports;

    /// <summary>How scattered the free bytes are, in percent: 0 when they are one block.</summary>
    public uint FragmentationPercent => FreeBytes == 0 ? 0 : 100 - (uint)((ulong)LargestFreeBlock * 100 / FreeBytes);
}
