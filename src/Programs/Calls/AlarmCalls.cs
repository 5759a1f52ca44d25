using System.Runtime.InteropServices;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Calls;

/// <summary>alarm, setitimer and getitimer, of the timer that runs all the time (ITIMER_REAL).</summary>
internal static class AlarmCalls
{
    private const uint MicrosecondsPerSecond = 1_000_000;
    private const uint RealTimer = 0;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>Calls about the alarm.</summary>
        public uint DispatchAlarm(ref Thread caller)
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
            ulong left = system.UntilAlarm(in process);
            system.SetAlarm(ref process, (ulong)caller.Registers.Ebx * MicrosecondsPerSecond, 0);
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

            if (with.Ebx != RealTimer || !times.AreValid)
            {
                return CallResult.Of(Errno.EINVAL);
            }

            ref Process process = ref system.Processes[caller.Process];
            TimerTimes before = system.TimesOf(in process);
            system.SetAlarm(ref process, times.UntilNext, times.BetweenAll);
            return with.Edx == 0 || system.TryWrite(space, with.Edx, before) ? 0 : CallResult.Of(Errno.EFAULT);
        }

        /// <summary>getitimer(timer, times).</summary>
        private uint GetTimer(in Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            return with.Ebx != RealTimer ? CallResult.Of(Errno.EINVAL)
                : system.TryWrite(
                    system.SpaceOf(in caller), with.Ecx, system.TimesOf(in system.Processes[caller.Process])) ? 0
                : CallResult.Of(Errno.EFAULT);
        }

        private TimerTimes TimesOf(in Process process) =>
            TimerTimes.Of(system.UntilAlarm(in process), process.Signals.AlarmEvery);
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
