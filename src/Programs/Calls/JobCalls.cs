using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Calls;

/// <summary>Calls about other processes: kill and its kind, groups, sessions.</summary>
internal static class JobCalls
{
    private const uint Everybody = uint.MaxValue;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>Calls about groups and sessions, and those that send signals.</summary>
        public uint DispatchJob(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            switch ((CallNumber)with.Eax)
            {
                case CallNumber.Kill:
                    return CallResult.Of(system.Kill(in caller, with.Ebx, with.Ecx));
                case CallNumber.KillThread:
                    return CallResult.Of(system.KillThread(in caller, with.Ebx, with.Ebx, with.Ecx));
                case CallNumber.KillThreadOf:
                    return CallResult.Of(system.KillThread(in caller, with.Ebx, with.Ecx, with.Edx));
                case CallNumber.SetGroup:
                    return CallResult.Of(system.SetGroup(in caller, with.Ebx, with.Ecx));
                case CallNumber.GetGroup:
                    return system.Processes[caller.Process].Job.Group;
                case CallNumber.GetGroupOf:
                    return system.TryFind(in caller, with.Ebx, out uint member)
                        ? system.Processes[member].Job.Group
                        : CallResult.Of(Errno.ESRCH);
                case CallNumber.GetSession:
                    return system.TryFind(in caller, with.Ebx, out uint process)
                        ? system.Processes[process].Job.Session
                        : CallResult.Of(Errno.ESRCH);
                case CallNumber.StartSession:
                    return system.StartSession(in caller);
                default:
                    return system.DispatchTimer(ref caller);
            }
        }

        /// <summary>
        /// kill(process, signal): a process, the caller's group (0), everybody but the first and the caller (-1), or a
        /// group. Signal 0 only asks whether there is one. EINVAL, ESRCH.
        /// </summary>
        private Errno Kill(in Thread caller, uint id, uint signal)
        {
            if (signal > SignalActions.Count)
            {
                return Errno.EINVAL;
            }

            ref Process sender = ref system.Processes[caller.Process];
            SignalCause cause = new(SignalCode.User, sender.Id);
            bool isAnyone = false;
            for (uint process = 1; process < system.Processes.End; process++)
            {
                ref Process candidate = ref system.Processes[process];
                bool isMeant = candidate.Id != 0 && (id == Everybody
                    ? process != system.Processes.First && process != caller.Process
                    : (int)id > 0 ? candidate.Id == id
                    : candidate.Job.Group == (id == 0 ? sender.Job.Group : unchecked(0 - id)));
                isAnyone |= isMeant;
                if (isMeant && signal != 0)
                {
                    system.Send(process, (Signal)signal, cause);
                }
            }

            return isAnyone ? Errno.None : Errno.ESRCH;
        }

        /// <summary>tkill(thread, signal), tgkill(process, thread, signal). EINVAL, ESRCH.</summary>
        private Errno KillThread(in Thread caller, uint group, uint id, uint signal)
        {
            if ((int)group <= 0 || (int)id <= 0 || signal > SignalActions.Count)
            {
                return Errno.EINVAL;
            }

            if (group != id || !system.TryFind(in caller, id, out uint process))
            {
                return Errno.ESRCH;
            }

            if (signal != 0)
            {
                SignalCause cause = new(SignalCode.Thread, system.Processes[caller.Process].Id);
                system.Send(process, (Signal)signal, cause);
            }

            return Errno.None;
        }

        /// <summary>
        /// setpgid(process, group): the caller, or a child of its session that is still the same program, begins a
        /// group or joins one of its session. EINVAL, ESRCH, EACCES, EPERM.
        /// </summary>
        private Errno SetGroup(in Thread caller, uint id, uint group)
        {
            if ((int)group < 0)
            {
                return Errno.EINVAL;
            }

            if (!system.TryFind(in caller, id, out uint process))
            {
                return Errno.ESRCH;
            }

            uint session = system.Processes[caller.Process].Job.Session;
            ref Process member = ref system.Processes[process];
            group = group == 0 ? member.Id : group;
            bool isChild = member.Parent == caller.Process;
            if (!isChild && process != caller.Process)
            {
                return Errno.ESRCH;
            }

            if (isChild && member.Job.Session == session && member.Job.HasExecuted)
            {
                return Errno.EACCES;
            }

            if (member.Job.Session != session || member.Job.Session == member.Id
                || (group != member.Id && system.SessionOfGroup(group) != session))
            {
                return Errno.EPERM;
            }

            member.Job.Group = group;
            return Errno.None;
        }

        /// <summary>setsid(). EPERM for who leads a group.</summary>
        private uint StartSession(in Thread caller)
        {
            ref Process process = ref system.Processes[caller.Process];
            if (system.SessionOfGroup(process.Id) != 0)
            {
                return CallResult.Of(Errno.EPERM);
            }

            process.Job.Session = process.Id;
            process.Job.Group = process.Id;
            return process.Id;
        }

        /// <summary>The session of a group; 0 when there is no such group.</summary>
        internal uint SessionOfGroup(uint group)
        {
            for (uint process = 1; process < system.Processes.End; process++)
            {
                if (system.Processes[process].Id != 0 && system.Processes[process].Job.Group == group)
                {
                    return system.Processes[process].Job.Session;
                }
            }

            return 0;
        }

        /// <summary>A process by its number; the caller's by 0.</summary>
        private bool TryFind(in Thread caller, uint id, out uint process)
        {
            process = id == 0 ? caller.Process : system.Processes.Find(id);
            return process != 0;
        }
    }
}
