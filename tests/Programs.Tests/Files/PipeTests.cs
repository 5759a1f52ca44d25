using System.Text;
using Osmosis.Programs.Files;

namespace Osmosis.Programs.Tests.Files;

public class PipeTests
{
    private readonly FileWorld _world = new();
    private readonly Handle _reader;
    private readonly Handle _writer;

    public PipeTests() => Assert.Equal(Errno.None, Files.MakePipe(OpenFlags.None, out _reader, out _writer));

    private ref FileSystem<TestFileMachine> Files => ref _world.Files;

    [Fact]
    public void What_is_written_is_read_in_order()
    {
        Assert.Equal(5u, Files.Write(_writer, "first"u8).Value);
        Assert.Equal(6u, Files.Write(_writer, "second"u8).Value);
        Assert.Equal("firsts", Read(6));
        Assert.Equal("econd", Read(100));
    }

    [Fact]
    public void An_empty_pipe_is_waited_for_until_nobody_writes()
    {
        Outcome outcome = Files.Read(_reader, new byte[1]);
        Assert.Equal((Errno.None, WaitFor.PipeBytes), (outcome.Error, outcome.Wait));
        Assert.Equal(Files.Opened[_reader].Node.Value, outcome.On.Value);
        Assert.Equal(0u, Files.Read(_reader, []).Value);
        Files.Share(_writer);
        Files.Close(_writer);
        Assert.Equal(WaitFor.PipeBytes, Files.Read(_reader, new byte[1]).Wait);
        Files.Write(_writer, "x"u8);
        Files.Close(_writer);
        Assert.Equal("x", Read(10));
        Assert.Equal("", Read(10));
        Files.Close(_reader);
        _world.CheckEmpty();
    }

    [Fact]
    public void A_full_pipe_is_waited_for_and_4096_bytes_are_written_whole()
    {
        Assert.Equal(61_441u, Files.Write(_writer, new byte[61_441]).Value);
        Outcome outcome = Files.Write(_writer, new byte[4096]);
        Assert.Equal((0u, WaitFor.PipeRoom), (outcome.Value, outcome.Wait));
        Assert.Equal(4095u, Files.Write(_writer, new byte[4097]).Value);
        Assert.Equal(WaitFor.PipeRoom, Files.Write(_writer, new byte[1]).Wait);
        Assert.Equal(65_536u, Files.WaitingIn(Files.Opened[_reader].Node));
        Assert.Equal(1, Read(1).Length);
        Assert.Equal(1u, Files.Write(_writer, new byte[5000]).Value);
    }

    [Fact]
    public void Nobody_reads_and_so_the_writer_gets_a_signal()
    {
        Files.Close(_reader);
        Outcome outcome = Files.Write(_writer, "x"u8);
        Assert.Equal((Errno.EPIPE, Signal.BrokenPipe), (outcome.Error, outcome.Signal));
        Assert.Equal(0u, Files.Write(_writer, []).Value);
        Files.Close(_writer);
        _world.CheckEmpty();
    }

    [Fact]
    public void An_end_is_for_one_direction_and_has_no_position()
    {
        Assert.Equal(Errno.EBADF, Files.Write(_reader, "x"u8).Error);
        Assert.Equal(Errno.EBADF, Files.Read(_writer, new byte[1]).Error);
        Assert.Equal(Errno.ESPIPE, Files.Seek(_reader, 0, 0, out _));
        Assert.Equal(Errno.ESPIPE, Files.ReadAt(_reader, 0, new byte[1]).Error);
        Assert.Equal(Errno.EINVAL, Files.Truncate(_writer, 0));
    }

    [Fact]
    public void An_end_that_does_not_block_says_so_instead()
    {
        Assert.Equal(Errno.None, Files.MakePipe(OpenFlags.NonBlocking, out Handle reader, out Handle writer));
        Assert.Equal(Errno.EAGAIN, Files.Read(reader, new byte[1]).Error);
        Assert.Equal(65_536u, Files.Write(writer, new byte[70_000]).Value);
        Assert.Equal(Errno.EAGAIN, Files.Write(writer, new byte[1]).Error);
    }

    [Fact]
    public void The_ends_of_a_pipe_with_a_name_wait_for_each_other()
    {
        Assert.Equal(Errno.None, Files.MakeNode(_world.Root, "pipe"u8, NodeMode.Pipe | 0x1A4, 0));
        Assert.Equal(Errno.ENXIO, _world.Open("pipe", OpenFlags.WriteOnly | OpenFlags.NonBlocking, out _));
        Assert.Equal(Errno.EINVAL, _world.Open("pipe", OpenFlags.AccessMask, out _));
        Handle reader = _world.Open("pipe", OpenFlags.None);
        Assert.Equal(WaitFor.PipeOtherEnd, Files.AwaitOtherEnd(reader).Wait);
        Handle writer = _world.Open("pipe", OpenFlags.WriteOnly);
        Assert.Equal(WaitFor.Nothing, Files.AwaitOtherEnd(writer).Wait);
        Files.Write(writer, "x"u8);

        // The writer is gone before the reader is asked again: it was there all the same.
        Files.Close(writer);
        Assert.Equal(WaitFor.Nothing, Files.AwaitOtherEnd(reader).Wait);
        Assert.Equal(1u, Files.Read(reader, new byte[2]).Value);
        Files.Close(reader);
        Handle both = _world.Open("pipe", OpenFlags.ReadWrite);
        Assert.Equal(WaitFor.Nothing, Files.AwaitOtherEnd(both).Wait);
        Assert.Equal(3u, Files.Write(both, "abc"u8).Value);
        uint index = Files.Nodes[Files.Opened[both].Node].Contents;
        Assert.Equal(1u, _world.Spaces.Spaces.Objects[index].Resident);
        Files.Close(both);
        Assert.Equal(0u, _world.Spaces.Spaces.Objects[index].Resident);
        Handle later = _world.Open("pipe", OpenFlags.None | OpenFlags.NonBlocking);
        Outcome outcome = Files.Read(later, new byte[2]);
        Assert.Equal((Errno.None, 0u, WaitFor.Nothing), (outcome.Error, outcome.Value, outcome.Wait));
        Assert.Equal(WaitFor.Nothing, Files.AwaitOtherEnd(later).Wait);
    }

    private string Read(int count)
    {
        byte[] bytes = new byte[count];
        Outcome outcome = Files.Read(_reader, bytes);
        Assert.Equal((Errno.None, WaitFor.Nothing), (outcome.Error, outcome.Wait));
        return Encoding.Latin1.GetString(bytes, 0, (int)outcome.Value);
    }
}
