using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Calls;

/// <summary>Calls that change names and what files are: mkdir, unlink, rename, link, chmod, chown, chdir.</summary>
internal static class NameCalls
{
    private const uint NoReplace = 1;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        public uint MakeFolder(in Thread caller, uint descriptor, uint path, uint rights)
        {
            Errno error = system.Locate(in caller, descriptor, path, out Handle folder, out uint length);
            uint mask = system.Processes[caller.Process].Mask;
            return CallResult.Of(
                error == Errno.None ? system.Files.MakeFolder(folder, system.PathOf(length), rights & ~mask) : error);
        }

        public uint MakeNode(in Thread caller, uint descriptor, uint path, uint mode, uint device)
        {
            Errno error = Making.CheckKind(mode);
            Handle folder = default;
            uint length = 0;
            error = error == Errno.None
                ? system.Locate(in caller, descriptor, path, out folder, out length)
                : error;
            uint mask = system.Processes[caller.Process].Mask;
            return CallResult.Of(error == Errno.None
                ? system.Files.MakeNode(folder, system.PathOf(length), mode & ~mask, device)
                : error);
        }

        /// <summary>unlink, rmdir, and unlinkat(folder, path, flags).</summary>
        public uint Remove(in Thread caller, uint descriptor, uint path, uint flags)
        {
            if ((flags & ~PathCalls.RemovesFolder) != 0)
            {
                return CallResult.Of(Errno.EINVAL);
            }

            Errno error = system.Locate(in caller, descriptor, path, out Handle folder, out uint length);
            return CallResult.Of(error != Errno.None ? error
                : flags != 0 ? system.Files.RemoveFolder(folder, system.PathOf(length))
                : system.Files.Unlink(folder, system.PathOf(length)));
        }

        /// <summary>renameat2(folder, path, new folder, new path, flags).</summary>
        public uint Rename(in Thread caller, uint descriptor, uint path, uint newDescriptor, uint newPath, uint flags)
        {
            if ((flags & ~NoReplace) != 0)
            {
                return CallResult.Of(Errno.EINVAL);
            }

            Errno error = system.Locate(in caller, descriptor, path, out Handle folder, out uint length);
            Handle newFolder = default;
            uint newLength = 0;
            error = error == Errno.None ? system.Files.CheckFolders(folder, system.PathOf(length)) : error;
            error = error == Errno.None
                ? system.LocateSecond(in caller, newDescriptor, newPath, out newFolder, out newLength)
                : error;
            return CallResult.Of(error == Errno.None
                ? system.Files.Rename(
                    folder, system.PathOf(length), newFolder, system.SecondPathOf(newLength), flags == 0)
                : error);
        }

        /// <summary>linkat(folder, path, new folder, new path, flags).</summary>
        public uint Link(in Thread caller, uint descriptor, uint path, uint newDescriptor, uint newPath, uint flags)
        {
            if ((flags & ~(PathCalls.Follows | PathCalls.TakesEmptyPath)) != 0)
            {
                return CallResult.Of(Errno.EINVAL);
            }

            uint with = (flags & PathCalls.TakesEmptyPath)
                | ((flags & PathCalls.Follows) != 0 ? 0 : PathCalls.DoesNotFollow);
            Errno error = system.Find(in caller, descriptor, path, with, out Handle node);
            Handle newFolder = default;
            uint newLength = 0;
            error = error == Errno.None
                ? system.LocateSecond(in caller, newDescriptor, newPath, out newFolder, out newLength)
                : error;
            return CallResult.Of(error == Errno.None
                ? system.Files.LinkNode(node, newFolder, system.SecondPathOf(newLength))
                : error);
        }

        /// <summary>symlinkat(text, folder, path).</summary>
        public uint MakeLink(in Thread caller, uint text, uint descriptor, uint path)
        {
            Errno error = system.ReadPath(in caller, text, ref system.SecondPath, out uint textLength);
            Handle folder = default;
            uint length = 0;
            error = error == Errno.None
                ? system.Locate(in caller, descriptor, path, out folder, out length)
                : error;
            return CallResult.Of(error == Errno.None
                ? system.Files.MakeLink(system.SecondPathOf(textLength), folder, system.PathOf(length))
                : error);
        }

        public uint SetRights(in Thread caller, uint descriptor, uint path, uint rights)
        {
            Errno error = system.Find(in caller, descriptor, path, 0, out Handle node);
            return error == Errno.None ? system.SetRights(node, rights) : CallResult.Of(error);
        }

        /// <summary>fchmod(descriptor, rights).</summary>
        public uint SetRights(in Thread caller, uint descriptor, uint rights)
        {
            Errno error = system.FindOpened(in caller, descriptor, out Handle opened);
            return error == Errno.None
                ? system.SetRights(system.Files.Opened[opened].Node, rights)
                : CallResult.Of(error);
        }

        public uint SetOwner(in Thread caller, uint descriptor, uint path, uint user, uint group, uint flags)
        {
            Errno error = PathCalls.CheckFlags(flags);
            Handle node = default;
            error = error == Errno.None ? system.Find(in caller, descriptor, path, flags, out node) : error;
            return error == Errno.None ? system.SetOwner(node, user, group) : CallResult.Of(error);
        }

        /// <summary>fchown32(descriptor, user, group).</summary>
        public uint SetOwner(in Thread caller, uint descriptor, uint user, uint group)
        {
            Errno error = system.FindOpened(in caller, descriptor, out Handle opened);
            return error == Errno.None
                ? system.SetOwner(system.Files.Opened[opened].Node, user, group)
                : CallResult.Of(error);
        }

        /// <summary>chdir(path), fchdir(descriptor).</summary>
        public uint Enter(in Thread caller, Errno error, Handle folder)
        {
            if (error != Errno.None || !system.Files.Nodes[folder].IsFolder)
            {
                return CallResult.Of(error != Errno.None ? error : Errno.ENOTDIR);
            }

            ref Process process = ref system.Processes[caller.Process];
            system.Files.Hold(folder);
            system.Files.LetGo(process.Folder);
            process.Folder = folder;
            return 0;
        }

        /// <summary>umask(rights).</summary>
        public uint SetMask(in Thread caller)
        {
            ref Process process = ref system.Processes[caller.Process];
            uint before = process.Mask;
            process.Mask = caller.Registers.Ebx & 0x1FF;
            return before;
        }

        private uint SetRights(Handle node, uint rights)
        {
            system.Files.SetPermissions(node, rights);
            return 0;
        }

        private uint SetOwner(Handle node, uint user, uint group)
        {
            system.Files.SetOwner(node, user, group);
            return 0;
        }
    }
}
