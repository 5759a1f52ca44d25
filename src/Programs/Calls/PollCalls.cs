using Osmosis.Programs.Delivery;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Calls;

/// <summary>Calls that wait for several files: poll, ppoll, and what they share with select.</summary>
internal static class PollCalls
{
    /// <summary>What is told without being asked for.</summary>
    public const PollEvents Always = PollEvents.Error | PollEvents.HangUp;

    private const uint EventsOffset = 6;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>poll(files, count, milliseconds).</summary>
        public uint Poll(ref Thread caller)
        {
            bool isEndless = (int)caller.Registers.Edx < 0;
            return system.PollFiles(ref caller, isEndless, (ulong)caller.Registers.Edx * 1000);
        }

        /// <summary>
        /// ppoll(files, count, time, blocked signals, bytes of a set). The time becomes what is left.
        /// </summary>
        public uint PollPrecisely(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            bool isEndless = with.Edx == 0, isLong = with.Eax == (uint)CallNumber.PollPreciselyLong;
            ulong microseconds = 0;
            Errno error = isEndless ? Errno.None
                : system.ReadDuration(in caller, with.Edx, isLong, out microseconds);
            error = error == Errno.None ? system.BlockMeanwhile(ref caller, with.Esi, with.Edi) : error;
            return error != Errno.None
                ? CallResult.Of(error)
                : system.EndWait(ref caller, system.PollFiles(ref caller, isEndless, microseconds));
        }

        /// <summary>
        /// Signals that are blocked while a call waits: the set at an address, unless it is 0. EINVAL, EFAULT.
        /// </summary>
        public Errno BlockMeanwhile(ref Thread caller, uint address, uint bytes)
        {
            if (address == 0 || caller.IsInCall)
            {
                return Errno.None;
            }

            if (bytes != SignalMaskCalls.SetBytes)
            {
                return Errno.EINVAL;
            }

            if (!system.TryRead(system.SpaceOf(in caller), address, out SignalSet set))
            {
                return Errno.EFAULT;
            }

            caller.Signals.BlockMeanwhile(set);
            return Errno.None;
        }

        /// <summary>
        /// If the call has a result: signals are blocked as before, and its time becomes what is left of it.
        /// </summary>
        public uint EndWait(ref Thread caller, uint result)
        {
            if (result != CallResult.Waits)
            {
                caller.Signals.BlockAsBefore();
                system.GiveRest(in caller);
            }

            return result;
        }

        /// <summary>What is so of a descriptor's file, of what is asked for. Invalid when it isn't open.</summary>
        public PollEvents EventsOf(in Thread caller, uint descriptor, PollEvents asked)
        {
            Errno error = system.FindOpened(in caller, descriptor, out Handle opened);
            return error != Errno.None ? PollEvents.Invalid : system.Files.EventsOf(opened) & (asked | Always);
        }

        /// <summary>
        /// Waits until something changes, and at most for a time. 0 when that is over and no signal has come that ends
        /// the call.
        /// </summary>
        public uint WaitForAny(ref Thread caller, bool isEndless, ulong microseconds)
        {
            bool isOver = !isEndless && system.IsDue(ref caller, microseconds);
            return isOver && !caller.Signals.HasDeliverable ? 0 : system.Wait(ref caller, WaitChannel.Any);
        }

        /// <summary>The rest of a call: EINVAL for too many files, EFAULT.</summary>
        private uint PollFiles(ref Thread caller, bool isEndless, ulong microseconds)
        {
            // What has no end yet begins now, also when a file is ready at once.
            _ = !isEndless && system.IsDue(ref caller, microseconds);
            ref readonly Registers with = ref caller.Registers;
            if (with.Ecx > DescriptorTable.MostDescriptors)
            {
                return CallResult.Of(Errno.EINVAL);
            }

            // As on Linux, nothing is written before all has been read.
            uint space = system.SpaceOf(in caller), bytes = with.Ecx * sizeof(ulong);
            for (uint at = 0; at < bytes; at += sizeof(ulong))
            {
                if (!system.TryRead(space, with.Ebx + at, out ulong _))
                {
                    return CallResult.Of(Errno.EFAULT);
                }
            }

            uint ready = 0;
            for (uint at = 0; at < bytes; at += sizeof(ulong))
            {
                PollEvents events = system.TryRead(space, with.Ebx + at, out ulong asked) && (int)asked >= 0
                    ? system.EventsOf(in caller, (uint)asked, (PollEvents)(ushort)(asked >> 32))
                    : PollEvents.None;
                if (!system.TryWrite(space, with.Ebx + at + EventsOffset, (ushort)events))
                {
                    return CallResult.Of(Errno.EFAULT);
                }

                ready += events != PollEvents.None ? 1u : 0;
            }

            return ready != 0 ? ready : system.WaitForAny(ref caller, isEndless, microseconds);
        }
    }
}
