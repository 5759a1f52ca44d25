using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Delivery;

/// <summary>What happens when a process ends, or leaves its space for another program.</summary>
public static class ProcessEnd
{
    // Parts of a status as wait4 reports it.
    private const uint SignalMask = 0x7F;
    private const int StatusShift = 8;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>A thread's process ends by a signal.</summary>
        public NextStep End(uint thread, Signal signal) => system.End(thread, (uint)signal);

        /// <summary>
        /// A thread's process ends, with a status as wait4 reports it. It must be the thread that runs.
        /// </summary>
        internal NextStep End(uint thread, uint status)
        {
            uint process = system.Processes.Thread(thread).Process;
            ref Process ended = ref system.Processes[process];
            system.LeaveJobs(process);
            system.LeaveSpace(ref ended);
            system.Abandon(ref system.Processes.Thread(thread).Start);
            system.Files.ReleaseTable(ref ended.Descriptors);
            system.Files.LetGo(ended.Folder);
            system.Files.LetGoProgram(ended.Executable);
            uint parent = ended.Parent;
            system.Processes.Finish(process, status);
            if (parent != 0)
            {
                system.MournFor(process, parent, status);
            }

            return NextStep.Ended;
        }

        private void MournFor(uint process, uint parent, uint status)
        {
            bool isKilled = (status & SignalMask) != 0;
            system.TellParent(
                process,
                isKilled ? SignalCode.ChildKilled : SignalCode.ChildExited,
                (ushort)(isKilled ? status & SignalMask : status >> StatusShift));
            if (system.ForgetsChildren(parent))
            {
                system.Processes.Reap(process);
            }
        }

        /// <summary>A process leaves its space: it is released, unless another process has it too.</summary>
        internal void LeaveSpace(ref Process process)
        {
            system.Spaces.Unload();
            if (process.Lender == 0 && process.Borrower == 0)
            {
                system.Spaces.Release(process.Space);
                return;
            }

            if (process.Borrower != 0)
            {
                system.Processes[process.Borrower].Lender = process.Lender;
            }

            if (process.Lender != 0)
            {
                system.Processes[process.Lender].Borrower = process.Borrower;
                system.Processes.Wake(WaitChannel.ReturnTo(process.Lender));
            }

            process.Borrower = 0;
            process.Lender = 0;
        }
    }
}
