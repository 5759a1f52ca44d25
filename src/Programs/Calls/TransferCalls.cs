using System;
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
    /// <summary>In place of a position: the open file's own.</summary>
    public const ulong OwnPosition = ulong.MaxValue;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>read(descriptor, bytes, count), pread64(…, position).</summary>
        public uint Read(ref Thread caller, ulong position)
        {
            ref readonly Registers with = ref caller.Registers;
            return system.Read(
                ref caller, UserBuffers.One(system.SpaceOf(in caller), with.Ecx, with.Edx), position);
        }

        /// <summary>write(descriptor, bytes, count), pwrite64(…, position).</summary>
        public uint Write(ref Thread caller, ulong position)
        {
            ref readonly Registers with = ref caller.Registers;
            return system.Write(
                ref caller, UserBuffers.One(system.SpaceOf(in caller), with.Ecx, with.Edx), position);
        }

        /// <summary>readv(descriptor, buffers, count).</summary>
        public uint ReadSeveral(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            Errno error =
                UserBuffers.Several(ref system, system.SpaceOf(in caller), with.Ecx, with.Edx, out UserBuffers buffers);
            return error == Errno.None ? system.Read(ref caller, buffers, OwnPosition) : CallResult.Of(error);
        }

        /// <summary>writev(descriptor, buffers, count).</summary>
        public uint WriteSeveral(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            Errno error =
                UserBuffers.Several(ref system, system.SpaceOf(in caller), with.Ecx, with.Edx, out UserBuffers buffers);
            return error == Errno.None ? system.Write(ref caller, buffers, OwnPosition) : CallResult.Of(error);
        }

        /// <summary>The open file behind the first argument. EBADF.</summary>
        public Errno FindOpened(in Thread caller, uint descriptor, out Handle opened)
        {
            opened = system.Files.Find(in system.Processes[caller.Process].Descriptors, descriptor);
            return opened.IsNone ? Errno.EBADF : Errno.None;
        }

        private uint Read(ref Thread caller, UserBuffers buffers, ulong position)
        {
            Errno error = system.FindOpened(in caller, caller.Registers.Ebx, out Handle opened);
            uint refused = error != Errno.None
                ? CallResult.Of(error)
                : system.AskForFile(ref caller, opened, Signal.TerminalInput);
            if (refused != 0)
            {
                return refused;
            }

            if (system.Files.IsPlain(opened))
            {
                return system.ReadFile(opened, ref buffers, position);
            }

            uint done = 0;
            Outcome outcome;
            uint asked;
            do
            {
                if (buffers.Left != 0 && !buffers.CanTakeNext(ref system))
                {
                    return done != 0 ? done : CallResult.Of(Errno.EFAULT);
                }

                asked = Math.Min(buffers.Left, PageBuffer.Size);
                Span<byte> piece = ((Span<byte>)system.Page).Slice(0, (int)asked);
                ulong before = system.Files.Opened[opened].Position;
                outcome = position == OwnPosition
                    ? system.Files.Read(opened, piece)
                    : system.Files.ReadAt(opened, position + done, piece);
                uint given = outcome.Value == 0 ? 0 : buffers.CopyOut(ref system, piece.Slice(0, (int)outcome.Value));
                done += given;
                if (given != outcome.Value)
                {
                    if (position == OwnPosition)
                    {
                        system.Files.ComeBack(opened, before + given);
                    }

                    return done != 0 ? done : CallResult.Of(Errno.EFAULT);
                }
            }
            while (outcome.Value != 0 && outcome.Value == asked && buffers.Left != 0);

            return done != 0 ? done : system.Finish(ref caller, outcome);
        }

        /// <summary>From the file's frames to the program's, without a copy between.</summary>
        private uint ReadFile(Handle opened, ref UserBuffers buffers, ulong position)
        {
            ulong at = position == OwnPosition ? system.Files.Opened[opened].Position : position;
            Outcome outcome = system.Files.BeginRead(opened, at, buffers.Left, out uint contents);
            uint done = outcome.Value == 0 ? 0 : buffers.CopyOut(ref system, contents, at, outcome.Value);
            if (position == OwnPosition)
            {
                system.Files.ComeBack(opened, at + done);
            }

            return done != 0 ? done
                : outcome.Error != Errno.None ? CallResult.Of(outcome.Error)
                : outcome.Value == 0 ? 0
                : CallResult.Of(Errno.EFAULT);
        }

        private uint Write(ref Thread caller, UserBuffers buffers, ulong position)
        {
            Errno error = system.FindOpened(in caller, caller.Registers.Ebx, out Handle opened);
            uint refused = error != Errno.None
                ? CallResult.Of(error)
                : system.AskForFile(ref caller, opened, Signal.TerminalOutput);
            if (refused != 0)
            {
                return refused;
            }

            uint done = caller.IsInCall ? caller.Progress : 0;
            buffers.Skip(ref system, done);
            Outcome outcome = default;
            bool isFirst = true;
            while (buffers.Left != 0 || isFirst)
            {
                isFirst = false;
                Span<byte> piece = ((Span<byte>)system.Page).Slice(0, (int)Math.Min(buffers.Left, PageBuffer.Size));
                UserBuffers start = buffers;
                uint given = buffers.CopyIn(ref system, piece);
                if (given == 0 && !piece.IsEmpty)
                {
                    return done != 0 ? done : CallResult.Of(Errno.EFAULT);
                }

                outcome = position == OwnPosition
                    ? system.Files.Write(opened, piece.Slice(0, (int)given))
                    : system.Files.WriteAt(opened, position + done, piece.Slice(0, (int)given));
                done += outcome.Value;
                if (outcome.Value != given)
                {
                    buffers = start;
                    buffers.Skip(ref system, outcome.Value);
                    if (outcome.Value == 0)
                    {
                        break;
                    }
                }
            }

            caller.Progress = done;
            return done != 0 && outcome.Wait == WaitFor.Nothing && outcome.Signal == Signal.None
                ? done
                : system.Finish(ref caller, outcome);
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
