using System;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>rename, with the rules of Linux's fs/namei.c and in their order.</summary>
public static class Renaming
{
    extension<T>(ref FileSystem<T> files)
        where T : struct, IFileMachine
    {
        /// <summary>
        /// Gives a file another name in place of the one it has, and in place of a file that has that name. Two names
        /// of one file: nothing is done.
        /// </summary>
        /// <param name="oldFolder">Where the old path begins.</param>
        /// <param name="oldPath">The name that goes.</param>
        /// <param name="newFolder">Where the new path begins.</param>
        /// <param name="newPath">The name that comes.</param>
        /// <param name="mayReplace">Otherwise EEXIST when a file has the new name (RENAME_NOREPLACE).</param>
        public Errno Rename(Handle oldFolder, ReadOnlySpan<byte> oldPath, Handle newFolder, ReadOnlySpan<byte> newPath,
            bool mayReplace = true)
        {
            Errno error = files.WalkToLast(oldFolder, oldPath, out PathWalk from);
            if (error != Errno.None)
            {
                return error;
            }

            error = files.WalkToLast(newFolder, newPath, out PathWalk to);
            if (error != Errno.None)
            {
                return error;
            }

            if (files.IsGenerated(from.Folder) != files.IsGenerated(to.Folder))
            {
                return Errno.EXDEV;
            }

            if (from.Last != LastPart.Name || to.Last != LastPart.Name)
            {
                return from.Last == LastPart.Name && !mayReplace ? Errno.EEXIST : Errno.EBUSY;
            }

            error = from.FindEntry(ref files, out uint source);
            if (source == 0)
            {
                return error != Errno.None ? error : Errno.ENOENT;
            }

            error = to.FindEntry(ref files, out uint target);
            if (error != Errno.None || (target != 0 && !mayReplace))
            {
                return error != Errno.None ? error : Errno.EEXIST;
            }

            if (target == 0 && files.IsGenerated(to.Folder))
            {
                return Errno.ENOENT;
            }

            error = files.CheckRename(in from, source, in to, target);
            bool isSame = target != 0 && files.Entries[source].Node.Value == files.Entries[target].Node.Value;
            return error != Errno.None || isSame ? error : files.Move(in from, source, in to, target);
        }

        private Errno CheckRename(in PathWalk from, uint source, in PathWalk to, uint target)
        {
            Handle moved = files.Entries[source].Node;
            Handle replaced = target == 0 ? default : files.Entries[target].Node;
            bool isFolder = files.Nodes[moved].IsFolder;
            if (!isFolder && (from.HasSlash || to.HasSlash))
            {
                return Errno.ENOTDIR;
            }

            if (isFolder && files.IsWithin(to.Folder, moved))
            {
                return Errno.EINVAL;
            }

            if (replaced.IsNone)
            {
                Errno error = files.CheckFolder(to.Folder);
                return error != Errno.None ? error : files.CheckNotOfProc(from.Folder, moved);
            }

            // A folder in which the source lies has an entry at least, and so has any folder above it.
            if (files.Nodes[replaced].IsFolder && files.IsWithin(from.Folder, replaced))
            {
                return Errno.ENOTEMPTY;
            }

            return moved.Value == replaced.Value
                ? Errno.None
                : files.CheckReplace(from.Folder, moved, to.Folder, replaced);
        }

        private Errno CheckReplace(Handle oldFolder, Handle moved, Handle newFolder, Handle replaced)
        {
            bool isFolder = files.Nodes[moved].IsFolder;
            if (isFolder != files.Nodes[replaced].IsFolder)
            {
                return isFolder ? Errno.ENOTDIR : Errno.EISDIR;
            }

            Errno error = files.CheckNotOfProc(oldFolder, moved);
            error = error != Errno.None ? error : files.CheckNotOfProc(newFolder, replaced);
            bool isFull = isFolder && files.Nodes[replaced].Entries.Count != 0;
            return error == Errno.None && isFull ? Errno.ENOTEMPTY : error;
        }

        private Errno Move(in PathWalk from, uint source, in PathWalk to, uint target)
        {
            if (!files.TryReserveEntry(to.Name.Length))
            {
                return Errno.ENOSPC;
            }

            Handle moved = files.Entries[source].Node;
            files.Hold(moved);
            files.RemoveEntry(from.Folder, source);
            if (files.Nodes[moved].IsFolder)
            {
                files.Nodes[from.Folder].Holds--;
            }

            if (target != 0)
            {
                Handle replaced = files.Entries[target].Node;
                if (files.Nodes[replaced].IsFolder)
                {
                    files.DropFolder(to.Folder, target);
                }
                else
                {
                    files.RemoveEntry(to.Folder, target);
                    files.FreeUnused(replaced);
                }
            }

            files.AddEntry(to.Folder, to.Name, moved);
            files.LetGo(moved);
            return Errno.None;
        }
    }
}
