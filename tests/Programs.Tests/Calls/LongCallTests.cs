// Calls that move more than they may in one turn: in between others run, and a signal that ends the process does so.
using Osmosis.Programs.Calls;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;
using Osmosis.Programs.Tests.Files;
using Osmosis.Programs.Tests.Processes;

namespace Osmosis.Programs.Tests.Calls;

public class LongCallTests
{
    private const uint Memory = 0x1000_0000;
    private const uint Vector = Memory + 0x1000;
    private const uint Position = Memory + 0x2000;
    private const uint Buffer = Memory + 0x4000;
    private const uint BufferBytes = 0x10000;
    private const uint Length = (5 << 19) + 3;
    private const uint HoleFile = 0;
    private const uint Null = 1;
    private const uint Zeros = 2;

    private readonly ProgramWorld _world = new();
    private readonly uint _thread;

    /// <summary>A file of two and a half MiB that is a hole but for its last three bytes, and devices.</summary>
    public LongCallTests()
    {
        _thread = _world.Start();
        Assert.Equal(Memory, Done(CallNumber.Map, Memory, 0x40000, 3, 0x32, uint.MaxValue, 0));
        ref FileSystem<TestProgramMachine> files = ref _world.System.Files;
        Assert.Equal(Errno.None,
            files.Open(files.Root, "hole"u8, OpenFlags.Create | OpenFlags.ReadWrite, 0x1ED, out var opened));
        Assert.Equal(3u, files.WriteAt(opened, Length - 3, "end"u8).Value);
        files.Close(opened);
        uint descriptor = 0;
        foreach (string path in new[] { "/hole", "/dev/null", "/dev/zero" })
        {
            Write(Memory, FileWorld.Bytes(path + '\0'));
            Assert.Equal(descriptor++, Done(CallNumber.Open, Memory, 2, 0));
        }
    }

    private ref Osmosis.Programs.Processes.Thread Caller => ref _world.System.Processes.Thread(_thread);

    [Fact]
    public void Sendfile_goes_on_and_moves_its_position_at_the_end()
    {
        Write(Position, BitConverter.GetBytes(5u));
        Assert.Equal(2, Turns(CallNumber.Send, out uint sent, () => Assert.Equal(5u, Word(Position)),
            Null, HoleFile, Position, 0x7FFF_FFFF));
        Assert.Equal((Length - 5, Length), (sent, Word(Position)));
        Assert.Equal(0u, Done(CallNumber.Seek, HoleFile, 0, 1));
        Assert.Equal(2, Turns(CallNumber.Send, out sent, null, Null, HoleFile, 0, 0x7FFF_FFFF));
        Assert.Equal((Length, Length), (sent, Done(CallNumber.Seek, HoleFile, 0, 1)));
        Assert.Equal(0, Turns(CallNumber.Send, out sent, null, Null, HoleFile, 0, 0x7FFF_FFFF));
        Assert.Equal(0u, sent);
    }

    // As on Linux, no call moves more than 2 GiB less a page. More looked like an error, or like a call that goes on.
    [Fact]
    public void Gigabytes_of_a_hole_are_sent_to_the_limit_of_a_call()
    {
        const uint most = 0x7FFF_F000, length = 3u << 30;
        Write(Memory, "/hole\0"u8);
        Assert.Equal(3u, Done(CallNumber.Open, Memory, 2, 0));
        Assert.Equal(0u, Done(CallNumber.TruncateOpenLong, 3, length, 0));
        Assert.Equal((int)(most >> 20), Turns(CallNumber.Send, out uint sent, null, Null, 3, 0, uint.MaxValue));
        Assert.Equal((most, most), (sent, Done(CallNumber.Seek, 3, 0, 1)));
        Assert.Equal((int)((length - most - 1) >> 20),
            Turns(CallNumber.Send, out sent, null, Null, 3, 0, uint.MaxValue));
        Assert.Equal(length - most, sent);
    }

    // Each piece is the byte that the one before has written. Random calls found that the kernel did this for minutes.
    [Fact]
    public void A_file_that_is_sent_to_its_own_end_grows_in_turns()
    {
        Write(Memory, "/hole\0"u8);
        Assert.Equal(3u, Done(CallNumber.Open, Memory, 2, 0));
        Assert.Equal(Length, Done(CallNumber.Seek, HoleFile, 0, 2));
        Write(Position, BitConverter.GetBytes(Length - 1));
        Assert.Equal(3, Turns(CallNumber.Send, out uint sent, null, HoleFile, 3, Position, 1000));
        Assert.Equal((1000u, Length + 999), (sent, Word(Position)));
        Assert.Equal(Length + 1000, Done(CallNumber.Seek, 3, 0, 2));
    }

