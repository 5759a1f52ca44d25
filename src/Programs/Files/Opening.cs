using System;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>open, with the rules of Linux's fs/namei.c and in their order.</summary>
public static class Opening
{
    /// <summary>
    /// Who writes to a pipe with a name and doesn't wait needs somebody who reads; one end at least is opened.
    /// </summary>
    private static Errno CheckEnd(in Node pipe, OpenFlags flags)
    {
        OpenFlags access = flags & OpenFlags.AccessMask;
        bool isAlone = access == OpenFlags.WriteOnly && (flags & OpenFlags.NonBlocking) != 0
            && pipe.Pipe.Readers == 0 && !pipe.Pipe.IsNameless;
        return access == OpenFlags.AccessMask ? Errno.EINVAL : isAlone ? Errno.ENXIO : Errno.None;
    }

    // Whether somebody runs the file, who would see what is written.
    private static bool IsBusy(in Node node, OpenFlags flags) =>
        node.Writers < 0 && ((flags & OpenFlags.Truncate) != 0 || Writes(in node, flags));

    private static bool Writes(in Node node, OpenFlags flags) =>
        node.IsFile && new OpenFile { Flags = flags }.MayWrite;

    extension<T>(ref FileSystem<T> files)
        where T : struct, IFileMachine
    {
        /// <summary>
        /// Opens a file, and makes it first if the flags say so. The open file has one reference, the caller's.
        /// </summary>
        /// <param name="folder">Where a path begins that doesn't begin with a slash.</param>
        /// <param name="path">Without a zero at its end.</param>
        /// <param name="flags">Those of Linux; unknown ones are passed over, as there.</param>
        /// <param name="permissions">Of a file that is made.</param>
        /// <param name="opened">The open file. An end of a pipe may have to wait for the other one
        /// (AwaitOtherEnd).</param>
        public Errno Open(Handle folder, ReadOnlySpan<byte> path, OpenFlags flags, uint permissions, out Handle opened)
        {
            opened = default;
            if ((flags & (OpenFlags.Create | OpenFlags.Directory)) == (OpenFlags.Create | OpenFlags.Directory))
            {
                return Errno.EINVAL;
            }

            if (!files.Opened.TryReserve(1))
            {
                return Errno.ENFILE;
            }

            Errno error = files.FindOrMake(folder, path, flags, permissions, out Handle node);
            if (error == Errno.None)
            {
                error = files.CheckOpen(node, flags);
            }

            if (error != Errno.None)
            {
                return error;
            }

            if ((flags & OpenFlags.Truncate) != 0 && files.Nodes[node].IsFile)
            {
                files.SetLength(node, 0);
            }

            opened = files.OpenNode(node, flags);
            return Errno.None;
        }

        /// <summary>Opens a node. The record must have been reserved.</summary>
        internal Handle OpenNode(Handle node, OpenFlags flags)
        {
            files.Hold(node);
            Handle opened =
                files.Opened.Take(new OpenFile { Node = node, Flags = flags & OpenFlags.Kept, References = 1 });
            files.Nodes[node].Writers += Writes(in files.Nodes[node], flags) ? 1 : 0;
            if (files.Nodes[node].Kind == NodeMode.Pipe)
            {
                files.CountEnd(ref files.Opened[opened], isOpened: true);
            }

            return opened;
        }

        /// <summary>Changes what F_SETFL may change, and leaves the rest.</summary>
        public void ChangeFlags(Handle opened, OpenFlags flags)
        {
            ref OpenFile file = ref files.Opened[opened];
            file.Flags = (file.Flags & ~OpenFlags.Changeable) | (flags & OpenFlags.Changeable);
        }

        /// <summary>One more names an open file.</summary>
        public void Share(Handle opened) => files.Opened[opened].References++;

        /// <summary>One fewer does. The last one closes it.</summary>
        public void Close(Handle opened)
        {
            ref OpenFile closed = ref files.Opened[opened];
            if (--closed.References != 0)
            {
                return;
            }

            Handle node = closed.Node;
            files.Nodes[node].Writers -= Writes(in files.Nodes[node], closed.Flags) ? 1 : 0;
            if (files.Nodes[node].Kind == NodeMode.Pipe)
            {
                files.CountEnd(ref closed, isOpened: false);
            }

            files.ForgetContents(node);
            files.Opened.Free(opened);
            files.LetGo(node);
        }

        private Errno FindOrMake(Handle folder, ReadOnlySpan<byte> path, OpenFlags flags, uint permissions,
            out Handle node)
        {
            bool follows = (flags & OpenFlags.NoFollow) == 0;
            if ((flags & OpenFlags.Create) == 0)
            {
                return files.Resolve(folder, path, follows, out node);
            }

            node = default;
            Errno error = files.WalkToLast(folder, path, out PathWalk walk);
            while (error == Errno.None)
            {
                error = walk.Last == LastPart.Name && walk.HasSlash ? Errno.EISDIR : walk.LookUp(ref files, out node);
                if (error != Errno.None || node.IsNone)
                {
                    return error == Errno.None ? files.MakeFile(in walk, permissions, out node) : error;
                }

                if ((flags & OpenFlags.Exclusive) != 0)
                {
                    return Errno.EEXIST;
                }

                error = follows ? files.Jump(ref node) : Errno.None;
                if (error != Errno.None || !files.Nodes[node].IsLink || !follows)
                {
                    return error;
                }

                error = walk.Follow(ref files, node);
            }

            return error;
        }

        private Errno MakeFile(in PathWalk walk, uint permissions, out Handle node)
        {
            node = default;
            Errno error = files.CheckFolder(walk.Folder);
            return error == Errno.None
                ? files.MakeNode(in walk, NodeMode.File | (permissions & NodeMode.Permissions), 0, out node)
                : error;
        }

        private Errno CheckOpen(Handle node, OpenFlags flags)
        {
            ref Node found = ref files.Nodes[node];
            bool writes = (flags & OpenFlags.AccessMask) != 0 || (flags & OpenFlags.Truncate) != 0;
            if (found.IsFolder)
            {
                return writes || (flags & OpenFlags.Create) != 0 ? Errno.EISDIR : Errno.None;
            }

            if ((flags & OpenFlags.Directory) != 0)
            {
                return Errno.ENOTDIR;
            }

            if (found.IsLink)
            {
                return Errno.ELOOP;
            }

            return found.Kind switch
            {
                NodeMode.CharacterDevice => files.Machine.OpenDevice(found.Device),
                NodeMode.Pipe => CheckEnd(in found, flags),
                _ => IsBusy(in found, flags) ? Errno.ETXTBSY : Errno.None,
            };
        }
    }
}
