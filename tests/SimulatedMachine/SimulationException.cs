// The reason why a simulation stopped. The code under test never catches it: the first wrong step ends the test.
namespace Osmosis.Simulation;

/// <summary>The kinds of wrong steps that the simulated machine detects.</summary>
public enum SimulationFault
{
    /// <summary>The TLB held a translation that no longer matches the tables: an INVLPG is missing.</summary>
    StaleTranslation,

    /// <summary>A cached directory entry no longer matches the directory: an INVLPG is missing.</summary>
    StaleDirectoryEntry,

    /// <summary>Memory was read that was never written.</summary>
    NeverWritten,

    /// <summary>A walk read a table word that was never written: the table was visible before it was zeroed.</summary>
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

/// <summary>A wrong step: what, where, with which values, and the events before it.</summary>
public sealed class SimulationException : Exception
{
    public SimulationException(SimulationFault fault, string message, EventHistory history)
        : base($"{fault}: {message}\n{history}")
    {
        Fault = fault;
    }

    public SimulationFault Fault { get; }
}
