using System;
using System.Runtime.CompilerServices;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Calls;

/// <summary>Calls that wait for several files: poll, ppoll, select.</summary>
internal static class PollCalls
{
    private const uint SetWords = DescriptorTable.MostDescriptors / 32;
    private const PollEvents Always = PollEvents.Error | PollEvents.HangUp;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>poll(files, count, milliseconds), ppoll(files, count, time, …).</summary>
        public uint Poll(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            if (with.Ecx > DescriptorTable.MostDescriptors)
            {
                return CallResult.Of(Errno.EINVAL);
            }

            bool isPrecise = with.Eax != (uint)CallNumber.Poll;
            ulong microseconds = (ulong)with.Edx * 1000;
            bool isEndless = isPrecise ? with.Edx == 0 : (int)with.Edx < 0;
            if (isPrecise && !isEndless)
            {
                bool isLong = with.Eax == (uint)CallNumber.PollPreciselyLong;
                Errno error = system.ReadDuration(in caller, with.Edx, isLong, out microseconds);
                if (error != Errno.None)
                {
                    return CallResult.Of(error);
                }
            }

            uint ready = 0;
            for (uint i = 0; i < with.Ecx; i++)
            {
                uint address = with.Ebx + (i * sizeof(ulong));
                if (!system.TryRead(system.SpaceOf(in caller), address, out ulong asked))
                {
                    return CallResult.Of(Errno.EFAULT);
                }

                PollEvents events = system.EventsOf(in caller, (uint)asked, (PollEvents)(ushort)(asked >> 32));
                if (!system.TryWrite(system.SpaceOf(in caller), address + 6, (ushort)events))
                {
                    return CallResult.Of(Errno.EFAULT);
                }

                ready += events != PollEvents.None ? 1u : 0;
            }

            return ready != 0 ? ready : system.WaitForAny(ref caller, isEndless, microseconds);
        }

        /// <summary>_newselect(end of descriptors, to read, to write, exceptions, time).</summary>
        public uint Select(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            uint space = system.SpaceOf(in caller);
            ulong microseconds = 0;
            if (with.Edi != 0)
            {
                if (!system.TryRead(space, with.Edi, out ulong time))
                {
                    return CallResult.Of(Errno.EFAULT);
                }

                microseconds = ((uint)time * 1_000_000UL) + (time >> 32);
            }

            DescriptorSet reads = default, writes = default;
            uint end = Math.Min(with.Ebx, DescriptorTable.MostDescriptors);
            Errno error = (int)with.Ebx < 0 ? Errno.EINVAL : system.ReadSet(space, with.Ecx, end, ref reads);
            error = error == Errno.None ? system.ReadSet(space, with.Edx, end, ref writes) : error;
            uint ready = 0;
            error = error == Errno.None ? system.Narrow(in caller, end, ref reads, ref writes, out ready) : error;
            if (error != Errno.None)
            {
                return CallResult.Of(error);
            }

            uint waits = ready != 0 ? 0 : system.WaitForAny(ref caller, with.Edi == 0, microseconds);
            if (waits == CallResult.Waits)
            {
                return waits;
            }

            DescriptorSet none = default;
            bool isWritten = system.WriteSet(space, with.Ecx, end, in reads)
                && system.WriteSet(space, with.Edx, end, in writes) && system.WriteSet(space, with.Esi, end, in none);
            return isWritten ? ready : CallResult.Of(Errno.EFAULT);
        }

        private PollEvents EventsOf(in Thread caller, uint descriptor, PollEvents asked)
        {
            if ((int)descriptor < 0)
            {
                return PollEvents.None;
            }

            Errno error = system.FindOpened(in caller, descriptor, out Handle opened);
            return error != Errno.None ? PollEvents.Invalid : system.Files.EventsOf(opened) & (asked | Always);
        }

        private uint WaitForAny(ref Thread caller, bool isEndless, ulong microseconds) =>
            !isEndless && system.IsDue(ref caller, microseconds) ? 0 : system.Wait(ref caller, WaitChannel.Any);

        /// <summary>Leaves of both sets what is ready. EBADF.</summary>
        private Errno Narrow(
            in Thread caller, uint end, ref DescriptorSet reads, ref DescriptorSet writes, out uint ready)
        {
            ready = 0;
            for (uint descriptor = 0; descriptor < end; descriptor++)
            {
                bool isRead = reads.Has(descriptor), isWritten = writes.Has(descriptor);
                if (!isRead && !isWritten)
                {
                    continue;
                }

                PollEvents events = system.EventsOf(in caller, descriptor, PollEvents.AnyIn | PollEvents.AnyOut);
                if (events == PollEvents.Invalid)
                {
                    return Errno.EBADF;
                }

                isRead = isRead && (events & (PollEvents.AnyIn | Always)) != 0;
                isWritten = isWritten && (events & (PollEvents.AnyOut | PollEvents.Error)) != 0;
                reads.Set(descriptor, isRead);
                writes.Set(descriptor, isWritten);
                ready += (isRead ? 1u : 0) + (isWritten ? 1u : 0);
            }

            return Errno.None;
        }

        private Errno ReadSet(uint space, uint address, uint end, ref DescriptorSet set)
        {
            for (uint word = 0; address != 0 && word * 32 < end; word++)
            {
                if (!system.TryRead(space, address + (word * sizeof(uint)), out uint bits))
                {
                    return Errno.EFAULT;
                }

                set[(int)word] = bits;
            }

            return Errno.None;
        }

        private bool WriteSet(uint space, uint address, uint end, in DescriptorSet set)
        {
            bool isWritten = true;
            for (uint word = 0; address != 0 && isWritten && word * 32 < end; word++)
            {
                isWritten = system.TryWrite(space, address + (word * sizeof(uint)), set[(int)word]);
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

        public void Set(uint descriptor, bool isIn)
        {
            uint bit = 1u << (int)(descriptor % 32);
            ref uint word = ref this[(int)(descriptor / 32)];
            word = isIn ? word | bit : word & ~bit;
        }
    }
}
