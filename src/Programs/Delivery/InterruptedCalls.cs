using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Delivery;

/// <summary>Calls in which a thread waits when a handler is entered.</summary>
internal static class InterruptedCalls
{
    // The length of `int 0x80`.
    private const uint CallBytes = 2;

    // execve, and calls that wait for a signal, or for a time that is not to start again.
    private enum Call : uint
    {
        Execute = 11,
        Pause = 29,
        Suspend = 72,
        Select = 142,
        Sleep = 162,
        Poll = 168,
        TakeSignal = 177,
        SuspendLong = 179,
        ClockSleep = 267,
        SelectPrecisely = 308,
        PollPrecisely = 309,
        ClockSleepLong = 407,
        SelectPreciselyLong = 413,
        PollPreciselyLong = 414,
        TakeSignalLong = 421,
    }

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// If a thread waits in a call, that ends before a handler is entered: with what it has done so far, or with
        /// EINTR. Or it is restarted from its instruction when the handler has returned, an execve in any case.
        /// </summary>
        public void LeaveCall(ref Thread caller, in SignalAction action)
        {
            if (!caller.IsInCall)
            {
                return;
            }

            Call call = (Call)caller.Registers.Eax;
            system.Abandon(ref caller.Start);
            if (caller.Progress != 0)
            {
                caller.Registers.Eax = caller.Progress;
            }
            else if (call == Call.Execute || (action.Has(SignalFlags.Restart) && IsStartedAnew(call)))
            {
                caller.Registers.Eip -= CallBytes;
            }
            else
            {
                system.GiveRest(in caller);
                caller.Registers.Eax = unchecked((uint)-(int)Errno.EINTR);
            }

            caller.IsInCall = false;
            caller.Signals.Awaited = default;
            caller.Progress = 0;
            caller.Deadline = Thread.NoDeadline;
        }

        /// <summary>
        /// Who waits for a time is told how much of it is left, where the call has that time. An address that isn't the
        /// program's is its own loss.
        /// </summary>
        public void GiveRest(in Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            Call call = (Call)with.Eax;
            uint address = call switch
            {
                Call.Sleep => with.Ecx,
                Call.ClockSleep or Call.ClockSleepLong when with.Ecx == 0 => with.Esi,
                Call.Select or Call.SelectPrecisely or Call.SelectPreciselyLong => with.Edi,
                Call.PollPrecisely or Call.PollPreciselyLong => with.Edx,
                _ => 0,
            };
            TimeForm form = call switch
            {
                Call.Select => TimeForm.Microseconds,
                Call.ClockSleepLong or Call.SelectPreciselyLong or Call.PollPreciselyLong => TimeForm.LongNanoseconds,
                _ => TimeForm.Nanoseconds,
            };
            ulong now = system.Machine.Microseconds;
            if (address != 0)
            {
                ulong left = caller.Deadline > now ? caller.Deadline - now : 0;
                _ = system.TryWriteTime(system.SpaceOf(in caller), address, form, left);
            }
        }
    }

    private static bool IsStartedAnew(Call call) => call is not (Call.Pause or Call.Suspend or Call.SuspendLong
        or Call.Sleep or Call.ClockSleep or Call.ClockSleepLong or Call.Select or Call.SelectPrecisely
        or Call.SelectPreciselyLong or Call.Poll or Call.PollPrecisely or Call.PollPreciselyLong or Call.TakeSignal
        or Call.TakeSignalLong);
}
