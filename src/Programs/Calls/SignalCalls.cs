using Osmosis.Programs.Delivery;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Calls;

/// <summary>Calls about a process's signals: what happens when they come, and the way back from handlers.</summary>
internal static class SignalCalls
{
    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>Calls about signals, groups, sessions and alarms.</summary>
        public uint DispatchSignal(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            switch ((CallNumber)with.Eax)
            {
                case CallNumber.SignalAction:
                    return system.SetAction(in caller);
                case CallNumber.OldSignalAction:
                    return system.SetOldAction(in caller);
                case CallNumber.Signal:
                    return system.SetHandler(in caller);
                case CallNumber.SignalMask:
                    return with.Esi == SignalMaskCalls.SetBytes
                        ? system.ChangeMask(ref caller)
                        : CallResult.Of(Errno.EINVAL);
                case CallNumber.OldSignalMask:
                    return system.ChangeOldMask(ref caller);
                case CallNumber.PendingSignals:
                    return with.Ecx > SignalMaskCalls.SetBytes
                        ? CallResult.Of(Errno.EINVAL)
                        : system.GivePending(in caller, isLong: with.Ecx == SignalMaskCalls.SetBytes);
                case CallNumber.OldPendingSignals:
                    return system.GivePending(in caller, isLong: false);
                case CallNumber.Suspend:
                    return with.Ecx == SignalMaskCalls.SetBytes
                        ? system.Suspend(ref caller)
                        : CallResult.Of(Errno.EINVAL);
                case CallNumber.OldSuspend:
                    return system.SuspendWith(ref caller, new SignalSet(with.Edx));
                case CallNumber.Pause:
                    return system.Wait(ref caller, WaitChannel.Signal);
                case CallNumber.TakeSignal:
                case CallNumber.TakeSignalLong:
                    return system.TakeSignal(ref caller, isLong: with.Eax == (uint)CallNumber.TakeSignalLong);
                case CallNumber.SignalStack:
                    return system.ChangeStack(ref caller);
                case CallNumber.ReturnFromHandler:
                    return system.ReturnFromHandler(ref caller);
                case CallNumber.ReturnFromInformation:
                    return system.ReturnFromInformation(ref caller);
                default:
                    return system.DispatchJob(ref caller);
            }
        }

        /// <summary>rt_sigaction(signal, action, old action, bytes of a set).</summary>
        private uint SetAction(in Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            uint space = system.SpaceOf(in caller);
            SignalAction action = default;
            if (with.Esi != SignalMaskCalls.SetBytes)
            {
                return CallResult.Of(Errno.EINVAL);
            }

            if (with.Ecx != 0 && !system.TryRead(space, with.Ecx, out action))
            {
                return CallResult.Of(Errno.EFAULT);
            }

            Errno error = system.ExchangeAction(in caller, with.Ebx, with.Ecx != 0, ref action);
            return error != Errno.None ? CallResult.Of(error)
                : with.Edx == 0 || system.TryWrite(space, with.Edx, action) ? 0
                : CallResult.Of(Errno.EFAULT);
        }

        /// <summary>sigaction(signal, action, old action), whose structure has its fields in another order.</summary>
        private uint SetOldAction(in Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            uint space = system.SpaceOf(in caller);
            OldSignalAction old = default;
            if (with.Ecx != 0 && !system.TryRead(space, with.Ecx, out old))
            {
                return CallResult.Of(Errno.EFAULT);
            }

            SignalAction action = old.ToAction();
            Errno error = system.ExchangeAction(in caller, with.Ebx, with.Ecx != 0, ref action);
            return error != Errno.None ? CallResult.Of(error)
                : with.Edx == 0 || system.TryWrite(space, with.Edx, OldSignalAction.Of(in action)) ? 0
                : CallResult.Of(Errno.EFAULT);
        }

        /// <summary>signal(signal, handler). The result is the handler before.</summary>
        private uint SetHandler(in Thread caller)
        {
            SignalAction action = new()
            {
                Handler = caller.Registers.Ecx,
                Flags = SignalFlags.ResetHandler | SignalFlags.NoDefer,
            };
            Errno error = system.ExchangeAction(in caller, caller.Registers.Ebx, true, ref action);
            return error == Errno.None ? action.Handler : CallResult.Of(error);
        }

        /// <summary>
        /// Sets an action, or only gives it. What is ignored then and was pending is thrown away. EINVAL.
        /// </summary>
        private Errno ExchangeAction(in Thread caller, uint number, bool isSet, ref SignalAction action)
        {
            if (number - 1 >= SignalActions.Count
                || (isSet && SignalSet.Unblockable.Has((Signal)number)))
            {
                return Errno.EINVAL;
            }

            ref Process process = ref system.Processes[caller.Process];
            ref SignalAction kept = ref process.Signals.Actions[(int)number - 1];
            SignalAction before = kept;
            if (isSet)
            {
                kept = action;
                kept.Flags &= SignalFlags.Known;
                kept.Mask &= ~SignalSet.Unblockable;
                if (kept.Ignores((Signal)number))
                {
                    system.Processes.Thread(process.Thread).Signals.Pending &= ~SignalSet.Of((Signal)number);
                }
            }

            action = before;
            return Errno.None;
        }

        /// <summary>sigaltstack(stack, old stack).</summary>
        private uint ChangeStack(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            uint space = system.SpaceOf(in caller);
            AlternateStack before = caller.Signals.Stack.Report(with.Esp);
            if (with.Ebx != 0)
            {
                if (!system.TryRead(space, with.Ebx, out AlternateStack other))
                {
                    return CallResult.Of(Errno.EFAULT);
                }

                Errno error = caller.Signals.Stack.Change(in other, with.Esp);
                if (error != Errno.None)
                {
                    return CallResult.Of(error);
                }
            }

            return with.Ecx == 0 || system.TryWrite(space, with.Ecx, before) ? 0 : CallResult.Of(Errno.EFAULT);
        }
    }

    /// <summary>Linux's struct old_sigaction of the i386.</summary>
    private struct OldSignalAction
    {
        public uint Handler;
        public uint Mask;
        public SignalFlags Flags;
        public uint Restorer;

        public static OldSignalAction Of(in SignalAction action) => new()
        {
            Handler = action.Handler,
            Mask = (uint)action.Mask.Bits,
            Flags = action.Flags,
            Restorer = action.Restorer,
        };

        public readonly SignalAction ToAction() => new()
        {
            Handler = Handler,
            Mask = new SignalSet(Mask),
            Flags = Flags,
            Restorer = Restorer,
        };
    }
}
