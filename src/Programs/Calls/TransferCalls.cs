using System;
using Osmosis.Programs.Devices;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Calls;

/// <summary>
/// Calls that move bytes between a program and a file: read, write, their vectors, and at a position.
/// Bytes go through the personality's page, a page at a time.
/// </summary>
internal static class TransferCalls
{
    private enum WriteKind
    {
        /// <summary>What can be read of a page is written.</summary>
        Parts,

        /// <summary>A page's bytes are written if all of them can be read (a pipe).</summary>
        Whole,

        /// <summary>No byte is looked at.</summary>
        Unseen,
    }

    /// <summary>
    /// In place of a position: the open file's own. No call can name it: it would lie before the start.
    /// </summary>
    public const ulong OwnPosition = ulong.MaxValue;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>read(descriptor, bytes, count), pread64(…, position).</summary>
        public uint Read(ref Thread caller, ulong position)
        {
            ref readonly Registers with = ref caller.Registers;
            bool isBeforeStart = (long)position < 0 && with.Eax == (uint)CallNumber.ReadAt;
            return isBeforeStart ? CallResult.Of(Errno.EINVAL) : system.Read(
                ref caller, UserBuffers.One(system.SpaceOf(in caller), with.Ecx, with.Edx), position);
        }

        /// <summary>write(descriptor, bytes, count), pwrite64(…, position).</summary>
        public uint Write(ref Thread caller, ulong position)
        {
            ref readonly Registers with = ref caller.Registers;
            bool isBeforeStart = (long)position < 0 && with.Eax == (uint)CallNumber.WriteAt;
            return isBeforeStart ? CallResult.Of(Errno.EINVAL) : system.Write(
                ref caller, UserBuffers.One(system.SpaceOf(in caller), with.Ecx, with.Edx), position);
        }

        /// <summary>readv(descriptor, buffers, count).</summary>
        public uint ReadSeveral(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            UserBuffers buffers = default;
            Errno error = system.FindToRead(in caller, OwnPosition, out _);
            error = error == Errno.None
                ? UserBuffers.Several(ref system, system.SpaceOf(in caller), with.Ecx, with.Edx, out buffers)
                : error;
            return error != Errno.None ? CallResult.Of(error)
                : buffers.Left == 0 ? 0
                : system.Read(ref caller, buffers, OwnPosition);
        }

        /// <summary>writev(descriptor, buffers, count).</summary>
        public uint WriteSeveral(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            UserBuffers buffers = default;
            Errno error = system.FindToWrite(in caller, OwnPosition, out _);
            error = error == Errno.None
                ? UserBuffers.Several(ref system, system.SpaceOf(in caller), with.Ecx, with.Edx, out buffers)
                : error;
            return error != Errno.None ? CallResult.Of(error)
                : buffers.Left == 0 ? 0
                : system.Write(ref caller, buffers, OwnPosition);
        }

        /// <summary>The open file behind the first argument. EBADF.</summary>
        public Errno FindOpened(in Thread caller, uint descriptor, out Handle opened)
        {
            opened = system.Files.Find(in system.Processes[caller.Process].Descriptors, descriptor);
            return opened.IsNone ? Errno.EBADF : Errno.None;
        }

        private uint Read(ref Thread caller, UserBuffers buffers, ulong position)
        {
            Errno error = system.FindToRead(in caller, position, out Handle opened);
            uint refused = error != Errno.None
                ? CallResult.Of(error)
                : system.AskForFile(ref caller, opened, Signal.TerminalInput);
            if (refused != 0)
            {
                return refused;
            }

            if (system.Files.IsPlain(opened))
            {
                return system.ReadFile(ref caller, opened, buffers, position);
            }

            uint before = LongCalls.DoneBefore(in caller), done = before;
            buffers.Skip(ref system, before);
            Outcome outcome;
            uint asked;
            do
            {
                if (done - before >= LongCalls.BytesInTurn)
                {
                    return LongCalls.GoOn(ref caller, done);
                }

                if (!buffers.CanTake(ref system, system.BytesTakenAway(opened)))
                {
                    return done != 0 ? done : CallResult.Of(Errno.EFAULT);
                }

                asked = Math.Min(buffers.Left, PageBuffer.Size);
                Span<byte> piece = ((Span<byte>)system.Page).Slice(0, (int)asked);
                ulong start = system.Files.Opened[opened].Position;
                outcome = position == OwnPosition
                    ? system.Files.Read(opened, piece)
                    : system.Files.ReadAt(opened, position + done, piece);
                uint given = outcome.Value == 0 ? 0 : buffers.CopyOut(ref system, piece.Slice(0, (int)outcome.Value));
                done += given;
                if (given != outcome.Value)
                {
                    if (position == OwnPosition)
                    {
                        system.Files.ComeBack(opened, start + given);
                    }

                    return done != 0 ? done : CallResult.Of(Errno.EFAULT);
                }
            }
            while (outcome.Value != 0 && outcome.Value == asked && buffers.Left != 0);

            return done != 0 ? done : system.Finish(ref caller, outcome);
        }

