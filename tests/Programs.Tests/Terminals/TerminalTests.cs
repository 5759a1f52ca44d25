using Osmosis.Programs.Terminals;

namespace Osmosis.Programs.Tests.Terminals;

/// <summary>What a pseudo terminal of the host can't show, or not at once: signals, times, a full queue.</summary>
[Collection(StartedProcesses.None)]
public class TerminalTests
{
    private const ulong Tenth = 100_000;
    private const ulong Never = ulong.MaxValue;

    private delegate void Changing(ref TerminalSettings settings);

    private readonly Screen _screen = new();
    private Terminal<ScreenOutput> _terminal;

    public TerminalTests() => _terminal.Initialise(_screen.Output, new WindowSize { Rows = 25, Columns = 80 });

    [Theory]
    [InlineData(3, Signal.Interrupt)]
    [InlineData(0x1C, Signal.Quit)]
    [InlineData(0x1A, Signal.TerminalStop)]
    public void A_character_for_a_signal_raises_it_and_drops_the_input_unless_NOFLSH(byte value, Signal expected)
    {
        Type("line\nrest"u8);
        Assert.True(_terminal.TryReceive(value, out Signal signal));
        Assert.Equal((expected, 0u), (signal, _terminal.Readable));
        Change((ref settings) => settings.Local |= LocalFlags.NoFlush);
        Type("line\nrest"u8);
        Assert.True(_terminal.TryReceive(value, out signal));
        Assert.Equal((expected, 5u), (signal, _terminal.Readable));
        Change((ref settings) => settings.Local &= ~LocalFlags.Signals);
        Assert.True(_terminal.TryReceive(value, out signal));
        Assert.Equal(Signal.None, signal);
    }

    [Fact]
    public void Without_a_line_a_read_waits_or_is_refused()
    {
        Type("no line"u8);
        ulong deadline = Never;
        Assert.Equal(WaitFor.TerminalInput, _terminal.Read(new byte[9], true, 0, ref deadline).Wait);
        Assert.Equal(Never, deadline);
        Assert.Equal(Errno.EAGAIN, _terminal.Read(new byte[9], false, 0, ref deadline).Error);
        Assert.Equal(0u, Taken(_terminal.Read([], true, 0, ref deadline)));
    }

    [Fact]
    public void With_VMIN_the_time_starts_anew_with_each_byte()
    {
        SetRaw(minimum: 3, tenths: 2);
        ulong deadline = Never;
        byte[] bytes = new byte[9];
        Assert.Equal(WaitFor.TerminalInput, _terminal.Read(bytes, true, 1, ref deadline).Wait);
        Assert.Equal(Never, deadline);
        Type("a"u8);
        Assert.Equal(WaitFor.TerminalInput, _terminal.Read(bytes, true, 10, ref deadline).Wait);
        Assert.Equal(10 + (2 * Tenth), deadline);
        Type("b"u8);
        Assert.Equal(WaitFor.TerminalInput, _terminal.Read(bytes, true, 20, ref deadline).Wait);
        Assert.Equal(20 + (2 * Tenth), deadline);
        Assert.Equal(WaitFor.TerminalInput, _terminal.Read(bytes, true, deadline - 1, ref deadline).Wait);
        Assert.Equal(20 + (2 * Tenth), deadline);
        Assert.Equal(2u, Taken(_terminal.Read(bytes, true, deadline, ref deadline)));

        deadline = Never;
        Type("cde"u8);
        Assert.Equal(3u, Taken(_terminal.Read(bytes, true, 30, ref deadline)));
        Type("fg"u8);
        Assert.Equal(2u, Taken(_terminal.Read(bytes.AsSpan(0, 2), true, 40, ref deadline)));
    }

    [Fact]
    public void Without_VMIN_the_time_starts_with_the_call()
    {
        SetRaw(minimum: 0, tenths: 1);
        ulong deadline = Never;
        byte[] bytes = new byte[9];
        Assert.Equal(WaitFor.TerminalInput, _terminal.Read(bytes, true, 5, ref deadline).Wait);
        Assert.Equal(5 + Tenth, deadline);
        Assert.Equal(WaitFor.TerminalInput, _terminal.Read(bytes, true, 4 + Tenth, ref deadline).Wait);
        Assert.Equal(5 + Tenth, deadline);
        Assert.Equal(0u, Taken(_terminal.Read(bytes, true, 5 + Tenth, ref deadline)));
        Type("a"u8);
        deadline = Never;
        Assert.Equal(1u, Taken(_terminal.Read(bytes, true, 9, ref deadline)));
        SetRaw(minimum: 0, tenths: 0);
        Assert.Equal(0u, Taken(_terminal.Read(bytes, true, 9, ref deadline)));
    }

