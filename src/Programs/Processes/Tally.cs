using System;
using System.Runtime.CompilerServices;
using Osmosis.Memory.Spaces;

namespace Osmosis.Programs.Processes;

/// <summary>What all programs together did since boot.</summary>
public struct Tally
{
    /// <summary>System calls by number, a call that waited once for each try.</summary>
    public CallTally Calls;

    /// <summary>Those of them that don't exist.</summary>
    public CallTally Unknown;

    /// <summary>Page faults by <see cref="FaultAnswer"/>.</summary>
    public FaultTally Faults;

    /// <summary>Ticks of the clock that found a program running.</summary>
    public uint Ticks;

    /// <summary>The most frames that were taken when a program faulted.</summary>
    public uint MostFrames;

    internal void CountCall(uint number) => Calls[(int)Math.Min(number, CallTally.Size - 1)]++;

    internal void CountUnknown(uint number) => Unknown[(int)Math.Min(number, CallTally.Size - 1)]++;
}

/// <summary>Counts by a call's number; larger numbers count as the last.</summary>
[InlineArray((int)Size)]
public struct CallTally
{
    public const uint Size = 512;

    private uint _first;
}

/// <summary>Counts by <see cref="FaultAnswer"/>.</summary>
[InlineArray((int)Size)]
public struct FaultTally
{
    public const uint Size = 16;

    private uint _first;
}
