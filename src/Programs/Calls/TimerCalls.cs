using System.Runtime.InteropServices;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Calls;

/// <summary>alarm, setitimer and getitimer.</summary>
internal static class TimerCalls
{
    private const uint MicrosecondsPerSecond = 1_000_000;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>Calls about timers.</summary>
        public uint DispatchTimer(ref Thread caller)
        {
            switch ((CallNumber)caller.Registers.Eax)
            {
                case CallNumber.Alarm:
                    return system.SetAlarm(in caller);
                case CallNumber.SetTimer:
                    return system.SetTimer(in caller);
                case CallNumber.GetTimer:
                    return system.GetTimer(in caller);
                default:
                    return system.DispatchPath(ref caller);
            }
        }

        /// <summary>alarm(seconds). The result is how many seconds were left, rounded, but at least 1.</summary>
        private uint SetAlarm(in Thread caller)
        {
            ref Process process = ref system.Processes[caller.Process];
            ulong left = process.Signals.Timers[IntervalTimers.Real].Until(system.Machine.Microseconds);
            ulong after = (ulong)caller.Registers.Ebx * MicrosecondsPerSecond;
            system.SetTimer(ref process, IntervalTimers.Real, after, 0);
            ulong rounded = (left + (MicrosecondsPerSecond / 2)) / MicrosecondsPerSecond;
            return left != 0 && rounded == 0 ? 1 : (uint)rounded;
        }

        /// <summary>setitimer(timer, times, old times).</summary>
        private uint SetTimer(in Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            uint space = system.SpaceOf(in caller);
            TimerTimes times = default;
            if (with.Ecx != 0 && !system.TryRead(space, with.Ecx, out times))
            {
                return CallResult.Of(Errno.EFAULT);
            }

            if (with.Ebx >= IntervalTimers.Count || !times.AreValid)
            {
                return CallResult.Of(Errno.EINVAL);
            }

            ref Process process = ref system.Processes[caller.Process];
            TimerTimes before = system.TimesOf(in process, (int)with.Ebx);
            system.SetTimer(ref process, (int)with.Ebx, times.UntilNext, times.BetweenAll);
            return with.Edx == 0 || system.TryWrite(space, with.Edx, before) ? 0 : CallResult.Of(Errno.EFAULT);
        }

        /// <summary>getitimer(timer, times).</summary>
        private uint GetTimer(in Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            return with.Ebx >= IntervalTimers.Count
                ? CallResult.Of(Errno.EINVAL)
                : system.Answer(
                    in caller, with.Ecx, system.TimesOf(in system.Processes[caller.Process], (int)with.Ebx));
        }

        private TimerTimes TimesOf(in Process process, int timer)
        {
            IntervalTimer asked = process.Signals.Timers[timer];
            return TimerTimes.Of(asked.Until(system.ClockOf(in process, timer)), asked.Every);
        }
    }

    /// <summary>Linux's struct itimerval of the i386: seconds and microseconds.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TimerTimes
    {
        public int EverySeconds;
        public int EveryMicroseconds;
        public int Seconds;
        public int Microseconds;

        public readonly bool AreValid => EverySeconds >= 0 && (uint)EveryMicroseconds < MicrosecondsPerSecond
            && Seconds >= 0 && (uint)Microseconds < MicrosecondsPerSecond;

        public readonly ulong UntilNext => Both(Seconds, Microseconds);

        public readonly ulong BetweenAll => Both(EverySeconds, EveryMicroseconds);

        public static TimerTimes Of(ulong next, ulong every) => new()
        {
            EverySeconds = (int)(every / MicrosecondsPerSecond),
            EveryMicroseconds = (int)(every % MicrosecondsPerSecond),
            Seconds = (int)(next / MicrosecondsPerSecond),
            Microseconds = (int)(next % MicrosecondsPerSecond),
        };

        private static ulong Both(int seconds, int microseconds) =>
            ((ulong)(uint)seconds * MicrosecondsPerSecond) + (uint)microseconds;
    }
}
