// An allocator of blocks as a workload uses it.

using System;

namespace Osmosis.Benchmarks;

/// <summary>The allocator under test, and how an operation of it is measured. Cost is 0 where instructions can't be counted.</summary>
internal interface IBlockSubject
{
    /// <summary>Allocates; 0 when it can't. <paramref name="hasGrown"/>: memory had to be mapped for it, which is reported apart.</summary>
    nuint Allocate(uint bytes, out uint cost, out bool hasGrown);

    void Free(nuint block, out uint cost);

    /// <summary>The bytes of a block, for filling and checking it outside the measured window.</summary>
    Span<byte> Bytes(nuint block, uint bytes);
}

/// <summary>What a workload of blocks found.</summary>
internal struct BlockResult
{
    /// <summary>Every operation that mapped no memory.</summary>
    public CostSummary Operations;

    /// <summary>Allocations that mapped memory first.</summary>
    public CostSummary Growth;

    public WorkHash Hash;

    /// <summary>Allocations refused.</summary>
    public uint Failed;

    /// <summary>Number of the first refused allocation among those counted in <see cref="Failed"/>, from 0; of all attempts when none was refused.</summary>
    public uint FirstFailed;

    /// <summary>Bytes of all allocations that succeeded where refusals are counted.</summary>
    public ulong Served;

    /// <summary>The highest address that a block ever ended at.</summary>
    public nuint HighWater;

    /// <summary>Bytes asked for in the blocks held now, and the most there ever were.</summary>
    public uint Live;

    /// <inheritdoc cref="Live"/>
    public uint MostLive;

    /// <summary>Blocks whose contents were not what had been written. Must be 0.</summary>
    public uint Corrupted;
}