        /// <summary>From the file's frames to the program's, without a copy between.</summary>
        private uint ReadFile(ref Thread caller, Handle opened, UserBuffers buffers, ulong position)
        {
            uint before = LongCalls.DoneBefore(in caller);
            buffers.Skip(ref system, before);
            uint most = Math.Min(buffers.Left, LongCalls.BytesInTurn);
            ulong at = position == OwnPosition ? system.Files.Opened[opened].Position : position + before;
            Outcome outcome = system.Files.BeginRead(opened, at, most, out uint contents);
            uint given = outcome.Value == 0 ? 0 : buffers.CopyOut(ref system, contents, at, outcome.Value);
            if (position == OwnPosition)
            {
                system.Files.ComeBack(opened, at + given);
            }

            uint done = before + given;
            return given == LongCalls.BytesInTurn && buffers.Left != 0 ? LongCalls.GoOn(ref caller, done)
                : done != 0 ? done
                : outcome.Error != Errno.None ? CallResult.Of(outcome.Error)
                : outcome.Value == 0 ? 0
                : CallResult.Of(Errno.EFAULT);
        }

        private uint Write(ref Thread caller, UserBuffers buffers, ulong position)
        {
            Errno error = system.FindToWrite(in caller, position, out Handle opened);
            uint refused = error != Errno.None
                ? CallResult.Of(error)
                : system.AskForFile(ref caller, opened, Signal.TerminalOutput);
            if (refused != 0)
            {
                return refused;
            }

            WriteKind kind = system.KindOf(opened);
            uint before = LongCalls.DoneBefore(in caller), done = before;
            buffers.Skip(ref system, before);
            Outcome outcome = default;
            bool isFirst = true;
            while (buffers.Left != 0 || isFirst)
            {
                if (done - before >= LongCalls.BytesInTurn)
                {
                    return LongCalls.GoOn(ref caller, done);
                }

                isFirst = false;
                UserBuffers start = buffers;
                ulong at = position == OwnPosition ? position : position + done;
                outcome = system.WritePiece(ref buffers, opened, kind, at);
                done += outcome.Value;
                if (outcome.Value == 0)
                {
                    break;
                }

                buffers = start;
                buffers.Skip(ref system, outcome.Value);
            }

            caller.Progress = done;
            uint result = system.Finish(ref caller, outcome);
            return done != 0 && outcome.Wait == WaitFor.Nothing ? done : result;
        }

        // At most a page's bytes.
        private Outcome WritePiece(ref UserBuffers buffers, Handle opened, WriteKind kind, ulong position)
        {
            Span<byte> piece = ((Span<byte>)system.Page).Slice(0, (int)Math.Min(buffers.Left, PageBuffer.Size));
            uint given = kind == WriteKind.Unseen ? (uint)piece.Length : buffers.CopyIn(ref system, piece);
            bool isRefused = given == 0 || (kind == WriteKind.Whole && given != (uint)piece.Length);
            if (isRefused && !piece.IsEmpty)
            {
                return system.IsBroken(opened) ? Outcome.BrokenPipe : Outcome.Failed(Errno.EFAULT);
            }

            return position == OwnPosition
                ? system.Files.Write(opened, piece.Slice(0, (int)given))
                : system.Files.WriteAt(opened, position, piece.Slice(0, (int)given));
        }

        // A read takes them away for good, so they must not get lost.
        private uint BytesTakenAway(Handle opened)
        {
            ref Node node = ref system.Files.Nodes[system.Files.Opened[opened].Node];
            bool isTerminal = node.Kind == NodeMode.CharacterDevice && CharacterDevices.IsTerminal(node.Device);
            return node.Kind == NodeMode.Pipe ? node.Pipe.Count : isTerminal && system.Terminal.CanRead ? 1u : 0;
        }

        private WriteKind KindOf(Handle opened)
        {
            ref Node node = ref system.Files.Nodes[system.Files.Opened[opened].Node];
            bool isUnseen = node.Kind == NodeMode.CharacterDevice && CharacterDevices.IgnoresWrites(node.Device);
            return node.Kind == NodeMode.Pipe ? WriteKind.Whole : isUnseen ? WriteKind.Unseen : WriteKind.Parts;
        }

        // A pipe that nobody reads from: that is said before the bytes are looked at.
        private bool IsBroken(Handle opened)
        {
            ref Node node = ref system.Files.Nodes[system.Files.Opened[opened].Node];
            return node.Kind == NodeMode.Pipe && node.Pipe.Readers == 0;
        }

        /// <summary>A call's result from what files said: it waits, raises a signal, fails, or has a value.</summary>
        internal uint Finish(ref Thread caller, Outcome outcome)
        {
            if (outcome.Wait == WaitFor.Nothing)
            {
                system.Raised = outcome.Signal;
                return outcome.Error == Errno.None ? outcome.Value : CallResult.Of(outcome.Error);
            }

            return system.Wait(ref caller, outcome.On.IsNone ? WaitChannel.Terminal : WaitChannel.Node(outcome.On));
        }
    }
}
