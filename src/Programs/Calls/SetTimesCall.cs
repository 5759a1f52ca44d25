using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Calls;

/// <summary>utimensat: when a file was read and written.</summary>
internal static class SetTimesCall
{
    private const uint Now = 0x3FFF_FFFF;
    private const uint Unchanged = 0x3FFF_FFFE;
    private const uint NanosecondsPerSecond = 1_000_000_000;

    private static bool IsTime(in LongTime given) =>
        given.Nanoseconds is Now or Unchanged || given.Nanoseconds < NanosecondsPerSecond;

    private static ulong Chosen(in LongTime given, ulong now, ulong before) => given.Nanoseconds switch
    {
        Now => now,
        Unchanged => before,
        _ => (given.Seconds * NanosecondsPerSecond) + given.Nanoseconds,
    };

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// utimensat_time64(folder, path, times, flags), and utimensat with times of 32 bits. Without a path: the
        /// descriptor itself. Two times that stay are enough: nothing else is looked at.
        /// </summary>
        public uint SetTimes(in Thread caller, bool isLong)
        {
            ref readonly Registers with = ref caller.Registers;
            LongTime accessed = new() { Nanoseconds = Now }, modified = accessed;
            if (with.Edx != 0
                && (!system.TryReadTime(in caller, with.Edx, isLong, out accessed)
                    || !system.TryReadTime(in caller, with.Edx + (isLong ? 16u : 8), isLong, out modified)))
            {
                return CallResult.Of(Errno.EFAULT);
            }

            if (accessed.Nanoseconds == Unchanged && modified.Nanoseconds == Unchanged)
            {
                return 0;
            }

            Errno error = system.FindChanged(in caller, out Handle node);
            error = error == Errno.None && !(IsTime(in accessed) && IsTime(in modified)) ? Errno.EINVAL : error;
            if (error == Errno.None)
            {
                ref Node changed = ref system.Files.Nodes[node];
                ulong now = system.Files.Now;
                system.Files.SetTimes(
                    node, Chosen(in accessed, now, changed.Accessed), Chosen(in modified, now, changed.Modified));
            }

            return CallResult.Of(error);
        }

        private Errno FindChanged(in Thread caller, out Handle node)
        {
            ref readonly Registers with = ref caller.Registers;
            node = default;
            bool isDescriptor = with.Ecx == 0 && with.Ebx != PathCalls.WorkingFolder;
            Errno error = isDescriptor && with.Esi != 0 ? Errno.EINVAL : PathCalls.CheckFlags(with.Esi);
            return error != Errno.None ? error
                : isDescriptor ? system.NodeOf(in caller, with.Ebx, out node)
                : system.Find(in caller, with.Ebx, with.Ecx, with.Esi, out node);
        }

        private bool TryReadTime(in Thread caller, uint address, bool isLong, out LongTime time)
        {
            uint space = system.SpaceOf(in caller);
            if (isLong)
            {
                return system.TryRead(space, address, out time);
            }

            bool isRead = system.TryRead(space, address, out ulong both);
            time = new LongTime { Seconds = (uint)both, Nanoseconds = (uint)(both >> 32) };
            return isRead;
        }
    }
}