    [Fact]
    public void Output_that_was_stopped_waits_until_it_may_go_on()
    {
        Type([0x13]);
        Assert.True(_terminal.IsStopped);
        Assert.Equal(WaitFor.TerminalOutput, _terminal.Write("a"u8, true).Wait);
        Assert.Equal(Errno.EAGAIN, _terminal.Write("a"u8, false).Error);
        Assert.Empty(_screen.Bytes);
        Type([0x11]);
        Assert.Equal(1u, Taken(_terminal.Write("a"u8, true)));
        Assert.Equal("a"u8, _screen.Bytes.ToArray());

        // A signal, any byte with IXANY, and switching it off let it go on too.
        Type([0x13, 3]);
        Assert.False(_terminal.IsStopped);
        Change((ref settings) => settings.Input |= InputFlags.AnyByteStarts);
        Type([0x13, (byte)'b']);
        Assert.False(_terminal.IsStopped);
        Type([0x13]);
        Change((ref settings) => settings.Input &= ~InputFlags.FlowControl);
        Assert.False(_terminal.IsStopped);
        Assert.Equal(Errno.None, _terminal.Control(TerminalRequest.FlowControl, 0, [], out _));
        Assert.True(_terminal.IsStopped);
        Assert.Equal(Errno.None, _terminal.Control(TerminalRequest.FlowControl, 1, [], out _));
        Assert.False(_terminal.IsStopped);
        Assert.Equal(Errno.EINVAL, _terminal.Control(TerminalRequest.FlowControl, 9, [], out _));
    }

    [Fact]
    public void A_full_queue_takes_no_byte_until_somebody_reads()
    {
        SetRaw(minimum: 1, tenths: 0);
        for (uint i = 0; i < 4095; i++)
        {
            Assert.True(_terminal.CanReceive);
            Assert.True(_terminal.TryReceive((byte)('a' + (i % 26)), out _));
        }

        Assert.False(_terminal.CanReceive);
        Assert.False(_terminal.TryReceive(1, out _));
        byte[] bytes = new byte[5000];
        ulong deadline = Never;
        Assert.Equal(4095u, Taken(_terminal.Read(bytes, true, 0, ref deadline)));
        Assert.Equal(Enumerable.Range(0, 4095).Select(i => (byte)('a' + (i % 26))), bytes.Take(4095));
        Assert.True(_terminal.CanReceive);
    }

    [Fact]
    public void The_size_is_what_was_set_and_its_change_is_a_signal()
    {
        byte[] bytes = new byte[WindowSize.Bytes];
        Assert.Equal(Errno.None, _terminal.Control(TerminalRequest.GetSize, 0, bytes, out Signal signal));
        Assert.Equal([25, 0, 80, 0, 0, 0, 0, 0], bytes);
        Assert.Equal(Signal.None, signal);
        Assert.Equal(Errno.None, _terminal.Control(TerminalRequest.SetSize, 0, bytes, out signal));
        Assert.Equal(Signal.None, signal);
        bytes[0] = 50;
        Assert.Equal(Errno.None, _terminal.Control(TerminalRequest.SetSize, 0, bytes, out signal));
        Assert.Equal((Signal.WindowChange, 50), (signal, _terminal.Size.Rows));
    }

    [Fact]
    public void Requests_have_the_host_s_numbers_sizes_and_answers()
    {
        using TerminalPair pair = new();
        pair.Write("a\tb\n"u8);
        pair.Type("line\nrest"u8);
        foreach (TerminalRequest request in new[] { TerminalRequest.CountInput, TerminalRequest.CountOutput })
        {
            Assert.Equal(Errno.None, pair.Control(request, new byte[request.BytesOut], 0));
        }

        Assert.Equal(Errno.None, pair.Control(TerminalRequest.SetSize, [1, 2, 3, 4, 5, 6, 7, 8], 0));
        Assert.Equal(Errno.None, pair.Control(TerminalRequest.GetSize, new byte[TerminalRequest.GetSize.BytesOut], 0));
        Assert.Equal(Errno.None, pair.Control(TerminalRequest.SendBreak, [], 1));
        Assert.Equal(Errno.None, pair.Control(TerminalRequest.SendLongBreak, [], 0));
        Assert.Equal(Errno.EINVAL, pair.Control(TerminalRequest.Flush, [], 3));
        Assert.Equal(Errno.ENOTTY, pair.Control((TerminalRequest)0x5499, [], 0));
        foreach (TerminalRequest request in Enum.GetValues<TerminalRequest>().Where(request => request.BytesIn == 36))
        {
            byte[] bytes = new byte[request.BytesIn];
            TerminalSettings.Initial.CopyTo(bytes);
            Assert.Equal(Errno.None, pair.Control(request, bytes, 0));
        }

        // Nobody's terminal: these are the processes' business.
        Assert.Equal(Errno.ENOTTY, pair.Control(TerminalRequest.GetForeground, new byte[4], 0));
        Assert.Equal(Errno.ENOTTY, pair.Control(TerminalRequest.GetSession, new byte[4], 0));
    }

    private static uint Taken(Outcome outcome)
    {
        Assert.Equal((Errno.None, WaitFor.Nothing), (outcome.Error, outcome.Wait));
        return outcome.Value;
    }

    private void Type(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            Assert.True(_terminal.TryReceive(value, out _));
        }

        _screen.Bytes.Clear();
    }

    private void SetRaw(byte minimum, byte tenths) => Change((ref settings) =>
    {
        settings.Local &= ~LocalFlags.Canonical;
        settings.Characters[(int)ControlCharacter.Minimum] = minimum;
        settings.Characters[(int)ControlCharacter.Time] = tenths;
    });

    private void Change(Changing change)
    {
        TerminalSettings settings = _terminal.Settings;
        change(ref settings);
        byte[] bytes = new byte[TerminalSettings.Bytes];
        settings.CopyTo(bytes);
        Assert.Equal(Errno.None, _terminal.Control(TerminalRequest.SetSettings, 0, bytes, out _));
    }
}
