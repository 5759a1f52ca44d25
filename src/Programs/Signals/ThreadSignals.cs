using System.Runtime.InteropServices;

namespace Osmosis.Programs.Signals;

/// <summary>
/// A thread's signals. Each is pending once, however often it was sent: there are no queues, also not for real-time
/// signals.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct ThreadSignals
{
    public SignalSet Pending;
    public SignalSet Blocked;

    /// <summary>What was blocked before a call that blocks other signals while it waits (sigsuspend).</summary>
    public SignalSet Saved;
    public bool HasSaved;

    public AlternateStack Stack;

    /// <summary>The exception that it raised last: vector, error code, and the address of a page fault.</summary>
    public uint Trap;
    public uint TrapError;
    public uint TrapAddress;

    /// <summary>What can be delivered now.</summary>
    public readonly SignalSet Deliverable => Pending & ~Blocked;

    /// <summary>What is blocked before and after a handler.</summary>
    public readonly SignalSet ToRestore => HasSaved ? Saved : Blocked;

    /// <summary>Takes what is delivered first. There must be something.</summary>
    public Signal Take()
    {
        SignalSet deliverable = Deliverable, faults = deliverable & SignalSet.Faults;
        Signal signal = (faults.IsEmpty ? deliverable : faults).First;
        Pending &= ~SignalSet.Of(signal);
        return signal;
    }

    /// <summary>Blocks other signals than before; nobody blocks SIGKILL and SIGSTOP.</summary>
    public void Block(SignalSet set) => Blocked = set & ~SignalSet.Unblockable;
}
