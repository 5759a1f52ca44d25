using Osmosis.Memory.Spaces;
using Osmosis.Programs.Delivery;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Calls;

/// <summary>Finds the call that a number names. One that doesn't exist is counted, and refused as Linux does.</summary>
public static class CallDispatch
{
    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// Does a thread's system call, or tries again the one that it waits in: EAX and up to six arguments in EBX,
        /// ECX, EDX, ESI, EDI and EBP. The result is in EAX unless the outcome is <see cref="NextStep.Wait"/>, or
        /// <see cref="NextStep.Yield"/> in the middle of a long call.
        /// </summary>
        public NextStep Call(uint thread)
        {
            system.Caller = thread;
            system.Next = NextStep.Continue;
            system.Raised = Signal.None;
            ref Thread caller = ref system.Processes.Thread(thread);
            system.Processes[caller.Process].Calls++;
            system.Tally.CountCall(caller.Registers.Eax);
            uint result = system.Dispatch(ref caller);
            if (result == CallResult.GoesOn)
            {
                caller.IsInCall = true;
                return system.EndPart(thread);
            }

            caller.IsInCall = result == CallResult.Waits && caller.State == ThreadState.Waits;
            if (caller.IsInCall)
            {
                return system.CanInterrupt(in caller) ? system.Interrupt(thread) : NextStep.Wait;
            }

            if (system.Raised != Signal.None)
            {
                uint id = system.Processes[caller.Process].Id;
                system.Send(caller.Process, system.Raised, new SignalCause(SignalCode.User, id));
            }

            caller.Deadline = Thread.NoDeadline;
            caller.Progress = 0;
            caller.Registers.Eax = result;
            return system.Next;
        }

        /// <summary>A thread that just began to wait has a signal: it gets it, and then tries its call again.</summary>
        private NextStep Interrupt(uint thread)
        {
            system.Processes.CancelWait(thread);
            NextStep next = system.Deliver(thread);
            return next == NextStep.Reload && system.Processes.Thread(thread).IsInCall ? system.Call(thread) : next;
        }

        /// <summary>Whoever lent its space waits until it is back, whatever comes; but for SIGKILL.</summary>
        private bool CanInterrupt(in Thread caller)
        {
            SignalSet deliverable = caller.Signals.Deliverable;
            return !deliverable.IsEmpty
                && (system.Processes[caller.Process].Borrower == 0 || deliverable.Has(Signal.Kill));
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
                    return system.Fork(ref caller);
                case CallNumber.VirtualFork:
                    return system.VirtualFork(ref caller);
                case CallNumber.Clone:
                    return system.Clone(ref caller);
                case CallNumber.WaitFor:
                    return system.WaitFor(ref caller, with.Esi);
                case CallNumber.WaitForOne:
                    return system.WaitFor(ref caller, 0);
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
                case CallNumber.Residence:
                    return system.ReportResidence(ref caller);
                case CallNumber.SetThreadArea:
                    return system.SetThreadArea(ref caller);
                case CallNumber.SetThreadIdAddress:
                    caller.ClearId = with.Ebx;
                    return caller.Id;
                case CallNumber.GetRandom:
                    return system.GetRandom(ref caller);
                case CallNumber.Name:
                    return system.Name(in caller);
                case CallNumber.Reboot:
                    return system.Reboot(in caller);
                case CallNumber.Execute:
                    return system.Execute(ref caller);
                case CallNumber.SetRobustList:
                case CallNumber.SynchroniseMap:
                    return 0;
                default:
                    return system.DispatchFile(ref caller);
            }
        }

        /// <summary>A call can't go on: its thread waits, and tries again.</summary>
        internal uint Wait(ref Thread caller, WaitChannel channel)
        {
            system.Processes.Wait(system.Caller, channel);
            return CallResult.Waits;
        }

        internal uint Unknown(in Thread caller)
        {
            ref Process process = ref system.Processes[caller.Process];
            process.UnknownCalls++;
            system.Tally.CountUnknown(caller.Registers.Eax);
            process.LastUnknownCall = caller.Registers.Eax;
            return CallResult.Of(Errno.ENOSYS);
        }
    }
}
