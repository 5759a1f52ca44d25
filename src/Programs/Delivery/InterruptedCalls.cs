using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Delivery;

/// <summary>Calls in which a thread waits when a handler is entered.</summary>
internal static class InterruptedCalls
{
    // The length of `int 0x80`.
    private const uint CallBytes = 2;

    private const ulong MicrosecondsPerSecond = 1_000_000;

    // Numbers of calls that wait for a signal, or for a time that is not to start again.
    private enum Call : uint
    {
        Pause = 29,
        Suspend = 72,
        Select = 142,
        Sleep = 162,
        Poll = 168,
        SuspendLong = 179,
        ClockSleep = 267,
        SelectPrecisely = 308,
        PollPrecisely = 309,
        ClockSleepLong = 407,
        SelectPreciselyLong = 413,
        PollPreciselyLong = 414,
    }

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// If a thread waits in a call, that ends before a handler is entered: with what it has done so far, or with
        /// EINTR. Or it is restarted from its instruction when the handler has returned.
        /// </summary>
        public void LeaveCall(ref Thread caller, in SignalAction action)
        {
            if (!caller.IsInCall)
            {
                return;
            }

            if (caller.Progress != 0)
            {
                caller.Registers.Eax = caller.Progress;
            }
            else if (action.Has(SignalFlags.Restart) && IsStartedAnew((Call)caller.Registers.Eax))
            {
                caller.Registers.Eip -= CallBytes;
            }
            else
            {
                system.GiveRest(ref caller);
                caller.Registers.Eax = unchecked((uint)-(int)Errno.EINTR);
            }

            caller.IsInCall = false;
            caller.Progress = 0;
            caller.Deadline = Thread.NoDeadline;
        }

        // Who sleeps for a time is told how much of it is left. An address that isn't the program's is its own loss.
        private void GiveRest(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            bool isPlain = (Call)with.Eax == Call.Sleep;
            uint address = isPlain ? with.Ecx : with.Esi;
            bool isRelative = isPlain || with.Ecx == 0;
            bool isSleep = (Call)with.Eax is Call.Sleep or Call.ClockSleep or Call.ClockSleepLong;
            if (!isSleep || !isRelative || address == 0)
            {
                return;
            }

            ulong now = system.Machine.Microseconds;
            ulong left = caller.Deadline > now ? caller.Deadline - now : 0;
            ulong seconds = left / MicrosecondsPerSecond, nanoseconds = left % MicrosecondsPerSecond * 1000;
            uint space = system.SpaceOf(in caller);
            _ = (Call)with.Eax == Call.ClockSleepLong
                ? system.TryWrite(space, address, seconds)
                    && system.TryWrite(space, address + sizeof(ulong), nanoseconds)
                : system.TryWrite(space, address, seconds | (nanoseconds << 32));
        }
    }

    private static bool IsStartedAnew(Call call) => call is not (Call.Pause or Call.Suspend or Call.SuspendLong
        or Call.Sleep or Call.ClockSleep or Call.ClockSleepLong or Call.Select or Call.SelectPrecisely
        or Call.SelectPreciselyLong or Call.Poll or Call.PollPrecisely or Call.PollPreciselyLong);
}