    [Fact]
    public void A_vector_is_read_and_written_to_its_end()
    {
        uint vectors = (Length / BufferBytes) + 2;
        for (uint i = 0; i < vectors; i++)
        {
            Write(Vector + (i * 8), [.. BitConverter.GetBytes(Buffer), .. BitConverter.GetBytes(BufferBytes)]);
        }

        Assert.Equal(2, Turns(CallNumber.ReadSeveral, out uint read, null, HoleFile, Vector, vectors));
        Assert.Equal((Length, Length), (read, Done(CallNumber.Seek, HoleFile, 0, 1)));
        byte[] last = new byte[4];
        _world.System.Spaces.CopyIn(SpaceOf(), new VirtualAddress(Buffer + (Length % BufferBytes) - 4), last, out _);
        Assert.Equal("\0end"u8, last);
        Assert.Equal(2, Turns(CallNumber.WriteSeveral, out uint written, null, Null, Vector, vectors));
        Assert.Equal(vectors * BufferBytes, written);
        Assert.Equal(2, Turns(CallNumber.ReadSeveral, out read, null, Zeros, Vector, vectors));
        Assert.Equal(vectors * BufferBytes, read);
    }

    [Fact]
    public void A_copy_does_less_than_it_is_asked_for()
    {
        Write(Memory, "/copy\0"u8);
        Assert.Equal(3u, Done(CallNumber.Open, Memory, 0x42, 0x1ED));
        Assert.Equal(0, Turns(CallNumber.CopyRange, out uint copied, null, HoleFile, 0, 3, 0, Length, 0));
        Assert.Equal(1u << 20, copied);
    }

    [Fact]
    public void Random_bytes_are_given_to_the_last()
    {
        const uint place = 0x2000_0000, bytes = 3 << 20;
        Assert.Equal(place, Done(CallNumber.Map, place, bytes, 3, 0x32, uint.MaxValue, 0));
        Assert.Equal(2, Turns(CallNumber.GetRandom, out uint given, null, place, bytes - 4, 0));
        Assert.Equal(bytes - 4, given);
        Assert.Equal((0xA5A5_A5A5u, 0u), (Word(place + bytes - 8), Word(place + bytes - 4)));
    }

    [Fact]
    public void Pages_are_reported_to_the_last()
    {
        // 640 MiB that nobody touches, and room for an answer for each page.
        const uint pages = 5 << 15, place = 0x4000_0000, answers = 0x3000_0000;
        Assert.Equal(place, Done(CallNumber.Map, place, pages << 12, 3, 0x4032, uint.MaxValue, 0));
        Assert.Equal(answers, Done(CallNumber.Map, answers, pages, 3, 0x32, uint.MaxValue, 0));
        Write(place + ((pages - 1) << 12), [1]);
        Assert.Equal(2, Turns(CallNumber.Residence, out uint result, null, place, pages << 12, answers));
        Assert.Equal(0u, result);
        Assert.Equal(1u << 24, Word(answers + pages - 4));
    }

    [Fact]
    public void A_signal_that_has_a_handler_or_is_ignored_waits_for_the_end()
    {
        SignalActions actions = default;
        actions[(int)Signal.User1 - 1] = new SignalAction { Handler = 0x0900_0000 };
        actions[(int)Signal.User2 - 1] = new SignalAction { Handler = SignalAction.Ignore };
        _world.System.Processes[Caller.Process].Signals.Actions = actions;
        Assert.Equal(2, Turns(CallNumber.Send, out uint sent, () =>
        {
            foreach (Signal signal in new[] { Signal.User1, Signal.User2, Signal.Child, Signal.TerminalStop })
            {
                Caller.Signals.Pending |= SignalSet.Of(signal);
            }
        }, Null, HoleFile, 0, 0x7FFF_FFFF));
        Assert.Equal(Length, sent);
        Assert.True(Caller.Signals.Pending.Has(Signal.User1));
    }

    [Theory]
    [InlineData((int)Signal.Kill)]
    [InlineData((int)Signal.Interrupt)]
    public void A_signal_that_ends_the_process_comes_between_two_parts(int signal)
    {
        Assert.Equal(NextStep.Yield, Call(CallNumber.Send, Null, HoleFile, 0, 0x7FFF_FFFF));
        Caller.Signals.Pending |= SignalSet.Of((Signal)signal);
        Assert.Equal(NextStep.Ended, _world.System.Call(_thread));
        Assert.Equal(0u, _world.System.Spaces.Count);
        Assert.Equal(0u, _world.System.Files.Opened.Taken);
    }

    /// <summary>In how many turns more than the first one a call is done.</summary>
    private int Turns(CallNumber number, out uint result, Action? between, params uint[] arguments)
    {
        NextStep next = Call(number, arguments);
        int turns = 0;
        while (next == NextStep.Yield)
        {
            Assert.True(Caller.IsInCall);
            between?.Invoke();
            turns++;
            next = _world.System.Call(_thread);
        }

        Assert.Equal((NextStep.Continue, false), (next, Caller.IsInCall));
        result = Caller.Registers.Eax;
        return turns;
    }

    private NextStep Call(CallNumber number, params uint[] arguments) =>
        _world.Call(_thread, (uint)number, out _, arguments);

    private uint Done(CallNumber number, params uint[] arguments)
    {
        Assert.Equal(0, Turns(number, out uint result, null, arguments));
        return result;
    }

    private uint SpaceOf() => _world.System.Processes[Caller.Process].Space;

    private uint Word(uint address) => _world.WordOf(_thread, address);

    private void Write(uint address, ReadOnlySpan<byte> bytes) => Assert.Equal(
        SpaceError.None, _world.System.Spaces.CopyOut(SpaceOf(), new VirtualAddress(address), bytes, out _));
}
