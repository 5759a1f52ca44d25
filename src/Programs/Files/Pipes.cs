using System;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>
/// Pipes: 64 KiB in a ring, which lies in the pages of a memory object. Nothing blocks here: a call that would have to
/// wait says what for, has changed nothing, and is restarted when that has happened.
/// </summary>
public static class Pipes
{
    /// <summary>Bytes that a pipe holds, as on Linux.</summary>
    public const uint Capacity = 64u << 10;

    /// <summary>A write of at most so many bytes is done as a whole or not at all (Linux's PIPE_BUF).</summary>
    public const uint MostAtOnce = 4096;

    extension<T>(ref FileSystem<T> files)
        where T : struct, IFileMachine
    {
        /// <summary>
        /// Makes a pipe without a name, open at both ends (pipe2). ENFILE, and nothing is taken, when there is no
        /// memory.
        /// </summary>
        public Errno MakePipe(OpenFlags flags, out Handle reader, out Handle writer)
        {
            reader = default;
            writer = default;
            if (!files.Opened.TryReserve(2) || files.TakeNode(NodeMode.Pipe | 0x180, 0, out Handle node) != Errno.None)
            {
                return Errno.ENFILE;
            }

            files.Nodes[node].Pipe.IsNameless = true;
            reader = files.OpenNode(node, flags & OpenFlags.NonBlocking);
            writer = files.OpenNode(node, OpenFlags.WriteOnly | (flags & OpenFlags.NonBlocking));
            return Errno.None;
        }

        /// <summary>Bytes that wait in a pipe (FIONREAD).</summary>
        public uint WaitingIn(Handle pipe) => files.Nodes[pipe].Pipe.Count;

        /// <summary>
        /// Whether an end of a pipe with a name, just opened, has to wait until somebody opens the other one. It counts
        /// as open meanwhile: so two who wait for each other meet.
        /// </summary>
        public Outcome AwaitOtherEnd(Handle opened)
        {
            ref OpenFile end = ref files.Opened[opened];
            ref Node node = ref files.Nodes[end.Node];
            if (node.Kind != NodeMode.Pipe || node.Pipe.IsNameless || (end.MayRead && end.MayWrite)
                || (end.Flags & OpenFlags.NonBlocking) != 0)
            {
                return Outcome.Done(0);
            }

            uint others = end.MayRead ? node.Pipe.Writers : node.Pipe.Readers;
            uint ever = end.MayRead ? node.Pipe.EverWritten : node.Pipe.EverRead;
            return others != 0 || ever != end.Position
                ? Outcome.Done(0)
                : Outcome.Waiting(WaitFor.PipeOtherEnd, end.Node);
        }

        /// <summary>
        /// Counts an end that was opened or closed. An open end remembers how often the other one had been opened and
        /// closed: one that is open counts as coming.
        /// </summary>
        internal void CountEnd(ref OpenFile end, bool isOpened)
        {
            ref PipeState pipe = ref files.Nodes[end.Node].Pipe;
            if (isOpened)
            {
                uint ever = end.MayRead ? pipe.EverWritten : pipe.EverRead;
                uint others = end.MayRead ? pipe.Writers : pipe.Readers;
                end.Position = others != 0 || pipe.IsNameless ? ever - 1 : ever;
            }

            uint change = isOpened ? 1 : uint.MaxValue;
            pipe.Readers += end.MayRead ? change : 0;
            pipe.Writers += end.MayWrite ? change : 0;
            pipe.EverRead += isOpened && end.MayRead ? 1u : 0;
            pipe.EverWritten += isOpened && end.MayWrite ? 1u : 0;
            if (pipe.Readers + pipe.Writers == 0)
            {
                // What nobody has read is gone, also from a pipe with a name.
                pipe.Start = 0;
                pipe.Count = 0;
                files.Machine.SetObjectLength(files.Nodes[end.Node].Contents, 0);
            }

            files.Machine.PipeChanged(end.Node);
        }

        /// <summary>
        /// Reads what is there, at least a byte. 0 at the end: there is nothing, and nobody writes. EAGAIN instead of
        /// waiting when the end doesn't block.
        /// </summary>
        internal Outcome ReadPipe(in OpenFile end, Span<byte> bytes)
        {
            ref Node node = ref files.Nodes[end.Node];
            if (bytes.IsEmpty)
            {
                return Outcome.Done(0);
            }

            if (node.Pipe.Count == 0)
            {
                bool isEnd = node.Pipe.Writers == 0;
                return isEnd ? Outcome.Done(0) : WaitOrRefuse(in end, WaitFor.PipeBytes);
            }

            uint count = Math.Min(node.Pipe.Count, (uint)bytes.Length);
            uint first = Math.Min(count, Capacity - node.Pipe.Start);
            bool isRead = files.Machine.ReadObject(node.Contents, node.Pipe.Start, bytes.Slice(0, (int)first)) == first
                && files.Machine.ReadObject(node.Contents, 0,
                    bytes.Slice((int)first, (int)(count - first))) == count - first;
            if (!isRead)
            {
                return Outcome.Failed(Errno.EIO);
            }

            node.Pipe.Count -= count;
            node.Pipe.Start = node.Pipe.Count == 0 ? 0 : (node.Pipe.Start + count) % Capacity;
            node.Accessed = files.Now;
            files.Machine.PipeChanged(end.Node);
            return Outcome.Done(count);
        }

        /// <summary>
        /// Writes as much as there is room for; up to 4,096 bytes whole or not at all. EPIPE with SIGPIPE when nobody
        /// reads. EAGAIN instead of waiting when the end doesn't block. A call that blocks and has written a part says
        /// how much: the caller goes on behind it before it tells the program.
        /// </summary>
        internal Outcome WritePipe(in OpenFile end, ReadOnlySpan<byte> bytes)
        {
            ref Node node = ref files.Nodes[end.Node];
            if (bytes.IsEmpty)
            {
                return Outcome.Done(0);
            }

            if (node.Pipe.Readers == 0)
            {
                return Outcome.BrokenPipe;
            }

            uint room = Capacity - node.Pipe.Count;
            bool isWhole = (uint)bytes.Length <= MostAtOnce;
            if (room < (isWhole ? (uint)bytes.Length : 1))
            {
                return WaitOrRefuse(in end, WaitFor.PipeRoom);
            }

            uint count = Math.Min(room, (uint)bytes.Length);
            uint done = files.Fill(ref node, bytes.Slice(0, (int)count));
            if (done == 0 || (isWhole && done < count))
            {
                return Outcome.Failed(Errno.ENOMEM);
            }

            node.Pipe.Count += done;
            node.Modified = files.Now;
            files.Machine.PipeChanged(end.Node);
            return Outcome.Done(done);
        }

        /// <summary>Puts bytes behind those in the ring. Returns how many: fewer when memory runs out.</summary>
        private uint Fill(ref Node node, ReadOnlySpan<byte> bytes)
        {
            uint start = (node.Pipe.Start + node.Pipe.Count) % Capacity;
            uint first = Math.Min((uint)bytes.Length, Capacity - start);
            uint done = files.Machine.WriteObject(node.Contents, start, bytes.Slice(0, (int)first));
            return done < first ? done : done + files.Machine.WriteObject(node.Contents, 0, bytes.Slice((int)first));
        }
    }

    private static Outcome WaitOrRefuse(in OpenFile end, WaitFor wait) =>
        end.MayWait ? Outcome.Waiting(wait, end.Node) : Outcome.Failed(Errno.EAGAIN);
}
