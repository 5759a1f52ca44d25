using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>The heap at one moment.</summary>
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

    /// <summary>First byte of the window.</summary>
    public VirtualAddress Base => new(_bounds.Base);

    /// <summary>One past the last byte of the window.</summary>
    public VirtualAddress Limit => new(_bounds.Limit);

    /// <summary>End of the last block: what is mapped above is free.</summary>
    public VirtualAddress Top => new(_bounds.Top);

    /// <summary>Bytes of the window that are mapped; the rest costs no memory.</summary>
    public uint MappedBytes => _bounds.MappedEnd - _bounds.Base;

    /// <summary>Bytes of all free blocks, their headers included.</summary>
    public uint FreeBytes => _blocks.FreeBytes;

    /// <summary>Free blocks; the top counts as one, if it isn't empty.</summary>
    public uint FreeBlocks => _blocks.FreeBlocks;

    /// <summary>Bytes of the largest free block, its header included.</summary>
    public uint LargestFreeBlock => _blocks.LargestFree;

    /// <summary>Blocks that are allocated now.</summary>
    public uint LiveAllocations => _counters.Live;

    // Since boot.
    public uint TotalAllocations => _counters.Allocations;

    public uint TotalFrees => _counters.Frees;

    public uint FailedAllocations => _counters.Failures;

    public uint RefusedFrees => _counters.RefusedFrees;

    /// <summary>Damaged blocks that are kept from use.</summary>
    public uint QuarantinedBlocks => _counters.Quarantined;

    /// <summary>How often damage or misuse was found since boot.</summary>
    public uint DamageReports => _counters.Reports;

    /// <summary>How scattered the free bytes are, in percent: 0 when they are one block.</summary>
    public uint FragmentationPercent => FreeBytes == 0 ? 0 : 100 - (uint)((ulong)LargestFreeBlock * 100 / FreeBytes);
}
