using System;
using System.Runtime.CompilerServices;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Calls;

/// <summary>
/// Calls that wait for sets of descriptors: _newselect, pselect6. The time becomes what is left of it.
/// </summary>
internal static class SelectCalls
{
    private const uint SetWords = DescriptorTable.MostDescriptors / 32;
    private const uint MicrosecondsPerSecond = 1_000_000;

    // Out-of-band data is the only exception, and no file here has any.
    private const PollEvents ToRead = PollEvents.AnyIn | PollCalls.Always;
    private const PollEvents ToWrite = PollEvents.AnyOut | PollEvents.Error;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>_newselect(end of descriptors, to read, to write, exceptions, time).</summary>
        public uint Select(ref Thread caller)
        {
            uint address = caller.Registers.Edi;
            ulong microseconds = 0;
            if (address != 0)
            {
                if (!system.TryRead(system.SpaceOf(in caller), address, out ulong time))
                {
                    return CallResult.Of(Errno.EFAULT);
                }

                int seconds = (int)(uint)time, rest = (int)(time >> 32);
                if (rest < 0 || seconds < 0)
                {
                    return CallResult.Of(Errno.EINVAL);
                }

                microseconds = ((ulong)seconds * MicrosecondsPerSecond) + (uint)rest;
            }

            return system.EndWait(ref caller, system.SelectFiles(ref caller, address == 0, microseconds));
        }

        /// <summary>
        /// pselect6(end of descriptors, to read, to write, exceptions, time, blocked signals: where their set is and
        /// how many bytes it has).
        /// </summary>
        public uint SelectPrecisely(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            ulong set = 0;
            if (with.Ebp != 0 && !system.TryRead(system.SpaceOf(in caller), with.Ebp, out set))
            {
                return CallResult.Of(Errno.EFAULT);
            }

            bool isEndless = with.Edi == 0, isLong = with.Eax == (uint)CallNumber.SelectPreciselyLong;
            ulong microseconds = 0;
            Errno error = isEndless ? Errno.None
                : system.ReadDuration(in caller, with.Edi, isLong, out microseconds);
            error = error == Errno.None ? system.BlockMeanwhile(ref caller, (uint)set, (uint)(set >> 32)) : error;
            return error != Errno.None
                ? CallResult.Of(error)
                : system.EndWait(ref caller, system.SelectFiles(ref caller, isEndless, microseconds));
        }

        /// <summary>The rest of a call: EINVAL for a negative end, EFAULT, EBADF.</summary>
        private uint SelectFiles(ref Thread caller, bool isEndless, ulong microseconds)
        {
            // What has no end yet begins now, also when a file is ready at once.
            _ = !isEndless && system.IsDue(ref caller, microseconds);
            ref readonly Registers with = ref caller.Registers;
            uint space = system.SpaceOf(in caller), end = Math.Min(with.Ebx, DescriptorTable.MostDescriptors);
            DescriptorSet reads = default, writes = default, exceptions = default;
            Errno error = (int)with.Ebx < 0 ? Errno.EINVAL
                : system.TryReadSet(space, with.Ecx, end, ref reads)
                    && system.TryReadSet(space, with.Edx, end, ref writes)
                    && system.TryReadSet(space, with.Esi, end, ref exceptions) ? Errno.None
                : Errno.EFAULT;
            uint ready = 0;
            for (uint descriptor = 0; descriptor < end && error == Errno.None; descriptor++)
            {
                if (reads.Has(descriptor) || writes.Has(descriptor) || exceptions.Has(descriptor))
                {
                    PollEvents events =
                        system.EventsOf(in caller, descriptor, PollEvents.AnyIn | PollEvents.AnyOut);
                    error = events == PollEvents.Invalid ? Errno.EBADF : Errno.None;
                    ready += reads.Keep(descriptor, (events & ToRead) != 0);
                    ready += writes.Keep(descriptor, (events & ToWrite) != 0);
                    exceptions.Keep(descriptor, false);
                }
            }

            if (error != Errno.None)
            {
                return CallResult.Of(error);
            }

            uint waits = ready != 0 ? 0 : system.WaitForAny(ref caller, isEndless, microseconds);
            bool isWritten = waits == CallResult.Waits
                || (system.TryWriteSet(space, with.Ecx, end, ref reads)
                    && system.TryWriteSet(space, with.Edx, end, ref writes)
                    && system.TryWriteSet(space, with.Esi, end, ref exceptions));
            return waits == CallResult.Waits ? waits : isWritten ? ready : CallResult.Of(Errno.EFAULT);
        }

        private bool TryReadSet(uint space, uint address, uint end, ref DescriptorSet set)
        {
            bool isRead = true;
            for (uint word = 0; address != 0 && isRead && word * 32 < end; word++)
            {
                isRead = system.TryReadInto(space, address + (word * sizeof(uint)), ref set[(int)word]);
            }

            set.Cut(end);
            return isRead;
        }

        private bool TryWriteSet(uint space, uint address, uint end, ref DescriptorSet set)
        {
            bool isWritten = true;
            for (uint word = 0; address != 0 && isWritten && word * 32 < end; word++)
            {
                isWritten = system.TryWrite(space, address + (word * sizeof(uint)), in set[(int)word]);
            }

            return isWritten;
        }
    }

    /// <summary>Linux's fd_set: a bit for each descriptor.</summary>
    [InlineArray((int)SetWords)]
    private struct DescriptorSet
    {
        private uint _first;

        public readonly bool Has(uint descriptor) =>
            ((this[(int)(descriptor / 32)] >> (int)(descriptor % 32)) & 1) != 0;

        /// <summary>Leaves a descriptor in the set only if it is ready. 1 when it is left, else 0.</summary>
        public uint Keep(uint descriptor, bool isReady)
        {
            bool isLeft = isReady && Has(descriptor);
            this[(int)(descriptor / 32)] &= isLeft ? uint.MaxValue : ~(1u << (int)(descriptor % 32));
            return isLeft ? 1u : 0;
        }

        /// <summary>Takes out of the last word what isn't asked about.</summary>
        public void Cut(uint end)
        {
            if (end % 32 != 0)
            {
                this[(int)(end / 32)] &= (1u << (int)(end % 32)) - 1;
            }
        }
    }
}
