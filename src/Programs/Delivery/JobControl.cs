using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Delivery;

/// <summary>Groups of processes, and their terminal.</summary>
internal static class JobControl
{
    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// Whether no process of a group has a parent in another group of its session, who could continue it. Unlike on
        /// Linux, the first process is a parent like others: it may be the shell.
        /// </summary>
        /// <param name="group">Which.</param>
        /// <param name="without">A process that is about to end, and doesn't count; 0 for none.</param>
        public bool IsOrphaned(uint group, uint without = 0)
        {
            for (uint process = 1; process < system.Processes.End; process++)
            {
                ref Process member = ref system.Processes[process];
                if (member.Id == 0 || member.IsZombie || member.Job.Group != group || member.Parent == 0
                    || process == without || member.Parent == without)
                {
                    continue;
                }

                JobState parent = system.Processes[member.Parent].Job;
                if (parent.Group != group && parent.Session == member.Job.Session)
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>
        /// A process is about to end: stopped groups that nobody could continue then are told, and go on. If it leads
        /// the terminal's session, the terminal is nobody's.
        /// </summary>
        public void LeaveJobs(uint process)
        {
            ref Process ends = ref system.Processes[process];
            for (uint other = 1; other < system.Processes.End; other++)
            {
                ref Process stopped = ref system.Processes[other];
                bool isConcerned = stopped.Parent == process || stopped.Job.Group == ends.Job.Group;
                if (other != process && stopped.Id != 0 && stopped.Job.StoppedBy != Signal.None && isConcerned
                    && !system.IsOrphaned(stopped.Job.Group) && system.IsOrphaned(stopped.Job.Group, process))
                {
                    system.HangUp(stopped.Job.Group);
                }
            }

            if (ends.Id == ends.Job.Session && system.Terminal.Session == ends.Id)
            {
                system.LeaveTerminal();
            }
        }

        /// <summary>The terminal is nobody's: the processes in the foreground are told.</summary>
        public void LeaveTerminal()
        {
            uint group = system.Terminal.Foreground;
            system.Terminal.Session = 0;
            system.Terminal.Foreground = 0;
            system.HangUp(group);
        }

        private void HangUp(uint group)
        {
            SignalCause cause = new(SignalCode.Kernel, 0);
            system.SendToGroup(group, Signal.HangUp, cause);
            system.SendToGroup(group, Signal.Continue, cause);
        }
    }
}
