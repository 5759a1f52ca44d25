using Osmosis.Memory.Spaces;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Calls;

/// <summary>Finds the call that a number names. One that doesn't exist is counted, and refused as Linux does.</summary>
public static class CallDispatch
{
    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// Does a thread's system call, or tries again the one that it waits in: EAX and up to six arguments in EBX, ECX, EDX, ESI, EDI and
        /// EBP. The result is in EAX unless the outcome is <see cref="NextStep.Wait"/>.
        /// </summary>
        public NextStep Call(uint thread)
        {
            system.Next = NextStep.Continue;
            ref Thread caller = ref system.Processes.Thread(thread);
            system.Processes[caller.Process].Calls++;
            uint result = system.Dispatch(ref caller);
            caller.IsInCall = result == CallResult.Waits;
            if (caller.IsInCall)
            {
                return NextStep.Wait;
            }

            caller.Deadline = Thread.NoDeadline;
            caller.Progress = 0;
            caller.Registers.Eax = result;
            return system.Next;
        }

        private uint Dispatch(ref Thread caller)
        {
            ref Registers with = ref caller.Registers;
            switch ((CallNumber)with.Eax)
            {
                case CallNumber.Exit:
                case CallNumber.ExitGroup:
                    return system.Exit(ref caller);
                case CallNumber.Fork:
                case CallNumber.Fork2:
                    return system.Fork(ref caller);
                case CallNumber.Clone:
                    return system.Clone(ref caller);
                case CallNumber.WaitFor:
                    return system.WaitFor(ref caller);
                case CallNumber.GetProcessId:
                    return system.Processes[caller.Process].Id;
                case CallNumber.GetThreadId:
                    return caller.Id;
                case CallNumber.GetParentId:
                    return system.ParentId(in caller);
                case CallNumber.GetUserId:
                case CallNumber.GetGroupId:
                case CallNumber.GetEffectiveUserId:
                case CallNumber.GetEffectiveGroupId:
                    return 0;
                case CallNumber.Yield:
                    system.Next = NextStep.Yield;
                    return 0;
                case CallNumber.Break:
                    return system.Spaces.SetBreak(system.SpaceOf(in caller), with.Ebx);
                case CallNumber.Map:
                    return system.Map(in caller);
                case CallNumber.Unmap:
                    return system.Unmap(in caller);
                case CallNumber.Protect:
                    return system.Protect(in caller);
                case CallNumber.Move:
                    return system.Move(in caller);
                case CallNumber.Advise:
                    return system.Advise(in caller);
                case CallNumber.Write:
                    return system.Write(in caller);
                case CallNumber.SetThreadArea:
                    return system.SetThreadArea(ref caller);
                case CallNumber.SetThreadIdAddress:
                    caller.ClearId = with.Ebx;
                    return caller.Id;
                case CallNumber.GetRandom:
                    return system.GetRandom(in caller);
                case CallNumber.Name:
                    return system.Name(in caller);
                case CallNumber.Reboot:
                    return system.Reboot(in caller);
                default:
                    return system.Unknown(in caller);
            }
        }

        /// <summary>A call can't go on: its thread waits, and tries again.</summary>
        internal uint Wait(ref Thread caller, WaitChannel channel)
        {
            system.Processes.Wait(system.Processes[caller.Process].Thread, channel);
            return CallResult.Waits;
        }

        internal uint SpaceOf(in Thread caller) => system.Processes[caller.Process].Space;

        private uint Unknown(in Thread caller)
        {
            ref Process process = ref system.Processes[caller.Process];
            process.UnknownCalls++;
            process.LastUnknownCall = caller.Registers.Eax;
            return CallResult.Of(Errno.ENOSYS);
        }
    }
}
