using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Calls;

/// <summary>wait4 and waitpid: how children ended, stopped and went on.</summary>
internal static class WaitCalls
{
    private const uint AnyChild = uint.MaxValue;

    // Options: WNOHANG, WUNTRACED, WCONTINUED; and those about threads, which mean nothing here.
    private const uint DontWait = 1;
    private const uint Stopped = 2;
    private const uint Continued = 8;
    private const uint AboutThreads = 0xE000_0000;

    // Statuses of children that have not ended.
    private const uint StoppedStatus = 0x7F;
    private const int StatusShift = 8;
    private const uint ContinuedStatus = 0xFFFF;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>wait4(children, status, options, use), waitpid. EINVAL, ECHILD, EFAULT.</summary>
        public uint WaitFor(ref Thread caller, uint use)
        {
            ref readonly Registers with = ref caller.Registers;
            uint options = with.Edx;
            if ((options & ~(DontWait | Stopped | Continued | AboutThreads)) != 0)
            {
                return CallResult.Of(Errno.EINVAL);
            }

            if (system.TryFindChild(in caller, options, out uint child, out bool exists))
            {
                return system.Report(in caller, child, use);
            }

            return !exists ? CallResult.Of(Errno.ECHILD)
                : (options & DontWait) != 0 ? 0
                : system.Wait(ref caller, WaitChannel.ChildOf(caller.Process));
        }

        /// <summary>
        /// A child of those that are asked for, with something to report. Whether there are such at all.
        /// </summary>
        private bool TryFindChild(in Thread caller, uint options, out uint child, out bool exists)
        {
            exists = false;
            ref Process parent = ref system.Processes[caller.Process];
            for (child = parent.FirstChild; child != 0; child = system.Processes[child].NextSibling)
            {
                ref Process found = ref system.Processes[child];
                if (!IsAskedFor(in found, caller.Registers.Ebx, parent.Job.Group))
                {
                    continue;
                }

                exists = true;
                if (found.IsZombie || (found.Job.HasStopped && (options & Stopped) != 0)
                    || (found.Job.HasContinued && (options & Continued) != 0))
                {
                    return true;
                }
            }

            return false;
        }

        private uint Report(in Thread caller, uint child, uint use)
        {
            ref Process found = ref system.Processes[child];
            uint status = found.IsZombie ? found.Status
                : found.Job.HasStopped ? StoppedStatus | ((uint)found.Job.StoppedBy << StatusShift)
                : ContinuedStatus;
            uint space = system.SpaceOf(in caller), address = caller.Registers.Ecx;
            uint ticks = found.Ticks + found.ChildTicks, id = found.Id;
            if ((address != 0 && !system.TryWrite(space, address, status))
                || (use != 0 && !system.TryWrite(space, use, UsageRecord.Of(ticks, found.Faults))))
            {
                return CallResult.Of(Errno.EFAULT);
            }

            if (found.IsZombie)
            {
                system.Processes[caller.Process].ChildTicks += ticks;
                system.Processes.Reap(child);
            }
            else if (found.Job.HasStopped)
            {
                found.Job.HasStopped = false;
            }
            else
            {
                found.Job.HasContinued = false;
            }

            return id;
        }
    }

    private static bool IsAskedFor(in Process child, uint which, uint ownGroup) =>
        which == AnyChild
        || ((int)which > 0 ? child.Id == which : child.Job.Group == (which == 0 ? ownGroup : unchecked(0 - which)));
}
