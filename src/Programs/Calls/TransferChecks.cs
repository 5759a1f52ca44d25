using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Calls;

/// <summary>Finds the open file of a read or write, and refuses what is refused before a byte moves.</summary>
internal static class TransferChecks
{
    // Linux refuses what would end beyond the largest position that a signed number holds.
    private static Errno CheckEnd(ulong position, uint count) =>
        position != TransferCalls.OwnPosition && (long)(position + count) < 0 ? Errno.EINVAL : Errno.None;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// EBADF, EINVAL and ESPIPE for a position, EBADF for what may not be read, in Linux's order.
        /// </summary>
        public Errno FindToRead(in Thread caller, ulong position, out Handle opened)
        {
            Errno error = system.FindAt(in caller, position, out opened);
            bool isRefused = error == Errno.None && !system.Files.Opened[opened].MayRead;
            return isRefused ? Errno.EBADF : error != Errno.None ? error : CheckEnd(position, caller.Registers.Edx);
        }

        /// <summary>As <see cref="FindToRead{T}"/>, for what may not be written.</summary>
        public Errno FindToWrite(in Thread caller, ulong position, out Handle opened)
        {
            Errno error = system.FindAt(in caller, position, out opened);
            bool isRefused = error == Errno.None && !system.Files.Opened[opened].MayWrite;
            return isRefused ? Errno.EBADF : error != Errno.None ? error : CheckEnd(position, caller.Registers.Edx);
        }

        private Errno FindAt(in Thread caller, ulong position, out Handle opened)
        {
            Errno error = system.FindOpened(in caller, caller.Registers.Ebx, out opened);
            return error != Errno.None || position == TransferCalls.OwnPosition
                ? error
                : system.Files.CheckPosition(opened, position);
        }
    }
}
