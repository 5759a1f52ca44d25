using System;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Calls;

/// <summary>Calls about time: clocks and sleep. Times are as fine as the machine's clock ticks.</summary>
internal static class TimeCalls
{
    /// <summary>Ticks of times() and /proc in a second (USER_HZ).</summary>
    public const uint TicksPerSecond = 100;

    private const uint MicrosecondsPerSecond = 1_000_000;
    private const uint NanosecondsPerSecond = 1_000_000_000;
    private const uint MicrosecondsPerTick = MicrosecondsPerSecond / TicksPerSecond;
    private const uint IsAbsolute = 1;

    private enum Clock : uint
    {
        RealTime = 0,
        Monotonic = 1,
        Process = 2,
        Thread = 3,
        MonotonicRaw = 4,
        RealTimeCoarse = 5,
        MonotonicCoarse = 6,
        Boot = 7,
    }

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>Calls about time, and those that wait for several things.</summary>
        public uint DispatchTime(ref Thread caller)
        {
            ref Registers with = ref caller.Registers;
            switch ((CallNumber)with.Eax)
            {
                case CallNumber.Seconds:
                    return system.Seconds(in caller);
                case CallNumber.TimeOfDay:
                    return system.TimeOfDay(in caller);
                case CallNumber.Times:
                    return system.Times(in caller);
                case CallNumber.ClockTime:
                case CallNumber.ClockTimeLong:
                    Errno error = system.TimeOf(in caller, with.Ebx, out ulong time);
                    bool isLong = with.Eax == (uint)CallNumber.ClockTimeLong;
                    return error == Errno.None
                        ? system.GiveTime(in caller, with.Ecx, time, isLong) : CallResult.Of(error);
                case CallNumber.ClockResolution:
                case CallNumber.ClockResolutionLong:
                    return system.Resolution(in caller);
                case CallNumber.Sleep:
                    return system.Sleep(ref caller, (uint)Clock.Monotonic, 0, with.Ebx, isLong: false);
                case CallNumber.ClockSleep:
                case CallNumber.ClockSleepLong:
                    return system.Sleep(
                        ref caller, with.Ebx, with.Ecx, with.Edx, with.Eax == (uint)CallNumber.ClockSleepLong);
                case CallNumber.Poll:
                    return system.Poll(ref caller);
                case CallNumber.PollPrecisely:
                case CallNumber.PollPreciselyLong:
                    return system.PollPrecisely(ref caller);
                case CallNumber.Select:
                    return system.Select(ref caller);
                case CallNumber.SelectPrecisely:
                case CallNumber.SelectPreciselyLong:
                    return system.SelectPrecisely(ref caller);
                default:
                    return system.DispatchLimits(ref caller);
            }
        }

        /// <summary>
        /// Reads a time to wait, which must be shorter than 2^32 s. EFAULT, EINVAL.
        /// </summary>
        /// <param name="caller">Whose memory.</param>
        /// <param name="address">Of a struct timespec: seconds and nanoseconds.</param>
        /// <param name="isLong">Whether seconds have 64 bits.</param>
        /// <param name="microseconds">Rounded up.</param>
        public Errno ReadDuration(in Thread caller, uint address, bool isLong, out ulong microseconds)
        {
            microseconds = 0;
            uint space = system.SpaceOf(in caller);
            ulong seconds, nanoseconds;
            if (isLong)
            {
                if (!system.TryRead(space, address, out LongTime given))
                {
                    return Errno.EFAULT;
                }

                seconds = given.Seconds;
                nanoseconds = given.Nanoseconds;
            }
            else
            {
                if (!system.TryRead(space, address, out ulong given))
                {
                    return Errno.EFAULT;
                }

                seconds = (ulong)(int)(uint)given;
                nanoseconds = given >> 32;
            }

            if (nanoseconds >= NanosecondsPerSecond || (long)seconds < 0)
            {
                return Errno.EINVAL;
            }

            microseconds = (Math.Min(seconds, uint.MaxValue) * MicrosecondsPerSecond) + ((nanoseconds + 999) / 1000);
            return Errno.None;
        }

