using Osmosis.Programs.Errors;
using Osmosis.Programs.Records;

namespace Osmosis.Programs;

/// <summary>What a call waits for before it is restarted.</summary>
public enum WaitFor : byte
{
    /// <summary>Nothing: it has ended.</summary>
    Nothing,

    /// <summary>The pipe has bytes, or nobody writes to it any more.</summary>
    PipeBytes,

    /// <summary>The pipe has room, or nobody reads from it any more.</summary>
    PipeRoom,

    /// <summary>Somebody opens the pipe's other end.</summary>
    PipeOtherEnd,

    /// <summary>The terminal has bytes to read.</summary>
    TerminalInput,

    /// <summary>The terminal's output goes on.</summary>
    TerminalOutput,
}

/// <summary>
/// How a call ended: with a value, with an error, or not yet. A call that waits has changed nothing, and is
/// restarted.
/// </summary>
public readonly struct Outcome
{
    private Outcome(Errno error, uint value, WaitFor wait = WaitFor.Nothing, Handle on = default,
        Signal signal = Signal.None)
    {
        Error = error;
        Value = value;
        Wait = wait;
        On = on;
        Signal = signal;
    }

    /// <summary>A write that nobody will read.</summary>
    public static Outcome BrokenPipe => new(Errno.EPIPE, 0, signal: Signal.BrokenPipe);

    public Errno Error { get; }

    /// <summary>The result, if there is no error and nothing is waited for.</summary>
    public uint Value { get; }

    public WaitFor Wait { get; }

    /// <summary>Whose change is waited for: a node.</summary>
    public Handle On { get; }

    /// <summary>What is raised beside.</summary>
    public Signal Signal { get; }

    public static Outcome Done(uint value) => new(Errno.None, value);

    public static Outcome Failed(Errno error) => new(error, 0);

    public static Outcome Waiting(WaitFor wait, Handle on) => new(Errno.None, 0, wait, on);
}
