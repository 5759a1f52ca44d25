using System;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>From paths to nodes.</summary>
public static class Paths
{
    extension<T>(ref FileSystem<T> files)
        where T : struct, IFileMachine
    {
        /// <summary>
        /// What a path leads to. ENOENT, ENOTDIR, ELOOP (more than 40 symbolic links), ENAMETOOLONG (a name of more
        /// than 255 bytes, a path of more than 4,095).
        /// </summary>
        /// <param name="folder">Where a path begins that doesn't begin with a slash.</param>
        /// <param name="path">Without a zero at its end.</param>
        /// <param name="follows">Whether a symbolic link at the end is followed. One with a slash behind it always
        /// is.</param>
        /// <param name="node">What it leads to.</param>
        public Errno Resolve(Handle folder, ReadOnlySpan<byte> path, bool follows, out Handle node)
        {
            node = default;
            Errno error = files.CheckPath(path);
            if (error != Errno.None)
            {
                return error;
            }

            PathWalk walk = new(files.Root, folder, path);
            for (error = walk.ToLast(ref files); error == Errno.None; error = walk.Follow(ref files, node))
            {
                error = walk.LookUp(ref files, out node);
                if (error != Errno.None || node.IsNone)
                {
                    return error != Errno.None ? error : Errno.ENOENT;
                }

                bool isFollowed = follows || walk.HasSlash;
                error = isFollowed ? files.Jump(ref node) : Errno.None;
                if (error != Errno.None)
                {
                    return error;
                }

                if (!files.Nodes[node].IsLink || !isFollowed)
                {
                    return walk.HasSlash && !files.Nodes[node].IsFolder ? Errno.ENOTDIR : Errno.None;
                }
            }

            return error;
        }

        /// <summary>Whether a path leads to a folder in which its last part can be looked up.</summary>
        internal Errno CheckFolders(Handle folder, ReadOnlySpan<byte> path) => files.WalkToLast(folder, path, out _);

        /// <summary>Goes to the last part of a path, which is not followed.</summary>
        internal Errno WalkToLast(Handle folder, ReadOnlySpan<byte> path, out PathWalk walk)
        {
            Errno error = files.CheckPath(path);
            walk = error == Errno.None ? new PathWalk(files.Root, folder, path) : default;
            return error == Errno.None ? walk.ToLast(ref files) : error;
        }

        /// <summary>
        /// Whether something can be made in a folder: ENOENT when it was removed, or is one of /proc, as on Linux.
        /// </summary>
        internal Errno CheckFolder(Handle folder) =>
            files.Nodes[folder].Links == 0 || files.IsGenerated(folder) ? Errno.ENOENT : Errno.None;

        private Errno CheckPath(ReadOnlySpan<byte> path)
        {
            if (path.IsEmpty)
            {
                return Errno.ENOENT;
            }

            return path.Length < (int)FileSystem<T>.LongestPath ? Errno.None : Errno.ENAMETOOLONG;
        }
    }
}
