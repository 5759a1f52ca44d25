using System;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Calls;

/// <summary>
/// What calls with a path have in common: where it begins, and what it leads to. The path is in the personality's
/// buffer, so one call works on one path, or on two.
/// </summary>
internal static class PathCalls
{
    /// <summary>In place of a folder's descriptor: the working folder (AT_FDCWD).</summary>
    public const uint WorkingFolder = unchecked((uint)-100);

    /// <summary>Flags of calls with a path (include/uapi/linux/fcntl.h).</summary>
    public const uint DoesNotFollow = 0x100;
    public const uint RemovesFolder = 0x200;
    public const uint Follows = 0x400;
    public const uint TakesEmptyPath = 0x1000;

    /// <summary>EINVAL for a flag that is neither of those that most calls take, nor one of the call's own.</summary>
    public static Errno CheckFlags(uint flags, uint own = 0) =>
        (flags & ~(DoesNotFollow | TakesEmptyPath | own)) == 0 ? Errno.None : Errno.EINVAL;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>The path that the last call of <see cref="Locate{T}"/> read.</summary>
        public ReadOnlySpan<byte> PathOf(uint length) => ((Span<byte>)system.Path).Slice(0, (int)length);

        /// <summary>The second path of a call that has two.</summary>
        public ReadOnlySpan<byte> SecondPathOf(uint length) => ((Span<byte>)system.SecondPath).Slice(0, (int)length);

        /// <summary>As a call's result: 0, or EFAULT.</summary>
        public uint Answer<TRecord>(in Thread caller, uint address, TRecord record)
            where TRecord : struct
            => system.TryWrite(system.SpaceOf(in caller), address, record) ? 0 : CallResult.Of(Errno.EFAULT);

        /// <summary>
        /// Reads a call's path, and finds the folder where it begins. EFAULT, ENAMETOOLONG, EBADF, ENOTDIR.
        /// </summary>
        public Errno Locate(in Thread caller, uint descriptor, uint address, out Handle folder, out uint length)
        {
            folder = default;
            Errno error = system.ReadPath(in caller, address, ref system.Path, out length);
            return error != Errno.None
                ? error : system.FolderOf(in caller, descriptor, system.Path[0], length, out folder);
        }

        /// <summary>As <see cref="Locate{T}"/>, for the second path.</summary>
        public Errno LocateSecond(in Thread caller, uint descriptor, uint address, out Handle folder, out uint length)
        {
            folder = default;
            Errno error = system.ReadPath(in caller, address, ref system.SecondPath, out length);
            return error != Errno.None
                ? error
                : system.FolderOf(in caller, descriptor, system.SecondPath[0], length, out folder);
        }

        /// <summary>
        /// What a call's path leads to, by its flags: the descriptor itself when the path is empty and may be.
        /// </summary>
        public Errno Find(in Thread caller, uint descriptor, uint address, uint flags, out Handle node)
        {
            node = default;
            Errno error = system.ReadPath(in caller, address, ref system.Path, out uint length);
            if (error != Errno.None)
            {
                return error;
            }

            if (length == 0 && (flags & TakesEmptyPath) != 0)
            {
                return system.NodeOf(in caller, descriptor, out node);
            }

            error = system.FolderOf(in caller, descriptor, system.Path[0], length, out Handle folder);
            return error == Errno.None
                ? system.Files.Resolve(folder, system.PathOf(length), (flags & DoesNotFollow) == 0, out node)
                : error;
        }

        /// <summary>The node behind a descriptor, or the working folder. EBADF.</summary>
        public Errno NodeOf(in Thread caller, uint descriptor, out Handle node)
        {
            ref Process process = ref system.Processes[caller.Process];
            Handle opened = descriptor == WorkingFolder
                ? default
                : system.Files.Find(in process.Descriptors, descriptor);
            node = descriptor == WorkingFolder ? process.Folder : default;
            if (opened.IsNone)
            {
                return node.IsNone ? Errno.EBADF : Errno.None;
            }

            node = system.Files.Opened[opened].Node;
            return Errno.None;
        }

        private Errno FolderOf(in Thread caller, uint descriptor, byte first, uint length, out Handle folder)
        {
            folder = system.Files.Root;
            if (length == 0)
            {
                return Errno.ENOENT;
            }

            if (first == (byte)'/')
            {
                return Errno.None;
            }

            Errno error = system.NodeOf(in caller, descriptor, out folder);
            return error != Errno.None || system.Files.Nodes[folder].IsFolder ? error : Errno.ENOTDIR;
        }
    }
}
