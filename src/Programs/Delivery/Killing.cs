using System;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Delivery;

/// <summary>
/// Processes that the kernel ends: one, all, or the one that holds most frames when none is left (S9).
/// </summary>
public static class Killing
{
    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>Sends SIGKILL to a process. Its thread can run then, and ends when it does.</summary>
        public void Kill(uint process) =>
            system.Send(process, Signal.Kill, new SignalCause(SignalCode.Kernel, 0));

        /// <summary>
        /// Ends all processes that are left, as Linux does in a namespace whose first process has ended: none runs
        /// another instruction.
        /// </summary>
        public void KillAll()
        {
            for (uint process = 1; process < system.Processes.End; process++)
            {
                if (system.Processes[process].Id != 0)
                {
                    system.Kill(process);
                }
            }
        }

        /// <summary>
        /// Sends SIGKILL to the process that holds most. It ends when it runs next, for which no frame is needed. The
        /// first process, without which all others end, is taken only when there is no other.
        /// </summary>
        /// <param name="frames">How many it holds that nobody else has.</param>
        /// <returns>The process; 0 when it is ending already.</returns>
        public uint KillLargest(out uint frames)
        {
            uint largest = 0;
            frames = 0;
            for (uint process = 1; process < system.Processes.End; process++)
            {
                ref Process candidate = ref system.Processes[process];
                uint held = system.CountHeld(in candidate);
                bool hasOwn = candidate.Space != 0 && (candidate.Lender == 0 || held != 0);
                if (hasOwn && process != system.Processes.First)
                {
                    largest = largest == 0 || held > frames ? process : largest;
                    frames = Math.Max(frames, held);
                }
            }

            if (largest == 0)
            {
                largest = system.Processes.First;
                frames = system.CountHeld(in system.Processes[largest]);
            }

            if (system.Processes.Thread(system.Processes[largest].Thread).Signals.Pending.Has(Signal.Kill))
            {
                return 0;
            }

            system.Kill(largest);
            return largest;
        }

        /// <summary>
        /// Frames that would be free if a process ended: those of its space, unless another process has lent it, and
        /// those of the program that it is starting.
        /// </summary>
        private uint CountHeld(in Process process)
        {
            if (process.Space == 0)
            {
                return 0;
            }

            ref StartProgress start = ref system.Processes.Thread(process.Thread).Start;
            return (process.Lender == 0 ? system.Spaces.CountHeld(process.Space) : 0)
                + (start.Stage >= StartStage.Copy ? system.Spaces.CountHeld(start.Made.Space) : 0);
        }
    }
}
