using Osmosis.Programs.Calls;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Tests.Processes;

namespace Osmosis.Programs.Tests.Calls;

/// <summary>Two processes at the ends of a pipe: who waits goes on, and nothing is lost.</summary>
public class PipeCallTests
{
    private const uint Memory = 0x2000_0000;
    private const uint Bytes = 100_000;
    private const uint Capacity = 65_536;

    private readonly ProgramWorld _world = new();
    private readonly uint _writer;

    public PipeCallTests()
    {
        _writer = _world.Start();
        Assert.Equal(Memory, Answer(_writer, CallNumber.Map, Memory, 0x2_0000, 3, 0x32, uint.MaxValue, 0));
        Assert.Equal(0u, Answer(_writer, CallNumber.PipeWith, Memory, 0));
    }

    [Fact]
    public void A_write_larger_than_the_pipe_waits_and_goes_on_where_it_was()
    {
        byte[] sent = new byte[Bytes];
        new Random(7).NextBytes(sent);
        uint reader = ForkReader();
        Assert.Equal(SpaceError.None, _world.System.Spaces.CopyOut(SpaceOf(_writer), new(Memory), sent, out _));
        Assert.Equal(NextStep.Wait, _world.Call(_writer, (uint)CallNumber.Write, out _, 1, Memory, Bytes));
        Assert.Equal(Capacity, Answer(reader, CallNumber.Read, 0, Memory, Bytes));
        Assert.Equal(_writer, _world.System.Processes.TakeReady());
        Assert.Equal(NextStep.Continue, _world.System.Call(_writer));
        Assert.Equal(Bytes, _world.System.Processes.Thread(_writer).Registers.Eax);
        Assert.Equal(Bytes - Capacity, Answer(reader, CallNumber.Read, 0, Memory + Capacity, Bytes - Capacity + 1));
        byte[] received = new byte[Bytes];
        Assert.Equal(SpaceError.None, _world.System.Spaces.CopyIn(SpaceOf(reader), new(Memory), received, out _));
        Assert.Equal(sent, received);
    }

    [Fact]
    public void A_write_that_nobody_will_read_is_refused_and_a_part_of_one_counts()
    {
        uint reader = ForkReader();
        Assert.Equal(0u, Answer(_writer, CallNumber.Close, 0));
        Assert.Equal(NextStep.Wait, _world.Call(_writer, (uint)CallNumber.Write, out _, 1, Memory, Bytes));
        _world.ExitOf(reader, 0);
        Assert.Equal(_writer, _world.System.Processes.TakeReady());
        _world.System.Call(_writer);
        Assert.Equal(Capacity, _world.System.Processes.Thread(_writer).Registers.Eax);
        Assert.Equal(unchecked((uint)-(int)Errno.EPIPE), Answer(_writer, CallNumber.Write, 1, Memory, 1));
    }

    [Fact]
    public void A_reader_waits_for_bytes_and_finds_the_end_when_the_last_writer_has_gone()
    {
        uint reader = ForkReader();
        Assert.Equal(NextStep.Wait, _world.Call(reader, (uint)CallNumber.Read, out _, 0, Memory, 10));
        Assert.Equal(3u, Answer(_writer, CallNumber.Write, 1, Memory, 3));
        Assert.Equal(reader, _world.System.Processes.TakeReady());
        _world.System.Call(reader);
        Assert.Equal(3u, _world.System.Processes.Thread(reader).Registers.Eax);
        Assert.Equal(NextStep.Wait, _world.Call(reader, (uint)CallNumber.Read, out _, 0, Memory, 10));
        Assert.Equal(0u, Answer(_writer, CallNumber.Close, 1));
        Assert.Equal(reader, _world.System.Processes.TakeReady());
        _world.System.Call(reader);
        Assert.Equal(0u, _world.System.Processes.Thread(reader).Registers.Eax);
    }

    // A child that has only the reading end.
    private uint ForkReader()
    {
        _world.ForkOf(_writer);
        uint reader = _world.System.Processes.TakeReady();
        Assert.Equal(0u, Answer(reader, CallNumber.Close, 1));
        return reader;
    }

    private uint SpaceOf(uint thread) => _world.System.Processes[_world.System.Processes.Thread(thread).Process].Space;

    private uint Answer(uint thread, CallNumber number, params ReadOnlySpan<uint> arguments)
    {
        Assert.NotEqual(NextStep.Wait, _world.Call(thread, (uint)number, out uint result, arguments));
        return result;
    }
}
