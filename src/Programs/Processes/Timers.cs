using System;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Processes;

/// <summary>
/// Each process's timers (alarm, setitimer): a signal at a time, once or again and again. Two of them run only while
/// the process does, in ticks of the clock: the kernel is never found running for a process, so both show the same.
/// </summary>
public static class Timers
{
    /// <summary>When no alarm is due.</summary>
    internal const ulong Never = ulong.MaxValue;

    private const ulong MicrosecondsPerTick = 10_000;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>A tick of the clock found a thread running.</summary>
        public void CountTick(uint thread)
        {
            uint index = system.Processes.Thread(thread).Process;
            ref Process process = ref system.Processes[index];
            process.Ticks++;
            system.Tally.Ticks++;
            ulong now = RunTimeOf(in process);
            system.RaiseIfDue(index, IntervalTimers.Virtual, now);
            system.RaiseIfDue(index, IntervalTimers.Profile, now);
        }

        /// <summary>The time on the clock of a process's timer, in microseconds.</summary>
        internal ulong ClockOf(in Process process, int timer) =>
            timer == IntervalTimers.Real ? system.Machine.Microseconds : RunTimeOf(in process);

        /// <summary>Sets a process's timer in place of what it was.</summary>
        /// <param name="process">Whose.</param>
        /// <param name="timer">Which.</param>
        /// <param name="after">Microseconds from now; 0 for never.</param>
        /// <param name="every">Microseconds from one to the next; 0 for once.</param>
        internal void SetTimer(ref Process process, int timer, ulong after, ulong every)
        {
            ref IntervalTimer set = ref process.Signals.Timers[timer];
            set.At = after == 0 ? 0 : system.ClockOf(in process, timer) + after;
            set.Every = after == 0 && timer == IntervalTimers.Real ? 0 : every;
            if (timer == IntervalTimers.Real && after != 0)
            {
                system.NextAlarm = Math.Min(system.NextAlarm, set.At);
            }
        }

        /// <summary>Sends SIGALRM to all whose alarm is due.</summary>
        /// <param name="now">Microseconds since boot.</param>
        internal void RaiseAlarms(ulong now)
        {
            if (now < system.NextAlarm)
            {
                return;
            }

            system.NextAlarm = Never;
            for (uint process = 1; process < system.Processes.End; process++)
            {
                ref Process owner = ref system.Processes[process];
                if (owner.Id == 0 || owner.IsZombie)
                {
                    continue;
                }

                system.RaiseIfDue(process, IntervalTimers.Real, now);
                ulong at = owner.Signals.Timers[IntervalTimers.Real].At;
                system.NextAlarm = at == 0 ? system.NextAlarm : Math.Min(system.NextAlarm, at);
            }
        }

        private void RaiseIfDue(uint process, int timer, ulong now)
        {
            if (system.Processes[process].Signals.Timers[timer].TryExpire(now))
            {
                system.Send(process, SignalOf(timer), new SignalCause(SignalCode.Kernel, 0));
            }
        }
    }

    private static Signal SignalOf(int timer) => timer switch
    {
        IntervalTimers.Real => Signal.Alarm,
        IntervalTimers.Virtual => Signal.VirtualTimer,
        _ => Signal.Profile,
    };

    private static ulong RunTimeOf(in Process process) => process.Ticks * MicrosecondsPerTick;
}
