using System;
using System.Runtime.InteropServices;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>getdents64: what is in a folder.</summary>
public static class Listing
{
    /// <summary>
    /// Bytes of a record before its name: number of the node (8), where the next one is (8), size (2), kind (1).
    /// </summary>
    private const int NameAt = 19;

    /// <summary>Positions below this are "." and "..".</summary>
    private const uint Dots = 2;

    extension<T>(ref FileSystem<T> files)
        where T : struct, IFileMachine
    {
        /// <summary>
        /// Lists entries from the open folder's position on, as many as fit, and moves it. Each has Linux's struct
        /// linux_dirent64, padded to 8 bytes. 0 at the end; ENOTDIR; ENOENT when the folder was removed; EINVAL when
        /// not even one fits.
        /// </summary>
        public Outcome List(Handle opened, Span<byte> bytes)
        {
            ref OpenFile file = ref files.Opened[opened];
            ref Node folder = ref files.Nodes[file.Node];
            if (!folder.IsFolder || folder.Links == 0)
            {
                return Outcome.Failed(folder.IsFolder ? Errno.ENOENT : Errno.ENOTDIR);
            }

            int done = 0;
            bool isFull = false;
            if (file.Position == 0)
            {
                files.PrepareEntries(file.Node);
                isFull = !files.TryAdd(file.Node, "."u8, ref file.Position, 1, bytes, ref done);
            }

            if (!isFull && file.Position == 1)
            {
                isFull = !files.TryAdd(folder.Entries.Parent, ".."u8, ref file.Position, Dots, bytes, ref done);
            }

            uint entry = isFull ? 0 : files.FirstFrom(in folder, file.Position);
            Span<byte> name = stackalloc byte[(int)FileSystem<T>.LongestName];
            for (; entry != 0 && !isFull; entry = files.Entries[entry].Next)
            {
                ref FolderEntry listed = ref files.Entries[entry];
                Span<byte> text = name.Slice(0, (int)listed.NameLength);
                files.CopyName(listed.Name, text);
                isFull = !files.TryAdd(listed.Node, text, ref file.Position, Dots + listed.Number, bytes, ref done);
            }

            folder.Accessed = files.Now;
            return isFull && done == 0 ? Outcome.Failed(Errno.EINVAL) : Outcome.Done((uint)done);
        }

        private uint FirstFrom(in Node folder, ulong position)
        {
            uint entry = folder.Entries.First;
            while (entry != 0 && Dots + files.Entries[entry].Number <= position)
            {
                entry = files.Entries[entry].Next;
            }

            return entry;
        }

        private bool TryAdd(Handle node, ReadOnlySpan<byte> name, ref ulong position, uint next, Span<byte> bytes,
            ref int done)
        {
            int size = (NameAt + name.Length + 1 + 7) & ~7;
            if (size > bytes.Length - done)
            {
                return false;
            }

            Span<byte> record = bytes.Slice(done, size);
            record.Clear();
            Span<ulong> numbers = MemoryMarshal.Cast<byte, ulong>(record.Slice(0, 16));
            numbers[0] = node.Value;
            numbers[1] = next;
            record[16] = (byte)size;
            record[17] = (byte)(size >> 8);
            record[18] = (byte)(files.Nodes[node].Kind >> 12);
            name.CopyTo(record.Slice(NameAt));
            position = next;
            done += size;
            return true;
        }
    }
}
