using System;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Files;
using Osmosis.Programs.Terminals;

namespace Osmosis.Programs.Processes;

/// <summary>
/// All that programs need of what is around them, beyond memory. The kernel implements it once, the tests on the
/// simulated machine.
/// </summary>
public interface IProgramMachine : ISpaceMachine, IFileMachine, IRecordStore<Process>, IRecordStore<Thread>,
    ITerminalOutput
{
    /// <summary>Microseconds since boot. Never goes back.</summary>
    ulong Microseconds { get; }

    /// <summary>When the machine was booted, in nanoseconds since 1970.</summary>
    ulong BootTime { get; }

    /// <summary>Random bytes, as good as the machine has them.</summary>
    void FillRandom(Span<byte> bytes);
}
