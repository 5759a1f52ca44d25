using CsCheck;
using Osmosis.Programs.Files;

namespace Osmosis.Programs.Tests.Files;

/// <summary>
/// Random reads and writes at a pipe of ours and at one of the host's, both with O_NONBLOCK: the same results, errors
/// and bytes. Linux keeps a pipe in 16 pages, which writes of odd sizes don't fill: so these stay below what always
/// fits, and a pipe that gets full is tried with whole pages.
/// </summary>
[Slow]
[Collection(StartedProcesses.None)]
public class PipeModelTests
{
    private const int AlwaysFits = 28_000;
    private const int Page = 4096;

    private static readonly Gen<(bool IsWrite, int Size)> _odd =
        Gen.Select(Gen.Bool, Gen.Frequency((3, Gen.Int[0, 300]), (1, Gen.Int[0, 9000])));

    private static readonly Gen<(bool IsWrite, int Size)> _pages =
        Gen.Select(Gen.Frequency((2, Gen.Const(true)), (1, Gen.Const(false))),
            Gen.Int[0, 18].Select(pages => pages * Page));

    [Fact]
    public void Odd_sizes_are_read_and_written_as_on_Linux() => Compare(_odd, AlwaysFits);

    [Fact]
    public void A_pipe_gets_full_as_on_Linux() => Compare(_pages, int.MaxValue);

    private static void Compare(Gen<(bool IsWrite, int Size)> step, int most)
    {
        OperationCounter operations = new();
        Gen.Select(step.Array[1, 60], Gen.Bool).Sample(
            (steps, isReaderClosed) =>
            {
                PipePair pair = new(most);
                pair.Open();
                Array.ForEach(steps, taken => pair.Take(taken.IsWrite, taken.Size));

                // Then one end goes. (The host's writer gets EPIPE alone: .NET ignores SIGPIPE.)
                pair.Close(isReaderClosed);
                Array.ForEach(steps, taken => pair.Take(isReaderClosed, Math.Min(taken.Size, 4000)));
                pair.Close(!isReaderClosed);
                pair.CheckEmpty();
                operations.Add(steps.Length * 2);
            },
            iter: 150);
        operations.RequireAtLeast(3_000);
    }

    /// <summary>
    /// A pipe of ours and one of the host's. A write that would leave more than so many bytes in them is not tried.
    /// </summary>
    private sealed class PipePair(int most)
    {
        private const int MostAgain = 2_000;

        private readonly FileWorld _world = new();
        private Handle _reader;
        private Handle _writer;
        private int _hostReader;
        private int _hostWriter;
        private bool _isReaderClosed;
        private byte _next;

        public void Open()
        {
            Assert.Equal(Errno.None, _world.Files.MakePipe(OpenFlags.NonBlocking, out _reader, out _writer));
            (_hostReader, _hostWriter) = Host.MakePipe((uint)OpenFlags.NonBlocking);
        }

        public void Take(bool isWrite, int size)
        {
            if (!isWrite)
            {
                Read(size);
            }
            else if (_world.Files.WaitingIn(_world.Files.Opened[_writer].Node) + size <= most)
            {
                Write(size);
            }
        }

        public void Close(bool isReader)
        {
            _world.Files.Close(isReader ? _reader : _writer);
            Host.Close(isReader ? _hostReader : _hostWriter);
            _isReaderClosed |= isReader;
        }

        public void CheckEmpty() => _world.CheckEmpty();

        private void Read(int size)
        {
            byte[] bytes = new byte[size];
            byte[] hostBytes = new byte[size];
            Outcome ours = _world.Files.Read(_reader, bytes);
            Errno theirs = Host.Read(_hostReader, hostBytes, out int done);
            Assert.Equal((theirs, (uint)done), (ours.Error, ours.Value));
            Assert.True(bytes.AsSpan().SequenceEqual(hostBytes));
        }

        private void Write(int size)
        {
            byte[] bytes = [.. Enumerable.Range(0, size).Select(i => (byte)(_next + i))];
            Outcome ours = _world.Files.Write(_writer, bytes);
            Errno theirs = Host.Write(_hostWriter, bytes, out int done);
            // A process that something here is just starting has the reader until it becomes another program.
            for (int again = 0; _isReaderClosed && size > 0 && theirs != Errno.EPIPE && again < MostAgain; again++)
            {
                Thread.Sleep(1);
                theirs = Host.Write(_hostWriter, bytes, out done);
            }

            Assert.Equal((theirs, (uint)done), (ours.Error, ours.Value));
            _next += (byte)done;
        }
    }
}
