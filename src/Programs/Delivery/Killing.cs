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
        /// first process, without which all others end, is taken only when no other holds a frame. 0 when no process
        /// has a space.
        /// </summary>
        /// <param name="frames">How many it holds; 0 when it is ending already.</param>
        public uint KillLargest(out uint frames)
        {
            uint space = system.Spaces.FindLargest(out frames, system.Processes[system.Processes.First].Space);
            if (frames == 0)
            {
                space = system.Spaces.FindLargest(out frames);
            }

            for (uint process = 1; space != 0 && process < system.Processes.End; process++)
            {
                ref Process candidate = ref system.Processes[process];
                if (candidate.Id != 0 && candidate.Space == space && candidate.Lender == 0)
                {
                    bool isEnding = system.Processes.Thread(candidate.Thread).Signals.Pending.Has(Signal.Kill);
                    frames = isEnding ? 0 : frames;
                    system.Kill(process);
                    return process;
                }
            }

            return 0;
        }
    }
}
