using CsCheck;
using Osmosis.Programs.Files;

namespace Osmosis.Programs.Tests.Files;

/// <summary>
/// Random reads and writes at a pipe of ours and at one of the host's, both with O_NONBLOCK: the same results, errors
/// and bytes. Linux keeps a pipe in 16 pages, which writes of odd sizes don't fill: so these stay below what always
/// fits, and a pipe that gets full is tried with whole pages.
/// </summary>
[Slow]
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
        Gen.Select(step.Array[1, 60], Gen.Int[0, 2]).Sample(
            (steps, closed) =>
            {
                FileWorld world = new();
                OpenFlags flags = OpenFlags.NonBlocking;
                Assert.Equal(Errno.None, world.Files.MakePipe(flags, out Handle reader, out Handle writer));
                (int hostReader, int hostWriter) = Host.MakePipe((uint)flags);
                byte next = 0;
                void Take((bool IsWrite, int Size) taken)
                {
                    byte[] bytes = new byte[taken.Size];
                    byte[] hostBytes = new byte[taken.Size];
                    if (taken.IsWrite && world.Files.WaitingIn(world.Files.Opened[writer].Node) + taken.Size > most)
                    {
                        return;
                    }

                    for (int i = 0; taken.IsWrite && i < bytes.Length; i++)
                    {
                        bytes[i] = next++;
                    }

                    Outcome ours = taken.IsWrite ? world.Files.Write(writer, bytes) : world.Files.Read(reader, bytes);
                    Errno theirs = taken.IsWrite
                        ? Host.Write(hostWriter, bytes, out int done)
                        : Host.Read(hostReader, hostBytes, out done);
                    Assert.Equal((theirs, (uint)done), (ours.Error, ours.Value));
                    Assert.True(taken.IsWrite || bytes.AsSpan().SequenceEqual(hostBytes));
                    next = taken.IsWrite ? (byte)(next - (bytes.Length - done)) : next;
                }

                Array.ForEach(steps, Take);

                // Then one end goes. (The host's writers get EPIPE alone: .NET ignores SIGPIPE.)
                world.Files.Close(closed == 0 ? reader : writer);
                Host.Close(closed == 0 ? hostReader : hostWriter);
                Array.ForEach(steps, taken => Take((closed == 0, Math.Min(taken.Size, 4000))));
                world.Files.Close(closed == 0 ? writer : reader);
                Host.Close(closed == 0 ? hostWriter : hostReader);
                world.CheckEmpty();
                operations.Add(steps.Length * 2);
            },
            iter: 150);
        operations.RequireAtLeast(3_000);
    }
}
