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
        /// <summary>sendfile(to, from, position, count), sendfile64: 0 at the end of what is read.</summary>
        public uint Send(ref Thread caller, bool isLong)
        {
            ref readonly Registers with = ref caller.Registers;
            uint space = system.SpaceOf(in caller);
            ulong from = TransferCalls.OwnPosition, to = TransferCalls.OwnPosition;
            if (with.Edx != 0 && !system.TryReadPosition(space, with.Edx, isLong, out from))
            {
                return CallResult.Of(Errno.EFAULT);
            }

            uint sent = system.Send(ref caller, with.Ecx, ref from, with.Ebx, ref to, with.Esi);
            bool isWritten = with.Edx == 0
                || (isLong ? system.TryWrite(space, with.Edx, from) : system.TryWrite(space, with.Edx, (uint)from));
            return isWritten ? sent : CallResult.Of(Errno.EFAULT);
        }

        /// <summary>copy_file_range(from, its position, to, its position, count, flags): between two files.</summary>
        public uint CopyRange(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            uint space = system.SpaceOf(in caller);
            ulong from = TransferCalls.OwnPosition, to = TransferCalls.OwnPosition;
            bool isRead = (with.Ecx == 0 || system.TryRead(space, with.Ecx, out from))
                && (with.Esi == 0 || system.TryRead(space, with.Esi, out to));
            if (!isRead || with.Ebp != 0)
            {
                return CallResult.Of(isRead ? Errno.EINVAL : Errno.EFAULT);
            }

            if (!system.IsFile(in caller, with.Ebx) || !system.IsFile(in caller, with.Edx))
            {
                return CallResult.Of(Errno.EINVAL);
            }

            uint sent = system.Send(ref caller, with.Ebx, ref from, with.Edx, ref to, with.Edi);
            bool isWritten = (with.Ecx == 0 || system.TryWrite(space, with.Ecx, from))
                && (with.Esi == 0 || system.TryWrite(space, with.Esi, to));
            return isWritten ? sent : CallResult.Of(Errno.EFAULT);
        }

        private bool IsFile(in Thread caller, uint descriptor) =>
            system.FindOpened(in caller, descriptor, out Handle opened) != Errno.None
            || system.Files.Nodes[system.Files.Opened[opened].Node].IsFile;

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
            ref Thread caller, uint from, ref ulong fromAt, uint to, ref ulong toAt, uint count)
        {
            Errno error = system.FindOpened(in caller, from, out Handle source);
            Handle target = default;
            error = error == Errno.None ? system.FindOpened(in caller, to, out target) : error;
            if (error != Errno.None)
            {
                return CallResult.Of(error);
            }

            uint done = 0;
            Outcome outcome = Outcome.Done(0);
            while (done < count)
            {
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
                fromAt = fromAt == TransferCalls.OwnPosition ? TransferCalls.OwnPosition : fromAt + outcome.Value;
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
