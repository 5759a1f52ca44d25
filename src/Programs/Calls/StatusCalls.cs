using System;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Calls;

/// <summary>Calls that ask about files: stat, statx, statfs, access, readlink, getdents64, getcwd.</summary>
internal static class StatusCalls
{
    // Flags of statx that concern file systems on other machines, or mount points: two of the first exclude each other.
    private const uint Synchronising = 0x6000;
    private const uint DoesNotMount = 0x800;
    private const uint ReservedMask = 0x8000_0000;

    // faccessat2: as who the process acts, and not as who it is; everybody is root.
    private const uint AsEffective = 0x200;
    private const uint AllAccess = 7;
    private const uint ExecuteAccess = 1;
    private const uint AnyExecute = 0x49;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>stat64, lstat64 and fstatat64(folder, path, status, flags).</summary>
        public uint Status(in Thread caller, uint descriptor, uint path, uint address, uint flags)
        {
            Errno error = PathCalls.CheckFlags(flags, Synchronising | DoesNotMount);
            Handle node = default;
            error = error == Errno.None ? system.Find(in caller, descriptor, path, flags, out node) : error;
            return error == Errno.None ? system.Status(in caller, node, address) : CallResult.Of(error);
        }

        /// <summary>fstat64(descriptor, status).</summary>
        public uint Status(in Thread caller, uint descriptor, uint address)
        {
            Errno error = system.FindOpened(in caller, descriptor, out Handle opened);
            return error == Errno.None
                ? system.Status(in caller, system.Files.Opened[opened].Node, address)
                : CallResult.Of(error);
        }

        /// <summary>statx(folder, path, flags, mask, status).</summary>
        public uint LongStatus(in Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            bool isRefused = (with.Edx & Synchronising) == Synchronising || (with.Esi & ReservedMask) != 0;
            Errno error = isRefused ? Errno.EINVAL : PathCalls.CheckFlags(with.Edx, Synchronising | DoesNotMount);
            Handle node = default;
            error = error == Errno.None ? system.Find(in caller, with.Ebx, with.Ecx, with.Edx, out node) : error;
            return error == Errno.None
                ? system.Answer(in caller, with.Edi, LongStatusRecord.Of(system.Files.StatusOf(node)))
                : CallResult.Of(error);
        }

        /// <summary>statfs64(path, size, status).</summary>
        public uint FileSystemStatus(in Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            Errno error = system.Find(in caller, PathCalls.WorkingFolder, with.Ebx, 0, out _);
            return error == Errno.None ? system.FileSystemStatus(in caller, with.Edx) : CallResult.Of(error);
        }

        /// <summary>What statfs64 and fstatfs64 write: all files lie in memory.</summary>
        public uint FileSystemStatus(in Thread caller, uint address)
        {
            uint free = system.Machine.FramesForFiles;
            return system.Answer(in caller, address, new FileSystemRecord
            {
                Kind = FileSystemRecord.MemoryFileSystem,
                BlockBytes = StatusRecord.PageBytes,
                FragmentBytes = StatusRecord.PageBytes,
                Blocks = system.Machine.FrameEnd,
                FreeBlocks = free,
                AvailableBlocks = free,
                Files = Handle.EndOfIndexes,
                FreeFiles = Handle.EndOfIndexes - system.Files.Nodes.Taken,
                LongestName = FileSystem<T>.LongestName,
            });
        }

        /// <summary>
        /// access(path, what), faccessat(folder, path, what): the superuser may all but execute what nobody may.
        /// </summary>
        public uint MayAccess(in Thread caller, uint descriptor, uint path, uint access, uint flags)
        {
            if ((access & ~AllAccess) != 0 || PathCalls.CheckFlags(flags, AsEffective) != Errno.None)
            {
                return CallResult.Of(Errno.EINVAL);
            }

            Errno error = system.Find(in caller, descriptor, path, flags, out Handle node);
            if (error != Errno.None)
            {
                return CallResult.Of(error);
            }

            ref Node found = ref system.Files.Nodes[node];
            bool isRefused = (access & ExecuteAccess) != 0 && !found.IsFolder && (found.Mode & AnyExecute) == 0;
            return isRefused ? CallResult.Of(Errno.EACCES) : 0;
        }

        /// <summary>readlink(path, bytes, count), readlinkat(folder, …).</summary>
        public uint ReadLink(in Thread caller, uint descriptor, uint path, uint address, uint count)
        {
            if ((int)count <= 0)
            {
                return CallResult.Of(Errno.EINVAL);
            }

            Errno error = system.Locate(in caller, descriptor, path, out Handle folder, out uint length);
            if (error != Errno.None)
            {
                return CallResult.Of(error);
            }

            Span<byte> text = ((Span<byte>)system.Page).Slice(0, (int)Math.Min(count, PageBuffer.Size));
            Outcome outcome = system.Files.ReadLink(folder, system.PathOf(length), text);
            return outcome.Error == Errno.None
                ? system.GiveBytes(in caller, address, text.Slice(0, (int)outcome.Value))
                : CallResult.Of(outcome.Error);
        }

        /// <summary>getdents64(descriptor, records, bytes): as much as fits in a page at a time.</summary>
        public uint List(in Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            Errno error = system.FindOpened(in caller, with.Ebx, out Handle opened);
            if (error != Errno.None)
            {
                return CallResult.Of(error);
            }

            ulong before = system.Files.Opened[opened].Position;
            Span<byte> records = ((Span<byte>)system.Page).Slice(0, (int)Math.Min(with.Edx, PageBuffer.Size));
            Outcome outcome = system.Files.List(opened, records);
            if (outcome.Error != Errno.None)
            {
                return CallResult.Of(outcome.Error);
            }

            uint given = system.GiveBytes(in caller, with.Ecx, records.Slice(0, (int)outcome.Value));
            if (given != outcome.Value)
            {
                system.Files.Opened[opened].Position = before;
            }

            return given;
        }

        /// <summary>
        /// getcwd(bytes, count): with the zero at its end, which is counted. ERANGE when it doesn't fit.
        /// </summary>
        public uint GetFolder(in Thread caller)
        {
            Outcome outcome = system.Files.PathTo(system.Processes[caller.Process].Folder, system.Path);
            if (outcome.Error != Errno.None)
            {
                return CallResult.Of(outcome.Error);
            }

            ReadOnlySpan<byte> path = ((ReadOnlySpan<byte>)system.Path).Slice(PathBuffer.Size - (int)outcome.Value);
            return path.Length > (int)Math.Min(caller.Registers.Ecx, PathBuffer.Size)
                ? CallResult.Of(Errno.ERANGE)
                : system.GiveBytes(in caller, caller.Registers.Ebx, path);
        }

        private uint Status(in Thread caller, Handle node, uint address) =>
            system.Answer(in caller, address, StatusRecord.Of(system.Files.StatusOf(node)));

        /// <summary>Copies bytes to the caller. Their number, or EFAULT.</summary>
        private uint GiveBytes(in Thread caller, uint address, ReadOnlySpan<byte> bytes)
        {
            SpaceError error =
                system.Spaces.CopyOut(system.SpaceOf(in caller), new VirtualAddress(address), bytes, out _);
            return error == SpaceError.None ? (uint)bytes.Length : CallResult.Of(Errno.EFAULT);
        }
    }
}
