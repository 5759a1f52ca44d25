using System;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Calls;

/// <summary>Calls that move bytes from file to file: sendfile, copy_file_range.</summary>
internal static class SendCalls
{
    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// sendfile(to, from, position, count), sendfile64: 0 at the end of what is read. Two GiB less a page at most.
        /// </summary>
        public uint Send(ref Thread caller, bool isLong)
        {
            ref readonly Registers with = ref caller.Registers;
            uint space = system.SpaceOf(in caller);
            ulong from = TransferCalls.OwnPosition, to = TransferCalls.OwnPosition;
            if (with.Edx != 0 && !system.TryReadPosition(space, with.Edx, isLong, out from))
            {
                return CallResult.Of(Errno.EFAULT);
            }

            // The position is written back in any case.
            Errno error = system.CheckSend(in caller, with.Edx != 0, from, out Handle source, out Handle target);
            uint sent = error == Errno.None
                ? system.Send(ref caller, source, ref from, target, ref to, Math.Min(with.Esi, UserBuffers.MostBytes))
                : CallResult.Of(error);
            bool isWritten = with.Edx == 0 || sent == CallResult.GoesOn
                || (isLong ? system.TryWrite(space, with.Edx, from) : system.TryWrite(space, with.Edx, (uint)from));
            return isWritten ? sent : CallResult.Of(Errno.EFAULT);
        }

        /// <summary>copy_file_range(from, its position, to, its position, count, flags): between two files.</summary>
        public uint CopyRange(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            uint space = system.SpaceOf(in caller);
            Errno error = system.FindOpened(in caller, with.Ebx, out Handle source);
            Handle target = default;
            error = error == Errno.None ? system.FindOpened(in caller, with.Edx, out target) : error;
            if (error != Errno.None)
            {
                return CallResult.Of(error);
            }

            ulong from = system.Files.Opened[source].Position, to = system.Files.Opened[target].Position;
            bool isRead = (with.Ecx == 0 || system.TryRead(space, with.Ecx, out from))
                && (with.Esi == 0 || system.TryRead(space, with.Esi, out to));
            error = !isRead ? Errno.EFAULT
                : with.Ebp != 0 ? Errno.EINVAL
                : system.CheckCopy(source, from, target, to, with.Edi);
            if (error != Errno.None)
            {
                return CallResult.Of(error);
            }

            from = with.Ecx == 0 ? TransferCalls.OwnPosition : from;
            to = with.Esi == 0 ? TransferCalls.OwnPosition : to;
            // What the copy itself puts behind the end isn't copied. The call may do less than it was asked for.
            ulong rest = system.Machine.ObjectLength(system.Files.Nodes[system.Files.Opened[source].Node].Contents);
            ulong at = from == TransferCalls.OwnPosition ? system.Files.Opened[source].Position : from;
            uint count = (uint)Math.Min(Math.Min(with.Edi, LongCalls.BytesInTurn), rest - Math.Min(rest, at));
            uint sent = system.Send(ref caller, source, ref from, target, ref to, count);
            bool isWritten = (int)sent <= 0 || ((with.Ecx == 0 || system.TryWrite(space, with.Ecx, from))
                && (with.Esi == 0 || system.TryWrite(space, with.Esi, to)));
            return isWritten ? sent : CallResult.Of(Errno.EFAULT);
        }

        // The order is that of Linux's do_sendfile.
        private Errno CheckSend(in Thread caller, bool hasPosition, ulong from, out Handle source, out Handle target)
        {
            target = default;
            Errno error = system.FindOpened(in caller, caller.Registers.Ecx, out source);
            if (error != Errno.None || !system.Files.Opened[source].MayRead)
            {
                return Errno.EBADF;
            }

            if (hasPosition && !system.Files.HasPositions(system.Files.Opened[source].Node))
            {
                return Errno.ESPIPE;
            }

            if (hasPosition && (long)from < 0)
            {
                return Errno.EINVAL;
            }

            error = system.FindOpened(in caller, caller.Registers.Ebx, out target);
            if (error != Errno.None || !system.Files.Opened[target].MayWrite)
            {
                return Errno.EBADF;
            }

            if (hasPosition && from > FileSystem<T>.LongestFile)
            {
                return Errno.EOVERFLOW;
            }

            bool canSend = system.Files.Nodes[system.Files.Opened[source].Node].Kind
                is NodeMode.File or NodeMode.CharacterDevice;
            return canSend && (system.Files.Opened[target].Flags & OpenFlags.Append) == 0 ? Errno.None : Errno.EINVAL;
        }

