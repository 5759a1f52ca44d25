using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Delivery;

/// <summary>Groups of processes.</summary>
internal static class JobControl
{
    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// Whether no process of a group has a parent in another group of its session, who could continue it. Unlike on
        /// Linux, the first process is a parent like others: it may be the shell.
        /// </summary>
        public bool IsOrphaned(uint group)
        {
            for (uint process = 1; process < system.Processes.End; process++)
            {
                ref Process member = ref system.Processes[process];
                if (member.Id == 0 || member.IsZombie || member.Job.Group != group || member.Parent == 0)
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
    }
}
