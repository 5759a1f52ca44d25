using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>The heap at one moment: where it lies, what is free, and what has happened since boot.</summary>
public struct HeapStatistics
{
    private readonly HeapBounds _bounds;
    private readonly HeapCounters _counters;

    private HeapStatistics(in HeapBounds bounds, in HeapCounters counters)
    {
        _bounds = bounds;
        _counters = counters;
    }

    /// <summary>Walks the blocks, unless the bounds are damaged.</summary>
    internal static HeapStatistics Of<TMachine, TFormat>(
        in BlockMemory<TMachine, TFormat> memory, in HeapCounters counters)
        where TMachine : struct, IMachine
        where TFormat : struct, IBlockFormat
    {
        HeapStatistics statistics = new(in memory.Bounds, in counters);
        HeapBlock block = default;
        while (memory.TryNext(ref block))
        {
            statistics.Add(in block);
        }

        return statistics;
    }

    // The window, and the end of the last block: what is mapped above is free.
    public readonly VirtualAddress Base => new(_bounds.Base);
    public readonly VirtualAddress Limit => new(_bounds.Limit);
    public readonly VirtualAddress Top => new(_bounds.Top);
    public readonly uint MappedBytes => _bounds.MappedBytes;

    // Counted by walking the blocks. Headers count as free with their blocks. The top counts as one block, if it isn't
    // empty.
    public uint FreeBytes { get; private set; }
    public uint FreeBlocks { get; private set; }
    public uint LargestFreeBlock { get; private set; }
    internal uint LiveBlocks { get; private set; }
    internal uint FoundQuarantined { get; private set; }

    public readonly uint LiveAllocations => _counters.Live;
    public readonly uint TotalAllocations => _counters.Allocations;
    public readonly uint TotalFrees => _counters.Frees;
    public readonly uint FailedAllocations => _counters.Failures;
    public readonly uint RefusedFrees => _counters.RefusedFrees;
    public readonly uint QuarantinedBlocks => _counters.Quarantined;
    public readonly uint DamageReports => _counters.Reports;

    /// <summary>How scattered the free bytes are, in percent: 0 when they are one block.</summary>
    public readonly uint FragmentationPercent =>
        FreeBytes == 0 ? 0 : 100 - (uint)((ulong)LargestFreeBlock * 100 / FreeBytes);

    private void Add(in HeapBlock block)
    {
        bool isFree = block.State == BlockState.Free;
        FreeBytes += isFree ? block.Size : 0;
        FreeBlocks += isFree ? 1u : 0;
        LargestFreeBlock = isFree && block.Size > LargestFreeBlock ? block.Size : LargestFreeBlock;
        LiveBlocks += block.State == BlockState.Allocated ? 1u : 0;
        FoundQuarantined += block.State == BlockState.Quarantined ? 1u : 0;
    }
}
