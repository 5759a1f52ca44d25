// A block allocator, as workloads use it.

using System;

namespace Osmosis.Benchmarks;

/// <summary>
/// The allocator under test, and the measuring of its operations. Costs are 0 where instructions can't be counted.
/// </summary>
internal interface IBlockSubject
{
    /// <summary>
    /// Allocates; 0 when it can't. <paramref name="hasGrown"/>: memory had to be mapped for it, which is reported
    /// separately.
    /// </summary>
    nuint Allocate(uint bytes, out uint cost, out bool hasGrown);

    void Free(nuint block, out uint cost);

    /// <summary>The bytes of a block, for filling and checking it outside the measured window.</summary>
    Span<byte> Bytes(nuint block, uint bytes);
}

/// <summary>The result of a block workload.</summary>
internal struct BlockResult
{
    /// <summary>Every operation that mapped no memory.</summary>
    public CostSummary Operations;

    /// <summary>Allocations that mapped memory first.</summary>
    public CostSummary Growth;

    public WorkHash Hash;

    /// <summary>Allocations refused.</summary>
    public uint Failed;

    /// <summary>
    /// Number of the first refused allocation among those counted in <see cref="Failed"/>, from 0; of all attempts when
    /// none was refused.
    /// </summary>
    public uint FirstFailed;

    /// <summary>Bytes of all allocations that succeeded where refusals are counted.</summary>
    public ulong Served;

    /// <summary>The highest end address of any block.</summary>
    public nuint HighWater;

    /// <summary>Bytes requested in the blocks held now, and their maximum.</summary>
    public uint Live;

    /// <inheritdoc cref="Live"/>
    public uint MostLive;

    /// <summary>Blocks whose contents differed from what was written. Must be 0.</summary>
    public uint Corrupted;
}
