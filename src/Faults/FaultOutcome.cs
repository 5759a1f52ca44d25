namespace Osmosis.Faults;

/// <summary>The consequence of a fault (E3): the end of a command, or a panic and its reason.</summary>
public enum FaultOutcome : byte
{
    /// <summary>The command that faulted ends; the prompt comes back.</summary>
    EndCommand,

    /// <summary>
    /// Panic: a double fault that no overflow of the kernel stack explains, or a fault in the double-fault task.
    /// </summary>
    DoubleFault,

    /// <summary>Panic: the hardware reported an error of its own; no instruction is to blame.</summary>
    Hardware,

    /// <summary>Panic: an interrupt handler faulted, so its work is half done.</summary>
    InterruptHandler,

    /// <summary>Panic: frames, paging or the heap were being changed, and are half changed.</summary>
    CoreBusy,

    /// <summary>Panic: the stack was overwritten, perhaps with the recovery point.</summary>
    StackSmashed,

    /// <summary>Panic: no command is running, at boot or at the prompt.</summary>
    NoCommand,
}

/// <summary>What the kernel was doing when the fault came.</summary>
public readonly struct FaultSituation
{
    /// <summary>The number of interrupts being handled: 0 in ordinary code.</summary>
    public required uint InterruptDepth { get; init; }

    /// <summary>Whether a shell command is running, so that there is a point to return to.</summary>
    public required bool IsCommandRunning { get; init; }

    /// <summary>Whether frames, paging or the heap were being changed.</summary>
    public required bool IsCoreBusy { get; init; }

    /// <summary>Whether a function found its stack frame overwritten.</summary>
    public required bool IsStackSmashed { get; init; }
}
