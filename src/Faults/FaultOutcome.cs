namespace Osmosis.Faults;

/// <summary>What a fault means for the system (E3): the end of a command, or a panic and why.</summary>
public enum FaultOutcome : byte
{
    /// <summary>The command that faulted ends; the prompt comes back.</summary>
    EndCommand,

    /// <summary>Panic: a double fault that the stack's overflow doesn't explain.</summary>
    DoubleFault,

    /// <summary>Panic: the hardware asked for attention; no instruction is to blame.</summary>
    Hardware,

    /// <summary>Panic: an interrupt handler faulted, and what it was to do is half done.</summary>
    InterruptHandler,

    /// <summary>Panic: frames, paging or the heap were being changed, and are half changed.</summary>
    CoreBusy,

    /// <summary>Panic: the stack was overwritten, and with it perhaps where to go back to.</summary>
    StackSmashed,

    /// <summary>Panic: no command is running, at boot or at the prompt.</summary>
    NoCommand,
}

/// <summary>What the kernel was doing when the fault came.</summary>
public readonly struct FaultSituation
{
    /// <summary>Interrupts that were being handled: 0 in ordinary code.</summary>
    public required uint InterruptDepth { get; init; }

    /// <summary>Whether a shell command is running: then there is a point to go back to.</summary>
    public required bool IsCommandRunning { get; init; }

    /// <summary>Whether frames, paging or the heap were being changed.</summary>
    public required bool IsCoreBusy { get; init; }

    /// <summary>Whether a function found its stack frame overwritten.</summary>
    public required bool IsStackSmashed { get; init; }
}
