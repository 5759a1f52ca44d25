using System;
using Osmosis.Programs.Errors;

namespace Osmosis.Programs.Terminals;

/// <summary>
/// A terminal: what happens between the bytes of a line and those that programs read and write, as Linux's line
/// discipline n_tty does it. Nothing blocks here, and nobody is woken: a call that would have to wait says so. The
/// default value is not usable: <see cref="Initialise"/> makes it so.
/// </summary>
/// <typeparam name="T">Where its output goes.</typeparam>
public struct Terminal<T>
    where T : struct, ITerminalOutput
{
    private const ulong MicrosecondsOfTenth = 100_000;

    internal TerminalDisplay<T> Display;
    internal TerminalSettings Settings;
    internal InputQueue Input;

    /// <summary>Whether the next byte is taken as it is (VLNEXT).</summary>
    internal bool IsLiteralNext;

    // Bytes that were there when a reader began to wait.
    private uint _awaited;

    /// <summary>Rows, columns, and two numbers that nobody uses.</summary>
    public WindowSize Size;

    /// <summary>The session whose terminal it is, and the group of it that is in the foreground; 0 for none.</summary>
    public uint Session;
    public uint Foreground;

    /// <summary>Whether output was stopped (VSTOP): writes wait. Unlike on Linux, echo is shown all the same.</summary>
    public bool IsStopped { get; internal set; }

    /// <summary>Whether a byte can be received: otherwise who has one must keep it until somebody reads.</summary>
    public readonly bool CanReceive => Input.Count < InputQueue.Capacity - 1 || IsLineTooLong;

    /// <summary>Whether a read would not wait (poll).</summary>
    public readonly bool CanRead => IsCanonical ? Input.HasLine : Input.Count >= PollMinimum;

    /// <summary>Bytes that can be read (FIONREAD).</summary>
    public readonly uint Readable => IsCanonical ? Input.CountOfLines() : Input.Count;

    internal readonly bool IsCanonical => Settings.Has(LocalFlags.Canonical);

    // What no line's end follows is edited on: all bytes are let through, so that one of them may end or erase it.
    private readonly bool IsLineTooLong => IsCanonical && !Input.HasLine;

    private readonly uint PollMinimum => Settings.Character(ControlCharacter.Time) != 0
        ? 1
        : Math.Max(1u, Settings.Character(ControlCharacter.Minimum));

    public void Initialise(T output, WindowSize size)
    {
        this = default;
        Display.Initialise(output);
        Settings = TerminalSettings.Initial;
        Size = size;
    }

    /// <summary>
    /// Reads a line, or with ICANON off what is there. 0 at the end of a file, and when the time is over (VTIME).
    /// EAGAIN instead of waiting when the caller doesn't.
    /// </summary>
    /// <param name="bytes">Where they go.</param>
    /// <param name="mayWait">Whether the caller waits.</param>
    /// <param name="now">Microseconds since boot.</param>
    /// <param name="deadline">
    /// When the call is to be tried again at the latest, in microseconds since boot. The caller keeps it while the call
    /// waits; before the first try it is <see cref="ulong.MaxValue"/>, which is never.
    /// </param>
    public Outcome Read(Span<byte> bytes, bool mayWait, ulong now, ref ulong deadline)
    {
        if (bytes.IsEmpty)
        {
            return Outcome.Done(0);
        }

        if (!IsCanonical)
        {
            return ReadBytes(bytes, mayWait, now, ref deadline);
        }

        return Input.HasLine ? Outcome.Done(Input.TakeLine(bytes)) : WaitOrRefuse(mayWait, WaitFor.TerminalInput);
    }

    /// <summary>Writes all of it. Waits, or EAGAIN when the caller doesn't, while output is stopped.</summary>
    public Outcome Write(ReadOnlySpan<byte> bytes, bool mayWait)
    {
        if (IsStopped && !bytes.IsEmpty)
        {
            return WaitOrRefuse(mayWait, WaitFor.TerminalOutput);
        }

        Display.Write(in Settings, bytes);
        return Outcome.Done((uint)bytes.Length);
    }

    private Outcome ReadBytes(Span<byte> bytes, bool mayWait, ulong now, ref ulong deadline)
    {
        uint minimum = Settings.Character(ControlCharacter.Minimum),
            tenths = Settings.Character(ControlCharacter.Time);
        uint count = Input.Count;
        bool isEnough = count >= Math.Min(Math.Max(minimum, 1), (uint)bytes.Length);
        bool isOver = tenths == 0 ? minimum == 0 : now >= deadline && count == _awaited;
        if (isEnough || isOver || (!mayWait && count != 0))
        {
            return Outcome.Done(Input.Take(bytes));
        }

        // With VMIN the time starts again with each byte, without it when the call begins.
        bool startsTime = minimum == 0 ? deadline == ulong.MaxValue
            : count != 0 && (deadline == ulong.MaxValue || count != _awaited);
        if (tenths != 0 && startsTime)
        {
            deadline = now + (tenths * MicrosecondsOfTenth);
        }

        _awaited = count;
        return WaitOrRefuse(mayWait, WaitFor.TerminalInput);
    }

    private static Outcome WaitOrRefuse(bool mayWait, WaitFor wait) =>
        mayWait ? Outcome.Waiting(wait, default) : Outcome.Failed(Errno.EAGAIN);
}