        // The order is that of Linux's generic_copy_file_checks.
        private Errno CheckCopy(Handle source, ulong from, Handle target, ulong to, uint count)
        {
            ref OpenFile read = ref system.Files.Opened[source];
            ref OpenFile written = ref system.Files.Opened[target];
            ref Node sourceNode = ref system.Files.Nodes[read.Node];
            ref Node targetNode = ref system.Files.Nodes[written.Node];
            if (sourceNode.IsFolder || targetNode.IsFolder)
            {
                return Errno.EISDIR;
            }

            if (!sourceNode.IsFile || !targetNode.IsFile)
            {
                return Errno.EINVAL;
            }

            if (!read.MayRead || !written.MayWrite || (written.Flags & OpenFlags.Append) != 0)
            {
                return Errno.EBADF;
            }

            if (from + count < from || to + count < to)
            {
                return Errno.EOVERFLOW;
            }

            if ((long)from < 0 || (long)to < 0 || to >= FileSystem<T>.LongestFile)
            {
                return (long)to >= (long)FileSystem<T>.LongestFile ? Errno.EFBIG : Errno.EINVAL;
            }

            ulong length = system.Machine.ObjectLength(sourceNode.Contents);
            ulong bytes = Math.Min(count, length - Math.Min(length, from));
            bool overlaps = read.Node.Value == written.Node.Value && to + bytes > from && to < from + bytes;
            return overlaps ? Errno.EINVAL : Errno.None;
        }

        private bool TryReadPosition(uint space, uint address, bool isLong, out ulong position)
        {
            if (isLong)
            {
                return system.TryRead(space, address, out position);
            }

            bool isRead = system.TryRead(space, address, out uint low);
            position = low;
            return isRead;
        }

        private uint Send(
            ref Thread caller, Handle source, ref ulong fromAt, Handle target, ref ulong toAt, uint count)
        {
            uint before = LongCalls.DoneBefore(in caller), done = before, pieces = 0;
            fromAt += fromAt == TransferCalls.OwnPosition ? 0 : before;
            toAt += toAt == TransferCalls.OwnPosition ? 0 : before;
            Outcome outcome = Outcome.Done(0);
            while (done < count)
            {
                // A file that is sent to its own end grows by a byte a piece.
                if (pieces++ == LongCalls.PiecesInTurn)
                {
                    return LongCalls.GoOn(ref caller, done);
                }

                Span<byte> piece = ((Span<byte>)system.Page).Slice(0, (int)Math.Min(count - done, PageBuffer.Size));
                ulong at = fromAt == TransferCalls.OwnPosition ? system.Files.Opened[source].Position : fromAt;
                outcome = system.Files.ReadAt(source, at, piece);
                if (outcome.Value == 0)
                {
                    break;
                }

                uint read = outcome.Value;
                outcome = toAt == TransferCalls.OwnPosition
                    ? system.Files.Write(target, piece.Slice(0, (int)read))
                    : system.Files.WriteAt(target, toAt, piece.Slice(0, (int)read));
                toAt = toAt == TransferCalls.OwnPosition ? TransferCalls.OwnPosition : toAt + outcome.Value;
                bool isFile = system.Files.Nodes[system.Files.Opened[source].Node].IsFile;
                fromAt += isFile && fromAt != TransferCalls.OwnPosition ? outcome.Value : 0;
                if (fromAt == TransferCalls.OwnPosition)
                {
                    system.Files.ComeBack(source, at + outcome.Value);
                }

                done += outcome.Value;
                if (outcome.Value != read)
                {
                    break;
                }
            }

            return done != 0 ? done : system.Finish(ref caller, outcome);
        }
    }
}
