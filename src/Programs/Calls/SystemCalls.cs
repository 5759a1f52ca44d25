using System;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Calls;

/// <summary>Calls about the machine and the thread itself: uname, getrandom, set_thread_area, reboot.</summary>
internal static class SystemCalls
{
    private const uint NameBytes = 65;
    private const uint PieceBytes = 256;
    private const uint AnyEntry = uint.MaxValue;

    // reboot's arguments (include/uapi/linux/reboot.h).
    private const uint FirstMagic = 0xFEE1_DEAD;
    private const uint SecondMagic = 672274793;
    private const uint PowerOffCommand = 0x4321_FEDC;
    private const uint HaltCommand = 0xCDEF_0123;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>set_thread_area(segment). The entry that was chosen is written back.</summary>
        public uint SetThreadArea(ref Thread caller)
        {
            uint address = caller.Registers.Ebx;
            if (!system.TryRead(system.SpaceOf(in caller), address, out SegmentRequest request))
            {
                return CallResult.Of(Errno.EFAULT);
            }

            if (request.Entry == AnyEntry)
            {
                request.Entry = ThreadSegments.First;
                while (request.Entry < ThreadSegments.First + ThreadSegments.Count
                    && caller.Segments[(int)request.Entry - ThreadSegments.First] != 0)
                {
                    request.Entry++;
                }

                if (request.Entry == ThreadSegments.First + ThreadSegments.Count)
                {
                    return CallResult.Of(Errno.ESRCH);
                }

                if (!system.TryWrite(system.SpaceOf(in caller), address, request.Entry))
                {
                    return CallResult.Of(Errno.EFAULT);
                }
            }

            if (request.Entry - ThreadSegments.First >= ThreadSegments.Count
                || !ThreadSegments.TryDescribe(in request, out ulong descriptor))
            {
                return CallResult.Of(Errno.EINVAL);
            }

            caller.Segments[(int)request.Entry - ThreadSegments.First] = descriptor;
            system.Next = NextStep.Reload;
            return 0;
        }

        /// <summary>getrandom(bytes, count, flags).</summary>
        public uint GetRandom(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            Span<byte> piece = stackalloc byte[(int)PieceBytes];
            uint wanted = Math.Min(with.Ecx, int.MaxValue), before = LongCalls.DoneBefore(in caller), done = before;
            while (done < wanted)
            {
                if (done - before >= LongCalls.BytesInTurn)
                {
                    return LongCalls.GoOn(ref caller, done);
                }

                Span<byte> part = piece[..(int)Math.Min(PieceBytes, wanted - done)];
                system.Machine.FillRandom(part);
                SpaceError error = system.Spaces.CopyOut(system.SpaceOf(in caller), new VirtualAddress(with.Ebx) + done,
                    part, out uint written);
                done += written;
                if (error != SpaceError.None)
                {
                    return done != 0 ? done : CallResult.Of(Errno.EFAULT);
                }
            }

            return done;
        }

        /// <summary>uname(names): six texts of 65 bytes. Programs ask for the Linux whose calls they use.</summary>
        public uint Name(in Thread caller)
        {
            Span<byte> names = stackalloc byte[6 * (int)NameBytes];
            names.Clear();
            "Linux"u8.CopyTo(names);
            "osmosis"u8.CopyTo(names[(int)NameBytes..]);
            "6.1.0-osmosis"u8.CopyTo(names[(2 * (int)NameBytes)..]);
            "OS/mosis"u8.CopyTo(names[(3 * (int)NameBytes)..]);
            "i686"u8.CopyTo(names[(4 * (int)NameBytes)..]);
            "(none)"u8.CopyTo(names[(5 * (int)NameBytes)..]);
            return system.Spaces.CopyOut(system.SpaceOf(in caller), new VirtualAddress(caller.Registers.Ebx), names,
                out _) == SpaceError.None
                ? 0
                : CallResult.Of(Errno.EFAULT);
        }

        /// <summary>reboot(magic, magic, command): power-off and halt.</summary>
        public uint Reboot(in Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            if (with.Ebx != FirstMagic || with.Ecx != SecondMagic || with.Edx is not (PowerOffCommand or HaltCommand))
            {
                return CallResult.Of(Errno.EINVAL);
            }

            system.Next = NextStep.PowerOff;
            return 0;
        }
    }
}
