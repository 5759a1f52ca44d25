using System;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>From nodes to paths.</summary>
public static class FolderPaths
{
    extension<T>(ref FileSystem<T> files)
        where T : struct, IFileMachine
    {
        /// <summary>
        /// The path from the root to a folder, with a zero at its end, written so that it ends where the buffer ends.
        /// Its length, the zero included. ENOENT when the folder was removed, ENAMETOOLONG when the buffer is too
        /// small.
        /// </summary>
        public Outcome PathTo(Handle folder, Span<byte> buffer)
        {
            int at = buffer.Length - 1;
            buffer[at] = 0;
            if (folder.Value == files.Root.Value)
            {
                buffer[--at] = (byte)'/';
            }

            while (folder.Value != files.Root.Value)
            {
                Handle parent = files.Nodes[folder].Entries.Parent;
                uint entry = files.EntryOf(parent, folder);
                if (files.Nodes[folder].Links == 0 || entry == 0)
                {
                    return Outcome.Failed(Errno.ENOENT);
                }

                int length = (int)files.Entries[entry].NameLength;
                if (length + 1 > at)
                {
                    return Outcome.Failed(Errno.ENAMETOOLONG);
                }

                at -= length;
                files.CopyName(files.Entries[entry].Name, buffer.Slice(at, length));
                buffer[--at] = (byte)'/';
                folder = parent;
            }

            return Outcome.Done((uint)(buffer.Length - at));
        }

        /// <summary>
        /// As <see cref="PathTo"/>, to any node: the first of its names that is found. ENOENT when it has none.
        /// </summary>
        public Outcome PathOfFile(Handle file, Span<byte> buffer)
        {
            if (files.Nodes[file].IsFolder)
            {
                return files.PathTo(file, buffer);
            }

            Handle folder = files.Root;
            uint entry = files.Nodes[folder].Entries.First;
            while (entry == 0 || files.Entries[entry].Node.Value != file.Value)
            {
                if (entry != 0 && files.Nodes[files.Entries[entry].Node].IsFolder)
                {
                    folder = files.Entries[entry].Node;
                    entry = files.Nodes[folder].Entries.First;
                }
                else
                {
                    entry = entry != 0 ? files.Entries[entry].Next : 0;
                }

                while (entry == 0)
                {
                    if (folder.Value == files.Root.Value)
                    {
                        return Outcome.Failed(Errno.ENOENT);
                    }

                    Handle parent = files.Nodes[folder].Entries.Parent;
                    entry = files.Entries[files.EntryOf(parent, folder)].Next;
                    folder = parent;
                }
            }

            int length = (int)files.Entries[entry].NameLength;
            int at = buffer.Length - 1 - length;
            buffer[at + length] = 0;
            files.CopyName(files.Entries[entry].Name, buffer.Slice(at, length));
            if (folder.Value == files.Root.Value)
            {
                buffer[at - 1] = (byte)'/';
                return Outcome.Done((uint)length + 2);
            }

            // The folder's path ends with a zero where the slash goes.
            Outcome outcome = files.PathTo(folder, buffer.Slice(0, at));
            buffer[at - 1] = (byte)'/';
            return outcome.Error == Errno.None ? Outcome.Done(outcome.Value + (uint)length + 1) : outcome;
        }

        /// <summary>The name in a folder that leads to a node; 0 when there is none.</summary>
        private uint EntryOf(Handle folder, Handle node)
        {
            uint entry = files.Nodes[folder].Entries.First;
            while (entry != 0 && files.Entries[entry].Node.Value != node.Value)
            {
                entry = files.Entries[entry].Next;
            }

            return entry;
        }
    }
}
