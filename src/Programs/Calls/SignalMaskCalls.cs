using Osmosis.Programs.Delivery;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Calls;

/// <summary>Calls about the signals that a thread blocks, and that wait for one.</summary>
internal static class SignalMaskCalls
{
    /// <summary>Bytes of a set.</summary>
    public const uint SetBytes = sizeof(ulong);

    // How sigprocmask changes what is blocked.
    private const uint BlockMore = 0;
    private const uint Unblock = 1;
    private const uint BlockThese = 2;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>rt_sigprocmask(how, set, old set, bytes of a set).</summary>
        public uint ChangeMask(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            uint space = system.SpaceOf(in caller);
            SignalSet before = caller.Signals.Blocked;
            if (with.Ecx != 0)
            {
                if (!system.TryRead(space, with.Ecx, out SignalSet set))
                {
                    return CallResult.Of(Errno.EFAULT);
                }

                Errno error = Change(ref caller.Signals, with.Ebx, set, ~default(SignalSet));
                if (error != Errno.None)
                {
                    return CallResult.Of(error);
                }
            }

            return with.Edx == 0 || system.TryWrite(space, with.Edx, before) ? 0 : CallResult.Of(Errno.EFAULT);
        }

        /// <summary>sigprocmask(how, set, old set), with sets of 32 signals; the others stay as they are.</summary>
        public uint ChangeOldMask(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            uint space = system.SpaceOf(in caller);
            uint before = (uint)caller.Signals.Blocked.Bits;
            if (with.Ecx != 0)
            {
                if (!system.TryRead(space, with.Ecx, out uint bits))
                {
                    return CallResult.Of(Errno.EFAULT);
                }

                Errno error = Change(ref caller.Signals, with.Ebx, new SignalSet(bits), new SignalSet(uint.MaxValue));
                if (error != Errno.None)
                {
                    return CallResult.Of(error);
                }
            }

            return with.Edx == 0 || system.TryWrite(space, with.Edx, before) ? 0 : CallResult.Of(Errno.EFAULT);
        }

        /// <summary>rt_sigpending(set, bytes), sigpending(set): what is pending and blocked.</summary>
        public uint GivePending(in Thread caller, bool isLong)
        {
            SignalSet pending = caller.Signals.Pending & caller.Signals.Blocked;
            uint space = system.SpaceOf(in caller), address = caller.Registers.Ebx;
            bool isWritten = isLong
                ? system.TryWrite(space, address, pending)
                : system.TryWrite(space, address, (uint)pending.Bits);
            return isWritten ? 0 : CallResult.Of(Errno.EFAULT);
        }

        /// <summary>rt_sigsuspend(set, bytes).</summary>
        public uint Suspend(ref Thread caller) =>
            system.TryRead(system.SpaceOf(in caller), caller.Registers.Ebx, out SignalSet set)
                ? system.SuspendWith(ref caller, set)
                : CallResult.Of(Errno.EFAULT);

        /// <summary>Waits for a signal, and blocks others meanwhile (sigsuspend).</summary>
        public uint SuspendWith(ref Thread caller, SignalSet set)
        {
            if (!caller.IsInCall)
            {
                caller.Signals.BlockMeanwhile(set);
            }

            return system.Wait(ref caller, WaitChannel.Signal);
        }

        /// <summary>
        /// rt_sigtimedwait(set, information, time, bytes of a set). The result is the number of a signal of the set,
        /// which no handler gets. EAGAIN when none has come in time; EINTR for a handler of another signal.
        /// </summary>
        public uint TakeSignal(ref Thread caller, bool isLong)
        {
            ref readonly Registers with = ref caller.Registers;
            if (with.Esi != SetBytes)
            {
                return CallResult.Of(Errno.EINVAL);
            }

            if (!system.TryRead(system.SpaceOf(in caller), with.Ebx, out SignalSet set))
            {
                return CallResult.Of(Errno.EFAULT);
            }

            bool isEndless = with.Edx == 0;
            ulong microseconds = 0;
            Errno error = isEndless ? Errno.None
                : system.ReadDuration(in caller, with.Edx, isLong, out microseconds);
            if (error != Errno.None)
            {
                return CallResult.Of(error);
            }

            set &= ~SignalSet.Unblockable;
            bool isThere = !(caller.Signals.Pending & set).IsEmpty;
            if (isThere || (!isEndless && system.IsDue(ref caller, microseconds)))
            {
                caller.Signals.Awaited = default;
                return isThere ? system.GiveSignal(ref caller, set) : CallResult.Of(Errno.EAGAIN);
            }

            caller.Signals.Awaited = set;
            return system.Wait(ref caller, WaitChannel.Signal);
        }

        private uint GiveSignal(ref Thread caller, SignalSet among)
        {
            uint address = caller.Registers.Ecx;
            Signal signal = caller.Signals.Take(among);
            SignalCause cause = system.Processes[caller.Process].Signals.Causes[(int)signal - 1];
            return address == 0
                || system.TryWrite(system.SpaceOf(in caller), address, SignalInformation.Of(signal, in cause))
                ? (uint)signal
                : CallResult.Of(Errno.EFAULT);
        }
    }

    // Of the signals in `among`.
    private static Errno Change(ref ThreadSignals signals, uint how, SignalSet set, SignalSet among)
    {
        SignalSet blocked = signals.Blocked;
        switch (how)
        {
            case BlockMore:
                signals.Block(blocked | set);
                return Errno.None;
            case Unblock:
                signals.Block(blocked & ~set);
                return Errno.None;
            case BlockThese:
                signals.Block((blocked & ~among) | set);
                return Errno.None;
            default:
                return Errno.EINVAL;
        }
    }
}