        /// <summary>A call that waits for a time alone, or at most: its deadline is set at its first try.</summary>
        public bool IsDue(ref Thread caller, ulong microseconds)
        {
            ulong now = system.Machine.Microseconds;
            if (!caller.IsInCall)
            {
                caller.Deadline = now + microseconds;
            }

            return now >= caller.Deadline;
        }

        private uint Seconds(in Thread caller)
        {
            uint seconds = (uint)(system.Now() / NanosecondsPerSecond);
            return caller.Registers.Ebx == 0
                || system.TryWrite(system.SpaceOf(in caller), caller.Registers.Ebx, seconds)
                ? seconds
                : CallResult.Of(Errno.EFAULT);
        }

        private uint TimeOfDay(in Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            ulong now = system.Now();
            ulong zone = 0;
            ulong both = (now / NanosecondsPerSecond) | (now % NanosecondsPerSecond / 1000 << 32);
            uint space = system.SpaceOf(in caller);
            return (with.Ebx == 0 || system.TryWrite(space, with.Ebx, both))
                && (with.Ecx == 0 || system.TryWrite(space, with.Ecx, zone))
                ? 0
                : CallResult.Of(Errno.EFAULT);
        }

        private uint Times(in Thread caller)
        {
            ref Process process = ref system.Processes[caller.Process];
            uint address = caller.Registers.Ebx;
            TickRecord record = new() { Own = process.Ticks, OfChildren = process.ChildTicks };
            return address == 0 || system.TryWrite(system.SpaceOf(in caller), address, record)
                ? (uint)(system.Machine.Microseconds / MicrosecondsPerTick)
                : CallResult.Of(Errno.EFAULT);
        }

        /// <summary>Nanoseconds since 1970.</summary>
        private ulong Now() => system.Machine.BootTime + (system.Machine.Microseconds * 1000);

        private Errno TimeOf(in Thread caller, uint clock, out ulong time)
        {
            time = (Clock)clock switch
            {
                Clock.RealTime or Clock.RealTimeCoarse => system.Now(),
                Clock.Process or Clock.Thread =>
                    (ulong)system.Processes[caller.Process].Ticks * MicrosecondsPerTick * 1000,
                _ => system.Machine.Microseconds * 1000,
            };
            return clock <= (uint)Clock.Boot ? Errno.None : Errno.EINVAL;
        }

        private uint Resolution(in Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            bool isLong = with.Eax == (uint)CallNumber.ClockResolutionLong;
            return with.Ebx > (uint)Clock.Boot ? CallResult.Of(Errno.EINVAL)
                : with.Ecx == 0 ? 0
                : system.GiveTime(in caller, with.Ecx, MicrosecondsPerTick * 1000, isLong);
        }

        private uint GiveTime(in Thread caller, uint address, ulong nanoseconds, bool isLong) => isLong
            ? system.Answer(in caller, address, LongTime.Of(nanoseconds))
            : system.Answer(
                in caller, address, (nanoseconds / NanosecondsPerSecond) | (nanoseconds % NanosecondsPerSecond << 32));

        private uint Sleep(ref Thread caller, uint clock, uint flags, uint address, bool isLong)
        {
            Errno error = system.ReadDuration(in caller, address, isLong, out ulong microseconds);
            ulong now = 0;
            error = error == Errno.None ? system.TimeOf(in caller, clock, out now) : error;
            if (error != Errno.None)
            {
                return CallResult.Of(error);
            }

            now /= 1000;
            if ((flags & IsAbsolute) != 0)
            {
                microseconds = microseconds > now ? microseconds - now : 0;
            }

            return system.IsDue(ref caller, microseconds) ? 0 : system.Wait(ref caller, WaitChannel.Signal);
        }
    }

    /// <summary>
    /// Linux's struct tms: user time (32 bits) and system time (32 bits, 0), of the process, then of its children.
    /// </summary>
    private struct TickRecord
    {
        public ulong Own;
        public ulong OfChildren;
    }
}
