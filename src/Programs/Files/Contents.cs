using System;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>What is in files: read, write, pread, pwrite, truncate.</summary>
public static class Contents
{
    extension<T>(ref FileSystem<T> files)
        where T : struct, IFileMachine
    {
        /// <summary>Reads at the open file's position, and moves it.</summary>
        public Outcome Read(Handle opened, Span<byte> bytes)
        {
            ref OpenFile file = ref files.Opened[opened];
            if (!file.MayRead)
            {
                return Outcome.Failed(Errno.EBADF);
            }

            ref Node node = ref files.Nodes[file.Node];
            if (node.Kind == NodeMode.CharacterDevice)
            {
                return files.Machine.ReadDevice(node.Device, bytes, file.MayWait);
            }

            if (node.Kind == NodeMode.Pipe)
            {
                return files.ReadPipe(in file, bytes);
            }

            Outcome outcome = files.ReadNode(file.Node, file.Position, bytes);
            file.Position += outcome.Value;
            return outcome;
        }

        /// <summary>Whether what is read is the bytes of a memory object that is there already.</summary>
        internal bool IsPlain(Handle opened)
        {
            ref Node node = ref files.Nodes[files.Opened[opened].Node];
            return node.IsFile && node.Generator == 0;
        }

        /// <summary>
        /// A read of a plain file: how many of so many bytes there are at a position. EBADF, EINVAL. The caller copies
        /// them from the object.
        /// </summary>
        internal Outcome BeginRead(Handle opened, ulong at, uint count, out uint contents)
        {
            ref OpenFile file = ref files.Opened[opened];
            ref Node node = ref files.Nodes[file.Node];
            contents = node.Contents;
            if (!file.MayRead || (long)at < 0)
            {
                return Outcome.Failed((long)at < 0 ? Errno.EINVAL : Errno.EBADF);
            }

            node.Accessed = files.Now;
            ulong length = files.Machine.ObjectLength(contents);
            return Outcome.Done(at < length ? (uint)Math.Min(count, length - at) : 0);
        }

        /// <summary>Reads at a position. ESPIPE where there are none.</summary>
        public Outcome ReadAt(Handle opened, ulong at, Span<byte> bytes)
        {
            ref OpenFile file = ref files.Opened[opened];
            Errno error = files.CheckPosition(opened, at);
            error = error == Errno.None && !file.MayRead ? Errno.EBADF : error;
            ref Node node = ref files.Nodes[file.Node];
            return error != Errno.None ? Outcome.Failed(error)
                : node.Kind == NodeMode.CharacterDevice ? files.Machine.ReadDevice(node.Device, bytes, file.MayWait)
                : files.ReadNode(file.Node, at, bytes);
        }

        /// <summary>
        /// Writes at the open file's position, or at its end, and moves the position behind what was written.
        /// </summary>
        public Outcome Write(Handle opened, ReadOnlySpan<byte> bytes)
        {
            ref OpenFile file = ref files.Opened[opened];
            if (!file.MayWrite)
            {
                return Outcome.Failed(Errno.EBADF);
            }

            ref Node node = ref files.Nodes[file.Node];
            if (node.Kind == NodeMode.CharacterDevice)
            {
                return files.Machine.WriteDevice(node.Device, bytes, file.MayWait);
            }

            if (node.Kind == NodeMode.Pipe)
            {
                return files.WritePipe(in file, bytes);
            }

            ulong at = files.WritePosition(in file, file.Position);
            Outcome outcome = files.WriteNode(file.Node, at, bytes);
            if (outcome.Error == Errno.None && !bytes.IsEmpty)
            {
                file.Position = at + outcome.Value;
            }

            return outcome;
        }

        /// <summary>Writes at a position; at the end all the same when the file was opened so, as on Linux.</summary>
        public Outcome WriteAt(Handle opened, ulong at, ReadOnlySpan<byte> bytes)
        {
            ref OpenFile file = ref files.Opened[opened];
            Errno error = files.CheckPosition(opened, at);
            error = error == Errno.None && !file.MayWrite ? Errno.EBADF : error;
            ref Node node = ref files.Nodes[file.Node];
            return error != Errno.None ? Outcome.Failed(error)
                : node.Kind == NodeMode.CharacterDevice ? files.Machine.WriteDevice(node.Device, bytes, file.MayWait)
                : files.WriteNode(file.Node, files.WritePosition(in file, at), bytes);
        }

        /// <summary>
        /// Bytes that were read could not be given to the program: the position goes back to behind those that could.
        /// </summary>
        internal void ComeBack(Handle opened, ulong position)
        {
            ref OpenFile file = ref files.Opened[opened];
            file.Position = files.Nodes[file.Node].IsFile ? position : file.Position;
        }

        /// <summary>
        /// Gives an open file another length (ftruncate). EINVAL when it isn't open for writing or is no file; EFBIG.
        /// </summary>
        public Errno Truncate(Handle opened, long length)
        {
            ref OpenFile file = ref files.Opened[opened];
            return file.MayWrite ? files.TruncateNode(file.Node, length) : Errno.EINVAL;
        }

        /// <summary>
        /// Gives a node another length (truncate). EISDIR; EINVAL for what else is no file; ETXTBSY; EFBIG.
        /// </summary>
        public Errno TruncateNode(Handle node, long length)
        {
            ref Node changed = ref files.Nodes[node];
            if (length < 0 || !changed.IsFile)
            {
                return length >= 0 && changed.IsFolder ? Errno.EISDIR : Errno.EINVAL;
            }

            if (changed.Writers < 0)
            {
                return Errno.ETXTBSY;
            }

            if ((ulong)length > FileSystem<T>.LongestFile)
            {
                return Errno.EFBIG;
            }

            files.SetLength(node, (ulong)length);
            return Errno.None;
        }

        internal void SetLength(Handle node, ulong length)
        {
            ref Node changed = ref files.Nodes[node];
            files.Machine.SetObjectLength(changed.Contents, length);
            changed.Modified = files.Now;
            changed.Changed = files.Now;
        }

        private Outcome ReadNode(Handle node, ulong at, Span<byte> bytes)
        {
            ref Node read = ref files.Nodes[node];
            if (!read.IsFile)
            {
                return Outcome.Failed(read.IsFolder ? Errno.EISDIR : Errno.EINVAL);
            }

            if (at == 0 && files.PrepareContents(node) is not Errno.None and Errno error)
            {
                return Outcome.Failed(error);
            }

            uint done = files.Machine.ReadObject(read.Contents, at, bytes);
            ulong length = files.Machine.ObjectLength(read.Contents);
            bool isShort = done == 0 && !bytes.IsEmpty && at < length;
            read.Accessed = files.Now;
            return isShort ? Outcome.Failed(Errno.EIO) : Outcome.Done(done);
        }

        private Outcome WriteNode(Handle node, ulong at, ReadOnlySpan<byte> bytes)
        {
            ref Node written = ref files.Nodes[node];
            if (!written.IsFile)
            {
                return Outcome.Failed(Errno.EINVAL);
            }

            if (bytes.IsEmpty)
            {
                return Outcome.Done(0);
            }

            if (at >= FileSystem<T>.LongestFile)
            {
                return Outcome.Failed(Errno.EFBIG);
            }

            uint done = files.Machine.WriteFile(written.Contents, at, bytes);
            if (done == 0)
            {
                return Outcome.Failed(Errno.ENOSPC);
            }

            written.Modified = files.Now;
            written.Changed = files.Now;
            return Outcome.Done(done);
        }

        private ulong WritePosition(in OpenFile file, ulong at) =>
            (file.Flags & OpenFlags.Append) != 0 && files.Nodes[file.Node].IsFile
                ? files.Machine.ObjectLength(files.Nodes[file.Node].Contents)
                : at;
    }
}
