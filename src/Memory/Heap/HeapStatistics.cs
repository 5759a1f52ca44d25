using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>The heap at one moment.</summary>
public readonly struct HeapStatistics
{
    /// <summary>First byte of the window.</summary>
    public required VirtualAddress Base { get; init; }

    /// <summary>One past the last byte of the window.</summary>
    public required VirtualAddress Limit { get; init; }

    /// <summary>Where the last block ends: what is mapped above is free.</summary>
    public required VirtualAddress Top { get; init; }

    /// <summary>Bytes of the window that are mapped; the rest costs no memory.</summary>
    public required uint MappedBytes { get; init; }

    /// <summary>Bytes of all free blocks, their headers included.</summary>
    public required uint FreeBytes { get; init; }

    /// <summary>Free blocks; the top counts as one, if it isn't empty.</summary>
    public required uint FreeBlocks { get; init; }

    /// <summary>Bytes of the largest free block, its header included.</summary>
    public required uint LargestFreeBlock { get; init; }

    /// <summary>Blocks that are allocated now.</summary>
    public required uint LiveAllocations { get; init; }

    /// <summary>Allocations that succeeded since boot.</summary>
    public required uint TotalAllocations { get; init; }

    /// <summary>Frees that succeeded since boot.</summary>
    public required uint TotalFrees { get; init; }

    /// <summary>Allocations that failed since boot.</summary>
    public required uint FailedAllocations { get; init; }

    /// <summary>Frees that were refused since boot.</summary>
    public required uint RefusedFrees { get; init; }

    /// <summary>Damaged blocks that are kept from use.</summary>
    public required uint BlocksSetAside { get; init; }

    /// <summary>How often damage or misuse was found since boot.</summary>
    public required uint DamageReports { get; init; }

    /// <summary>How scattered the free bytes are, in percent: 0 when they are one block.</summary>
    public uint FragmentationPercent => FreeBytes == 0 ? 0 : 100 - (uint)((ulong)LargestFreeBlock * 100 / FreeBytes);
}
