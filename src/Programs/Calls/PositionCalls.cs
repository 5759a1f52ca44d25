using System;
using Osmosis.Programs.Devices;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Calls;

/// <summary>Calls about an open file's position and length, and those that only its device answers.</summary>
internal static class PositionCalls
{
    // ioctl's requests that any file answers (include/uapi/asm-generic/ioctls.h).
    private const uint BytesWaiting = 0x541B;
    private const uint SetNonBlocking = 0x5421;
    private const uint DontCloseOnExec = 0x5450;
    private const uint CloseOnExec = 0x5451;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>lseek(descriptor, offset, whence). EOVERFLOW when the position needs more than 31 bits.</summary>
        public uint Seek(in Thread caller, uint descriptor, long offset, uint whence)
        {
            Errno error = system.FindOpened(in caller, descriptor, out Handle opened);
            ulong position = 0;
            error = error == Errno.None ? system.Files.Seek(opened, offset, whence, out position) : error;
            return error != Errno.None ? CallResult.Of(error)
                : position > int.MaxValue ? CallResult.Of(Errno.EOVERFLOW)
                : (uint)position;
        }

        /// <summary>_llseek(descriptor, high, low, position, whence).</summary>
        public uint LongSeek(in Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            Errno error = system.FindOpened(in caller, with.Ebx, out Handle opened);
            ulong position = 0;
            long offset = (long)(with.Edx | ((ulong)with.Ecx << 32));
            error = error == Errno.None ? system.Files.Seek(opened, offset, with.Edi, out position) : error;
            return error == Errno.None ? system.Answer(in caller, with.Esi, position) : CallResult.Of(error);
        }

        /// <summary>ftruncate(descriptor, length).</summary>
        public uint TruncateOpen(in Thread caller, uint descriptor, long length)
        {
            Handle opened = default;
            Errno error = length < 0 ? Errno.EINVAL : system.FindOpened(in caller, descriptor, out opened);
            return CallResult.Of(error == Errno.None ? system.Files.Truncate(opened, length) : error);
        }

        /// <summary>truncate(path, length).</summary>
        public uint Truncate(in Thread caller, long length)
        {
            Handle node = default;
            Errno error = length < 0
                ? Errno.EINVAL
                : system.Find(in caller, PathCalls.WorkingFolder, caller.Registers.Ebx, 0, out node);
            return CallResult.Of(error == Errno.None ? system.Files.TruncateNode(node, length) : error);
        }

        /// <summary>
        /// mount(source, target, kind): what programs mount at start is there already, so it says yes to those. ENODEV.
        /// </summary>
        public uint Mount(in Thread caller)
        {
            Errno error = system.ReadPath(in caller, caller.Registers.Edx, ref system.Path, out uint length);
            ReadOnlySpan<byte> kind = error == Errno.None ? system.PathOf(length) : default;
            bool isThere = kind.SequenceEqual("proc"u8) || kind.SequenceEqual("tmpfs"u8)
                || kind.SequenceEqual("devtmpfs"u8);
            return CallResult.Of(error != Errno.None ? error : isThere ? Errno.None : Errno.ENODEV);
        }

        /// <summary>ioctl(descriptor, request, argument). ENOTTY for what isn't the file's.</summary>
        public uint ControlDevice(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            Errno error = system.FindOpened(in caller, with.Ebx, out Handle opened);
            if (error != Errno.None)
            {
                return CallResult.Of(error);
            }

            ref OpenFile file = ref system.Files.Opened[opened];
            ref Node node = ref system.Files.Nodes[file.Node];
            switch (with.Ecx)
            {
                case SetNonBlocking:
                    if (!system.TryRead(system.SpaceOf(in caller), with.Edx, out uint blocks))
                    {
                        return CallResult.Of(Errno.EFAULT);
                    }

                    OpenFlags flags = file.Flags & ~OpenFlags.NonBlocking;
                    system.Files.ChangeFlags(opened, blocks != 0 ? flags | OpenFlags.NonBlocking : flags);
                    return 0;
                case CloseOnExec:
                case DontCloseOnExec:
                    system.Files.SetClosedByExec(
                        in system.Processes[caller.Process].Descriptors, with.Ebx, with.Ecx == CloseOnExec);
                    return 0;
                case BytesWaiting when node.Kind == NodeMode.Pipe:
                    return system.Answer(in caller, with.Edx, system.Files.WaitingIn(file.Node));
                case BytesWaiting when node.IsFile:
                    ulong length = system.Machine.ObjectLength(node.Contents);
                    return system.Answer(in caller, with.Edx, (uint)(length - Math.Min(length, file.Position)));
                default:
                    return CharacterDevices.IsTerminal(node.Device)
                        ? system.ControlTerminal(ref caller)
                        : CallResult.Of(Errno.ENOTTY);
            }
        }
    }
}
