using System;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>What takes names away: unlink, rmdir.</summary>
public static class Removing
{
    extension<T>(ref FileSystem<T> files)
        where T : struct, IFileMachine
    {
        /// <summary>
        /// Takes a name away. The file goes when nobody has it open. EISDIR for a folder, EPERM in /proc.
        /// </summary>
        public Errno Unlink(Handle folder, ReadOnlySpan<byte> path)
        {
            Errno error = files.WalkToLast(folder, path, out PathWalk walk);
            if (error != Errno.None || walk.Last != LastPart.Name)
            {
                return error != Errno.None ? error : Errno.EISDIR;
            }

            error = walk.FindEntry(ref files, out uint entry);
            if (entry == 0)
            {
                return error != Errno.None ? error : Errno.ENOENT;
            }

            Handle node = files.Entries[entry].Node;
            if (files.Nodes[node].IsFolder || walk.HasSlash)
            {
                return files.Nodes[node].IsFolder ? Errno.EISDIR : Errno.ENOTDIR;
            }

            if (files.IsGenerated(walk.Folder))
            {
                return Errno.EPERM;
            }

            files.DropFile(walk.Folder, entry);
            return Errno.None;
        }

        /// <summary>
        /// Removes an empty folder. EINVAL for ".", ENOTEMPTY for "..", EBUSY for the root and for
        /// /proc, EPERM in it. It stays as long as somebody holds it, and nothing can be made in it.
        /// </summary>
        public Errno RemoveFolder(Handle folder, ReadOnlySpan<byte> path)
        {
            Errno error = files.WalkToLast(folder, path, out PathWalk walk);
            if (error != Errno.None || walk.Last != LastPart.Name)
            {
                return error != Errno.None ? error : walk.Last switch
                {
                    LastPart.Dot => Errno.EINVAL,
                    LastPart.DotDot => Errno.ENOTEMPTY,
                    _ => Errno.EBUSY,
                };
            }

            error = walk.FindEntry(ref files, out uint entry);
            if (entry == 0)
            {
                return error != Errno.None ? error : Errno.ENOENT;
            }

            Handle node = files.Entries[entry].Node;
            if (!files.Nodes[node].IsFolder)
            {
                return Errno.ENOTDIR;
            }

            error = files.CheckNotOfProc(walk.Folder, node);
            if (error != Errno.None || files.Nodes[node].Entries.Count != 0)
            {
                return error != Errno.None ? error : Errno.ENOTEMPTY;
            }

            files.DropFolder(walk.Folder, entry);
            return Errno.None;
        }

        /// <summary>Whether an entry may go or come: EPERM in /proc, EBUSY for /proc itself.</summary>
        internal Errno CheckNotOfProc(Handle folder, Handle node) =>
            files.IsGenerated(folder) ? Errno.EPERM : files.IsGenerated(node) ? Errno.EBUSY : Errno.None;

        /// <summary>Removes the entry of what is no folder, and that when nobody has it.</summary>
        internal void DropFile(Handle folder, uint entry)
        {
            Handle node = files.Entries[entry].Node;
            files.RemoveEntry(folder, entry);
            files.FreeUnused(node);
        }

        /// <summary>Removes an empty folder's entry, and the folder when nobody holds it.</summary>
        internal void DropFolder(Handle folder, uint entry)
        {
            Handle node = files.Entries[entry].Node;
            files.RemoveEntry(folder, entry);
            files.Nodes[node].Links = 0;
            files.FreeUnused(node);
        }
    }
}
