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
        /// The path from the root to a folder, with a zero at its end, written so that it ends where the buffer ends. Its
        /// length, the zero included. ENOENT when the folder was removed, ENAMETOOLONG when the buffer is too small.
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
