using System;
using Osmosis.Memory.Spaces;

namespace Osmosis.Programs.Processes;

/// <summary>All that programs need of what is around them, beyond memory. The kernel implements it once, the tests on the simulated machine.</summary>
public interface IProgramMachine : ISpaceMachine, IRecordStore<Process>, IRecordStore<Thread>
{
    /// <summary>Microseconds since boot. Never goes back.</summary>
    ulong Microseconds { get; }

    /// <summary>Bytes that a program writes to its terminal.</summary>
    void WriteTerminal(ReadOnlySpan<byte> bytes);

    /// <summary>Random bytes, as good as the machine has them.</summary>
    void FillRandom(Span<byte> bytes);
}
