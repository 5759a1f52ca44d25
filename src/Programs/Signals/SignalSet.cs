using System.Numerics;

namespace Osmosis.Programs.Signals;

/// <summary>A set of signals, as programs give it: bit 0 is signal 1, bit 63 signal 64.</summary>
public readonly struct SignalSet(ulong bits)
{
    public ulong Bits => bits;

    public bool IsEmpty => bits == 0;

    /// <summary>The one with the lowest number; there must be one.</summary>
    public Signal First => (Signal)(1 + BitOperations.TrailingZeroCount(bits));

    /// <summary>What nobody can catch, block or ignore.</summary>
    public static SignalSet Unblockable => Of(Signal.Kill) | Of(Signal.Stop);

    /// <summary>What stops a process, unless it is caught or ignored.</summary>
    public static SignalSet Stopping =>
        Of(Signal.Stop) | Of(Signal.TerminalStop) | Of(Signal.TerminalInput) | Of(Signal.TerminalOutput);

    /// <summary>What is ignored unless it is caught.</summary>
    public static SignalSet IgnoredByDefault =>
        Of(Signal.Child) | Of(Signal.Continue) | Of(Signal.Urgent) | Of(Signal.WindowChange);

    /// <summary>What an instruction of the program raises: it comes before others.</summary>
    public static SignalSet Faults =>
        Of(Signal.Segmentation) | Of(Signal.Bus) | Of(Signal.Illegal) | Of(Signal.Trap) | Of(Signal.FloatingPoint)
        | Of(Signal.BadCall);

    public static SignalSet operator |(SignalSet left, SignalSet right) => new(left.Bits | right.Bits);

    public static SignalSet operator &(SignalSet left, SignalSet right) => new(left.Bits & right.Bits);

    public static SignalSet operator ~(SignalSet set) => new(~set.Bits);

    public static SignalSet Of(Signal signal) => new(1UL << ((int)signal - 1));

    public bool Has(Signal signal) => ((bits >> ((int)signal - 1)) & 1) != 0;
}
