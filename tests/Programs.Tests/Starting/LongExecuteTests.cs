// execve with more texts than are counted or copied in one turn.
using Osmosis.Programs.Calls;
using Osmosis.Programs.Delivery;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;
using Osmosis.Programs.Tests.Elf;
using Osmosis.Programs.Tests.Files;
using Osmosis.Programs.Tests.Processes;

namespace Osmosis.Programs.Tests.Starting;

public class LongExecuteTests
{
    private const string Program = "/program";
    private const uint Path = 0x1000_0000;
    private const uint Texts = Path + 0x1000;
    private const uint Vectors = 0x1100_0000;
    private const uint Handler = 0x0900_0000;
    private const uint AfterCall = 0x0804_8002;

    // As on Linux: a path, texts and addresses have two MiB.
    private const uint MostBytes = 2 << 20;

    private readonly ProgramWorld _world = new();
    private readonly uint _thread;
    private readonly uint _space;

    public LongExecuteTests()
    {
        _thread = _world.Start();
        _space = _world.System.Processes[Caller.Process].Space;
        foreach (uint place in new[] { Path, Vectors })
        {
            _world.Call(_thread, (uint)CallNumber.Map, out uint mapped, place, 4 << 20, 3, 0x32, uint.MaxValue, 0);
            Assert.Equal(place, mapped);
        }

        byte[] image = ElfBytes.Make(2, 0x1000, ElfBytes.Load(0, 0x0804_8000, 0x1000, 0x1000));
        ref FileSystem<TestProgramMachine> files = ref _world.System.Files;
        Assert.Equal(Errno.None, Open(OpenFlags.Create | OpenFlags.WriteOnly, out Handle opened));
        Assert.Equal((uint)image.Length, files.Write(opened, image).Value);
        files.Close(opened);
        Write(Path, FileWorld.Bytes(Program + '\0'));
    }

    private ref Osmosis.Programs.Processes.Thread Caller => ref _world.System.Processes.Thread(_thread);

    [Fact]
    public void All_texts_come_in_their_order()
    {
        string[] arguments = [.. Enumerable.Range(0, 20_000).Select(i => $"argument {i}")];
        string[] variables = [.. Enumerable.Range(0, 10_000).Select(i => $"V{i}={new string('x', i % 300)}")];
        Put(arguments, variables);
        Assert.Equal(Errno.None, Execute(out int turns));
        Assert.InRange(turns, 8, 100);

        uint at = Caller.Registers.Esp, texts = _world.WordOf(_thread, at + 4);
        byte[] expected = FileWorld.Bytes(string.Concat(arguments.Concat(variables).Select(text => text + '\0')));
        Assert.Equal(expected, Read(texts, expected.Length));
        List<uint> words = [(uint)arguments.Length];
        foreach (string[] vector in new[] { arguments, variables })
        {
            foreach (string text in vector)
            {
                words.Add(texts);
                texts += (uint)text.Length + 1;
            }

            words.Add(0);
        }

        Assert.Equal(words.SelectMany(BitConverter.GetBytes), Read(at, words.Count * sizeof(uint)));
        ref readonly Osmosis.Programs.Processes.Process process = ref _world.System.Processes[Caller.Process];
        Assert.Equal((words[1], words[arguments.Length + 2]), (process.ArgumentsStart, process.ArgumentsEnd));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_signal_that_ends_the_process_comes_between_two_turns(int turns)
    {
        PutMany(30_000, 0);
        Begin(turns);
        Assert.Equal(turns == 1 ? 1u : 2u, _world.System.Spaces.Count);
        Caller.Signals.Pending |= SignalSet.Of(Signal.Interrupt);
        Assert.Equal(NextStep.Ended, _world.System.Call(_thread));
        Assert.Equal(0u, _world.System.Spaces.Count);
        Assert.Equal(Errno.None, Open(OpenFlags.WriteOnly, out _));
    }

    // The handler blocks the signal that would end the process.
    [Fact]
    public void After_a_handler_between_two_turns_it_begins_again()
    {
        SignalActions actions = default;
        actions[(int)Signal.User1 - 1] =
            new SignalAction { Handler = Handler, Mask = SignalSet.Of(Signal.Terminate) };
        _world.System.Processes[Caller.Process].Signals.Actions = actions;
        PutMany(30_000, 0);
        Begin(4);
        Caller.Registers.Esp = Texts;
        Caller.Registers.Eip = AfterCall;
        Caller.Signals.Pending |= SignalSet.Of(Signal.User1) | SignalSet.Of(Signal.Terminate);
        Assert.Equal(NextStep.Reload, _world.System.Call(_thread));
        Assert.Equal((Handler, false, 1u), (Caller.Registers.Eip, Caller.IsInCall, _world.System.Spaces.Count));

        // EIP and EAX of the context behind a handler's return address and signal.
        Assert.Equal(AfterCall - 2, _world.WordOf(_thread, Caller.Registers.Esp + 8 + 56));
        Assert.Equal((uint)CallNumber.Execute, _world.WordOf(_thread, Caller.Registers.Esp + 8 + 44));
        Assert.Equal(Errno.None, Open(OpenFlags.WriteOnly, out _));
    }

    // A process that holds three pages is less, also when the one that starts has nothing else of its own (vfork).
    [Theory]
    [InlineData((uint)CallNumber.Fork)]
    [InlineData((uint)CallNumber.VirtualFork)]
    public void When_memory_runs_out_meanwhile_what_is_copied_counts(uint made)
    {
        PutMany(100_000, 0);
        uint holder = Make((uint)CallNumber.Fork);
        for (uint page = Path >> 12; page < (Path >> 12) + 3; page++)
        {
            Assert.Equal(SpaceError.None,
                _world.System.TryAnswer(holder, new VirtualAddress(page << 12), Access.Write, out _));
        }

        uint starting = Make(made);
        SetCall(starting, 100_000);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(NextStep.Yield, _world.System.Call(starting));
        }

        ref Osmosis.Programs.Processes.Thread thread = ref _world.System.Processes.Thread(starting);
        Assert.Equal(StartStage.Copy, thread.Start.Stage);
        Assert.Equal(thread.Process, _world.System.KillLargest(out uint frames));
        Assert.InRange(frames, 5u, 200u);
        uint free = _world.AllocatedFrames;
        Assert.Equal(NextStep.Ended, _world.System.Call(starting));
        Assert.Equal(frames, free - _world.AllocatedFrames);
    }

