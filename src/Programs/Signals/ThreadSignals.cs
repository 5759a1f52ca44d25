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

    /// <summary>What was blocked before a call that blocks other signals while it waits (sigsuspend, ppoll).</summary>
    public SignalSet Saved;
    public bool HasSaved;

    /// <summary>What a call waits for, to take it before any handler does (sigtimedwait).</summary>
    public SignalSet Awaited;

    public AlternateStack Stack;

    /// <summary>The exception that it raised last: vector, error code, and the address of a page fault.</summary>
    public uint Trap;
    public uint TrapError;
    public uint TrapAddress;

    /// <summary>Whether something can be delivered now. Mostly nothing is pending at all.</summary>
    public readonly bool HasDeliverable => !Pending.IsEmpty && !Deliverable.IsEmpty;

    /// <summary>What can be delivered now.</summary>
    public readonly SignalSet Deliverable => Pending & ~(Blocked | Awaited);

    /// <summary>What is blocked before and after a handler.</summary>
    public readonly SignalSet ToRestore => HasSaved ? Saved : Blocked;

    /// <summary>
    /// Takes a pending signal of a set: the one that comes before the others. There must be one.
    /// </summary>
    public Signal Take(SignalSet among)
    {
        SignalSet found = Pending & among, faults = found & SignalSet.Faults;
        Signal signal = (faults.IsEmpty ? found : faults).First;
        Pending &= ~SignalSet.Of(signal);
        return signal;
    }

    /// <summary>Blocks other signals than before; nobody blocks SIGKILL and SIGSTOP.</summary>
    public void Block(SignalSet set) => Blocked = set & ~SignalSet.Unblockable;

    /// <summary>Blocks other signals until <see cref="BlockAsBefore"/>, or until a handler has returned.</summary>
    public void BlockMeanwhile(SignalSet set)
    {
        Saved = Blocked;
        HasSaved = true;
        Block(set);
    }

    /// <summary>Ends what <see cref="BlockMeanwhile"/> began, if it did.</summary>
    public void BlockAsBefore()
    {
        Blocked = ToRestore;
        HasSaved = false;
    }
}
