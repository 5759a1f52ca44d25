using System;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Processes;

/// <summary>Each process's alarm (alarm, setitimer): SIGALRM at a time, once or again and again.</summary>
internal static class Alarms
{
    /// <summary>When no alarm is due.</summary>
    public const ulong Never = ulong.MaxValue;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>Sets a process's alarm in place of the one that it has.</summary>
        /// <param name="process">Whose.</param>
        /// <param name="after">Microseconds from now; 0 for none.</param>
        /// <param name="every">Microseconds from one to the next; 0 for once.</param>
        public void SetAlarm(ref Process process, ulong after, ulong every)
        {
            process.Signals.AlarmAt = after == 0 ? 0 : system.Machine.Microseconds + after;
            process.Signals.AlarmEvery = every;
            system.NextAlarm = after == 0 ? system.NextAlarm : Math.Min(system.NextAlarm, process.Signals.AlarmAt);
        }

        /// <summary>Microseconds to a process's next alarm, at least 1; 0 when it has none.</summary>
        public ulong UntilAlarm(in Process process)
        {
            ulong at = process.Signals.AlarmAt, now = system.Machine.Microseconds;
            return at == 0 ? 0 : at > now ? at - now : 1;
        }

        /// <summary>
        /// Sends SIGALRM to all whose alarm is due. One that comes again skips the times that have passed.
        /// </summary>
        /// <param name="now">Microseconds since boot.</param>
        public void RaiseAlarms(ulong now)
        {
            if (now < system.NextAlarm)
            {
                return;
            }

            system.NextAlarm = Never;
            for (uint process = 1; process < system.Processes.End; process++)
            {
                ref Process owner = ref system.Processes[process];
                if (owner.Id == 0 || owner.IsZombie || owner.Signals.AlarmAt == 0)
                {
                    continue;
                }

                if (owner.Signals.AlarmAt <= now)
                {
                    system.Send(process, Signal.Alarm, new SignalCause(SignalCode.Kernel, 0));
                    ulong late = now - owner.Signals.AlarmAt, every = owner.Signals.AlarmEvery;
                    owner.Signals.AlarmAt = every == 0 ? 0 : now + every - (late % every);
                }

                system.NextAlarm = owner.Signals.AlarmAt == 0
                    ? system.NextAlarm
                    : Math.Min(system.NextAlarm, owner.Signals.AlarmAt);
            }
        }
    }
}
