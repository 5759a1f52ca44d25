// Why a simulation stopped. It is never caught by the code under test: the first wrong step ends the test.
namespace Osmosis.Simulation;

/// <summary>The kinds of wrong steps that the simulated machine sees.</summary>
public enum SimulationFault
{
    /// <summary>The TLB still held a translation that is not the tables' any more: an INVLPG is missing.</summary>
    StaleTranslation,

    /// <summary>A cached directory entry is not the directory's any more: an INVLPG is missing.</summary>
    StaleDirectoryEntry,

    /// <summary>Memory was read that nobody wrote.</summary>
    NeverWritten,

    /// <summary>A walk led through a table word that nobody wrote: the table was visible before it was zeroed.</summary>
    UnzeroedTable,

    /// <summary>A page fault: nothing is mapped there.</summary>
    NotMapped,

    /// <summary>A page fault: a write to a read-only page with CR0.WP set.</summary>
    WriteProtected,

    /// <summary>A present entry has bit 7 set: a 4 MiB page, or a reserved bit (L5).</summary>
    ReservedBit,

    /// <summary>There is no memory at the physical address.</summary>
    NoMemory,

    /// <summary>A frame was given back that the processor can still reach.</summary>
    FrameStillReachable,

    /// <summary>A frame has two owners.</summary>
    FrameOwnedTwice,

    /// <summary>A control register was given a value that the processor or the kernel's rules refuse.</summary>
    ControlRegister,
}

/// <summary>A wrong step: what, where, with which values, and what led there.</summary>
public sealed class SimulationException : Exception
{
    public SimulationException(SimulationFault fault, string message, EventHistory history)
        : base($"{fault}: {message}\n{history}")
    {
        Fault = fault;
    }

    public SimulationFault Fault { get; }
}