    [Fact]
    public void While_it_goes_on_the_file_runs()
    {
        PutMany(30_000, 0);
        Begin(4);
        Assert.Equal(Errno.ETXTBSY, Open(OpenFlags.WriteOnly, out _));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0xC000_0000u)]
    [InlineData(Texts + 0x1000)]
    public void When_the_texts_change_meanwhile_it_is_refused(uint last)
    {
        PutMany(30_000, 0);
        Write(Texts + 0x1000, FileWorld.Bytes(new string('x', 100) + '\0'));
        Begin(4);
        Write(Vectors + (29_999 * sizeof(uint)), BitConverter.GetBytes(last));
        Assert.Equal(Errno.EFAULT, End(out _));
        Assert.Equal(1u, _world.System.Spaces.Count);
        Assert.Equal(Errno.None, Open(OpenFlags.WriteOnly, out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200_000)]
    [InlineData(int.MaxValue)]
    public void Texts_and_their_addresses_have_two_MiB_together(int variables)
    {
        int most = (int)(MostBytes - (uint)Program.Length - 1) / (1 + sizeof(uint));
        int others = Math.Min(variables, most - 1);
        PutMany(most - others, others);
        Assert.Equal(Errno.None, Execute(out int turns));
        Assert.InRange(turns, 20, 1000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200_000)]
    [InlineData(int.MaxValue)]
    public void One_more_is_too_many(int variables)
    {
        int more = ((int)(MostBytes - (uint)Program.Length - 1) / (1 + sizeof(uint))) + 1;
        int others = Math.Min(variables, more - 1);
        PutMany(more - others, others);
        Assert.Equal(Errno.E2BIG, Execute(out _));
        Assert.Equal(1u, _world.System.Spaces.Count);
    }

    // Empty texts, all the same one.
    private void PutMany(int arguments, int variables)
    {
        uint[] words = new uint[arguments + variables + 2];
        Array.Fill(words, Texts);
        words[arguments] = 0;
        words[^1] = 0;
        Write(Vectors, [.. words.SelectMany(BitConverter.GetBytes)]);
        SetCall(_thread, (uint)arguments);
    }

    private void Put(string[] arguments, string[] variables)
    {
        (byte[] texts, byte[] addresses) = TextVectors.At(Texts, arguments, variables);
        Write(Texts, texts);
        Write(Vectors, addresses);
        SetCall(_thread, (uint)arguments.Length);
    }

    /// <summary>Makes a process, and returns its thread.</summary>
    private uint Make(uint call)
    {
        _world.Call(_thread, call, out _);
        return _world.System.Processes.TakeReady();
    }

    private void SetCall(uint thread, uint arguments)
    {
        ref Registers registers = ref _world.System.Processes.Thread(thread).Registers;
        registers.Eax = (uint)CallNumber.Execute;
        registers.Ebx = Path;
        registers.Ecx = Vectors;
        registers.Edx = Vectors + ((arguments + 1) * sizeof(uint));
    }

    private void Begin(int turns)
    {
        for (int i = 0; i < turns; i++)
        {
            Assert.Equal(NextStep.Yield, _world.System.Call(_thread));
            Assert.True(Caller.IsInCall);
        }
    }

    private Errno Execute(out int turns) => End(out turns);

    /// <summary>In how many turns more a call is done, and how.</summary>
    private Errno End(out int turns)
    {
        turns = 0;
        NextStep next = _world.System.Call(_thread);
        while (next == NextStep.Yield)
        {
            turns++;
            next = _world.System.Call(_thread);
        }

        Assert.False(Caller.IsInCall);
        Assert.Equal(SpaceFault.None, _world.System.Spaces.Check(out _, out _));
        return next == NextStep.Reload ? Errno.None : (Errno)(-(int)Caller.Registers.Eax);
    }

    private Errno Open(OpenFlags flags, out Handle opened) =>
        _world.System.Files.Open(
            _world.System.Files.Root, FileWorld.Bytes(Program), flags, 0x1ED, out opened);

    private byte[] Read(uint address, int count)
    {
        byte[] bytes = new byte[count];
        uint space = _world.System.Processes[Caller.Process].Space;
        Assert.Equal(SpaceError.None,
            _world.System.Spaces.CopyIn(space, new VirtualAddress(address), bytes, out _));
        return bytes;
    }

    private void Write(uint address, byte[] bytes) => Assert.Equal(
        SpaceError.None, _world.System.Spaces.CopyOut(_space, new VirtualAddress(address), bytes, out _));
}
