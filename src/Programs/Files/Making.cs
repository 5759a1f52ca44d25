using System;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>What gives names: mkdir, mknod, symlink, link.</summary>
public static class Making
{
    /// <summary>Whether mknod makes what a mode says: EINVAL for an unknown kind, EPERM for a folder.</summary>
    internal static Errno CheckKind(uint mode) => (mode & NodeMode.KindMask) switch
    {
        0 or NodeMode.File or NodeMode.Pipe or NodeMode.CharacterDevice => Errno.None,
        NodeMode.Folder => Errno.EPERM,
        _ => Errno.EINVAL,
    };

    extension<T>(ref FileSystem<T> files)
        where T : struct, IFileMachine
    {
        public Errno MakeFolder(Handle folder, ReadOnlySpan<byte> path, uint permissions)
        {
            Errno error = files.FindFreeName(folder, path, mayHaveSlash: true, out PathWalk walk);
            return error == Errno.None
                ? files.MakeNode(in walk, NodeMode.Folder | (permissions & NodeMode.OfNewFolder), 0, out _)
                : error;
        }

        /// <summary>Makes a file, pipe or device, if there can be one (<see cref="CheckKind"/>).</summary>
        public Errno MakeNode(Handle folder, ReadOnlySpan<byte> path, uint mode, uint device)
        {
            uint kind = mode & NodeMode.KindMask;
            Errno error = CheckKind(mode);
            if (error != Errno.None)
            {
                return error;
            }

            error = files.FindFreeName(folder, path, mayHaveSlash: false, out PathWalk walk);
            uint whole = (kind == 0 ? NodeMode.File : kind) | (mode & NodeMode.Permissions);
            return error == Errno.None
                ? files.MakeNode(in walk, whole, kind == NodeMode.CharacterDevice ? device : 0, out _)
                : error;
        }

        /// <summary>Makes a symbolic link with a text of 1 to 4,095 bytes.</summary>
        public Errno MakeLink(ReadOnlySpan<byte> text, Handle folder, ReadOnlySpan<byte> path)
        {
            if (text.IsEmpty || text.Length >= (int)FileSystem<T>.LongestPath)
            {
                return text.IsEmpty ? Errno.ENOENT : Errno.ENAMETOOLONG;
            }

            Errno error = files.FindFreeName(folder, path, mayHaveSlash: false, out PathWalk walk);
            if (error != Errno.None)
            {
                return error;
            }

            // The text is written before there is a name, so that one that doesn't fit leaves nothing.
            if (!files.TryReserveEntry(walk.Name.Length)
                || files.TakeNode(NodeMode.Link | 0x1FF, 0, out Handle made) != Errno.None)
            {
                return Errno.ENOSPC;
            }

            if (files.Machine.WriteObject(files.Nodes[made].Contents, 0, text) != (uint)text.Length)
            {
                files.FreeUnused(made);
                return Errno.ENOSPC;
            }

            files.Inherit(walk.Folder, made);
            files.AddEntry(walk.Folder, walk.Name, made);
            return Errno.None;
        }

        /// <summary>Gives a file another name (link). EPERM for a folder.</summary>
        public Errno Link(Handle oldFolder, ReadOnlySpan<byte> oldPath, Handle newFolder, ReadOnlySpan<byte> newPath,
            bool follows)
        {
            Errno error = files.Resolve(oldFolder, oldPath, follows, out Handle node);
            return error == Errno.None ? files.LinkNode(node, newFolder, newPath) : error;
        }

        /// <summary>
        /// Gives a file another name. EPERM for a folder, ENOENT for what has no name any more, EXDEV for what lies in
        /// /proc.
        /// </summary>
        internal Errno LinkNode(Handle node, Handle folder, ReadOnlySpan<byte> path)
        {
            Errno error = files.FindFreeName(folder, path, mayHaveSlash: false, out PathWalk walk);
            if (error == Errno.None && files.IsGenerated(node))
            {
                return Errno.EXDEV;
            }

            if (error != Errno.None || files.Nodes[node].IsFolder || files.Nodes[node].Links == 0)
            {
                return error != Errno.None ? error : files.Nodes[node].IsFolder ? Errno.EPERM : Errno.ENOENT;
            }

            if (!files.TryReserveEntry(walk.Name.Length))
            {
                return Errno.ENOSPC;
            }

            files.AddEntry(walk.Folder, walk.Name, node);
            return Errno.None;
        }

        /// <summary>Makes a node at the end of a path where there is none.</summary>
        internal Errno MakeNode(in PathWalk walk, uint mode, uint device, out Handle made)
        {
            made = default;
            if (!files.TryReserveEntry(walk.Name.Length) || files.TakeNode(mode, device, out made) != Errno.None)
            {
                return Errno.ENOSPC;
            }

            files.Inherit(walk.Folder, made);
            files.AddEntry(walk.Folder, walk.Name, made);
            return Errno.None;
        }

        /// <summary>
        /// In a folder with the bit set-group-id everything is its group's, and folders have the bit.
        /// </summary>
        private void Inherit(Handle folder, Handle made)
        {
            ref Node parent = ref files.Nodes[folder];
            ref Node node = ref files.Nodes[made];
            if ((parent.Mode & NodeMode.SetGroup) != 0)
            {
                node.Group = parent.Group;
                node.Mode |= node.IsFolder ? NodeMode.SetGroup : 0;
            }
        }

        /// <summary>Goes to a name that no file has. EEXIST when one has; ENOENT when the folder was removed.</summary>
        private Errno FindFreeName(Handle folder, ReadOnlySpan<byte> path, bool mayHaveSlash, out PathWalk walk)
        {
            Errno error = files.WalkToLast(folder, path, out walk);
            if (error != Errno.None)
            {
                return error;
            }

            error = walk.LookUp(ref files, out Handle node);
            if (error != Errno.None || !node.IsNone)
            {
                return error != Errno.None ? error : Errno.EEXIST;
            }

            return walk.HasSlash && !mayHaveSlash ? Errno.ENOENT : files.CheckFolder(walk.Folder);
        }
    }
}
