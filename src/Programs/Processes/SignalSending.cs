using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Processes;

/// <summary>
/// Signals on their way to a process: they become pending there, or are thrown away. And stopped processes.
/// </summary>
public static class SignalSending
{
    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// Sends a signal. One that the process ignores is thrown away, unless it is blocked: then the process may
        /// still change its mind. One that is pending already keeps its first cause. Zombies get none.
        /// </summary>
        internal void Send(uint process, Signal signal, SignalCause cause)
        {
            ref Process receiver = ref system.Processes[process];
            if (receiver.IsZombie)
            {
                return;
            }

            ref ThreadSignals signals = ref system.Processes.Thread(receiver.Thread).Signals;
            if (SignalSet.Stopping.Has(signal))
            {
                signals.Pending &= ~SignalSet.Of(Signal.Continue);
            }
            else if (signal == Signal.Continue)
            {
                signals.Pending &= ~SignalSet.Stopping;
                system.Continue(process);
            }

            bool isBlocked = signals.Blocked.Has(signal);
            if (!isBlocked && receiver.Signals.Actions[(int)signal - 1].Ignores(signal))
            {
                return;
            }

            system.Post(process, signal, cause);
            if (!isBlocked || signals.Awaited.Has(signal))
            {
                system.Interrupt(receiver.Thread, signal);
            }
        }

        /// <summary>Sends a signal to all processes of a group.</summary>
        internal void SendToGroup(uint group, Signal signal, SignalCause cause)
        {
            for (uint process = 1; process < system.Processes.End; process++)
            {
                if (system.Processes[process].Id != 0 && system.Processes[process].Job.Group == group)
                {
                    system.Send(process, signal, cause);
                }
            }
        }

        /// <summary>A thread stops until its process is continued. Its parent is told.</summary>
        internal NextStep Stop(uint thread, Signal signal)
        {
            ref Thread stopped = ref system.Processes.Thread(thread);
            stopped.State = ThreadState.Stopped;
            ref JobState job = ref system.Processes[stopped.Process].Job;
            job.StoppedBy = signal;
            job.HasStopped = true;
            job.HasContinued = false;
            system.TellParent(stopped.Process, SignalCode.ChildStopped, (ushort)signal);
            return NextStep.Wait;
        }

        /// <summary>Tells a process's parent what has become of its child, and wakes it if it waits for that.</summary>
        internal void TellParent(uint process, SignalCode code, ushort status)
        {
            uint parent = system.Processes[process].Parent;
            if (parent == 0)
            {
                return;
            }

            bool hasEnded = code is SignalCode.ChildExited or SignalCode.ChildKilled;
            SignalAction action = system.Processes[parent].Signals.Actions[(int)Signal.Child - 1];
            if (hasEnded || !action.Has(SignalFlags.NoChildStop))
            {
                system.Send(parent, Signal.Child, new SignalCause(code, system.Processes[process].Id, status));
            }

            system.Processes.Wake(WaitChannel.ChildOf(parent));
        }

        /// <summary>Whether a process doesn't want to know how its children end: they leave nothing behind.</summary>
        internal bool ForgetsChildren(uint process)
        {
            SignalAction action = system.Processes[process].Signals.Actions[(int)Signal.Child - 1];
            return action.Handler == SignalAction.Ignore || action.Has(SignalFlags.NoChildWait);
        }

        /// <summary>Makes a signal pending, whatever the process thinks of it.</summary>
        internal void Post(uint process, Signal signal, SignalCause cause)
        {
            ref Process receiver = ref system.Processes[process];
            ref ThreadSignals signals = ref system.Processes.Thread(receiver.Thread).Signals;
            if (!signals.Pending.Has(signal))
            {
                signals.Pending |= SignalSet.Of(signal);
                receiver.Signals.Causes[(int)signal - 1] = cause;
            }
        }

        /// <summary>
        /// A thread that waits tries its call again. A stopped one stays so, unless it is to be ended.
        /// </summary>
        private void Interrupt(uint thread, Signal signal)
        {
            ref Thread receiver = ref system.Processes.Thread(thread);
            if (receiver.State == ThreadState.Waits)
            {
                system.Processes.StopWaiting(thread);
            }
            else if (receiver.State == ThreadState.Stopped && signal == Signal.Kill)
            {
                system.Processes[receiver.Process].Job.StoppedBy = Signal.None;
                system.Processes.MakeReady(thread);
            }
        }

        private void Continue(uint process)
        {
            ref JobState job = ref system.Processes[process].Job;
            if (job.StoppedBy == Signal.None)
            {
                return;
            }

            job.StoppedBy = Signal.None;
            job.HasStopped = false;
            job.HasContinued = true;
            system.Processes.MakeReady(system.Processes[process].Thread);
            system.TellParent(process, SignalCode.ChildContinued, (ushort)Signal.Continue);
        }
    }
}
