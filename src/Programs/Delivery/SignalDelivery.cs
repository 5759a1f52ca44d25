using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Delivery;

/// <summary>
/// Signals arrive: the program's handler is entered, or the process ends, stops, or goes on as if nothing were.
/// </summary>
public static class SignalDelivery
{
    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>Whether a thread has a signal that <see cref="Deliver"/> would deliver.</summary>
        public bool HasSignal(uint thread) => system.Processes.Thread(thread).Signals.HasDeliverable;

        /// <summary>
        /// Delivers all signals that a thread has and doesn't block, before it returns to its program. It must be the
        /// thread that runs. One that waited in a call no longer does so if a handler was entered.
        /// </summary>
        public NextStep Deliver(uint thread)
        {
            ref Thread receiver = ref system.Processes.Thread(thread);
            while (receiver.Signals.HasDeliverable)
            {
                NextStep next = system.DeliverOne(thread, receiver.Signals.Take(receiver.Signals.Deliverable));
                if (next != NextStep.Continue)
                {
                    return next;
                }
            }

            return NextStep.Reload;
        }

        /// <summary>Whether a thread has a signal that ends its process.</summary>
        internal bool HasEnd(in Thread thread)
        {
            SignalSet left = thread.Signals.Deliverable & ~SignalSet.Stopping;
            while (!left.IsEmpty)
            {
                Signal signal = left.First;
                ref SignalAction action = ref system.Processes[thread.Process].Signals.Actions[(int)signal - 1];
                if (!action.HasHandler && !action.Ignores(signal))
                {
                    return true;
                }

                left &= ~SignalSet.Of(signal);
            }

            return false;
        }

        /// <summary>
        /// A signal that can't be put off or ignored: a thread that does so is ended by it.
        /// </summary>
        internal void Force(uint thread, Signal signal)
        {
            ref Thread receiver = ref system.Processes.Thread(thread);
            ref SignalAction action = ref system.Processes[receiver.Process].Signals.Actions[(int)signal - 1];
            if (!action.HasHandler || receiver.Signals.Blocked.Has(signal))
            {
                action.Handler = SignalAction.Default;
                receiver.Signals.Blocked &= ~SignalSet.Of(signal);
            }

            system.Post(receiver.Process, signal, new SignalCause(SignalCode.Kernel, 0));
        }

        private NextStep DeliverOne(uint thread, Signal signal)
        {
            ref Thread receiver = ref system.Processes.Thread(thread);
            ref Process process = ref system.Processes[receiver.Process];
            ref SignalAction action = ref process.Signals.Actions[(int)signal - 1];
            if (action.HasHandler)
            {
                system.Handle(thread, signal, ref action);
                return NextStep.Continue;
            }

            if (action.Ignores(signal))
            {
                return NextStep.Continue;
            }

            if (!SignalSet.Stopping.Has(signal))
            {
                return system.End(thread, signal);
            }

            // Nobody could continue a group whose parents are all gone or in other sessions.
            return signal != Signal.Stop && system.IsOrphaned(process.Job.Group)
                ? NextStep.Continue
                : system.Stop(thread, signal);
        }

        private void Handle(uint thread, Signal signal, ref SignalAction action)
        {
            ref Thread receiver = ref system.Processes.Thread(thread);
            SignalAction taken = action;
            SignalCause cause = system.Processes[receiver.Process].Signals.Causes[(int)signal - 1];
            if (taken.Has(SignalFlags.ResetHandler))
            {
                action.Handler = SignalAction.Default;
            }

            system.LeaveCall(ref receiver, in taken);
            if (!system.TryEnter(ref receiver, signal, in taken, in cause))
            {
                if (signal == Signal.Segmentation)
                {
                    action.Handler = SignalAction.Default;
                }

                system.Force(thread, Signal.Segmentation);
            }
        }
    }
}
