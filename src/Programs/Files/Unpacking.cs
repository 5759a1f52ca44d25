using System;
using Osmosis.Programs.Archives;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>How unpacking an archive ended.</summary>
public struct UnpackResult
{
    /// <summary>
    /// End when all of it was unpacked; otherwise why it could not be read on, or None when a file could not be made.
    /// </summary>
    public ArchiveError Archive;

    /// <summary>Why a file could not be made.</summary>
    public Errno Error;

    /// <summary>Offset in the archive behind the last entry that was read, or of what could not be read.</summary>
    public ulong At;

    /// <summary>Entries that were unpacked.</summary>
    public uint Entries;
}

/// <summary>
/// Fills the file system from a cpio archive (U6). Contents stay in the archive, whose memory must not be freed: a page
/// is copied when somebody reads or writes it.
/// </summary>
public static class Unpacking
{
    extension<T>(ref FileSystem<T> files)
        where T : struct, IFileMachine
    {
        /// <summary>
        /// Makes the archive's files below the root. A file that is there already is replaced, a folder kept. It ends
        /// at the first error; what was made before stays.
        /// </summary>
        public UnpackResult Unpack<TArchive>(TArchive archive)
            where TArchive : struct, IFileView
        {
            UnpackResult result = default;
            ArchiveReader<TArchive> reader = new(archive);
            while ((result.Archive = reader.Next(out ArchiveEntry entry)) == ArchiveError.None)
            {
                result.Error = files.UnpackEntry(archive, in entry);
                if (result.Error != Errno.None)
                {
                    break;
                }

                result.Entries++;
            }

            result.At = reader.At;
            return result;
        }

        private Errno UnpackEntry<TArchive>(TArchive archive, in ArchiveEntry entry)
            where TArchive : struct, IFileView
        {
            // Of its length and no longer: the compiler fills it with zeros.
            Span<byte> path = stackalloc byte[(int)entry.NameLength];
            if (!archive.TryRead(entry.NameAt, path))
            {
                return Errno.EIO;
            }

            Errno error = files.PlaceEntry(archive, in entry, path, out Handle node);
            if (error != Errno.None)
            {
                return error;
            }

            if (files.Nodes[node].IsFile && entry.ContentsLength != 0)
            {
                files.ShowContents(in entry, node);
            }

            files.SetPermissions(node, entry.Mode);
            files.SetOwner(node, entry.User, entry.Group);
            files.SetTimes(node, entry.Modified * 1_000_000_000UL, entry.Modified * 1_000_000_000UL);
            return Errno.None;
        }

        /// <summary>The node that an entry is: one that is there, or a new one with the entry's name.</summary>
        private Errno PlaceEntry<TArchive>(TArchive archive, in ArchiveEntry entry, ReadOnlySpan<byte> path,
            out Handle node)
            where TArchive : struct, IFileView
        {
            uint kind = entry.Mode & NodeMode.KindMask;
            Errno error = files.Resolve(files.Root, path, follows: false, out node);
            if (error == Errno.None && kind == NodeMode.Folder && files.Nodes[node].IsFolder)
            {
                return Errno.None;
            }

            error = error == Errno.None ? files.Unlink(files.Root, path) : Errno.None;
            if (error == Errno.None)
            {
                error = kind switch
                {
                    NodeMode.Folder => files.MakeFolder(files.Root, path, 0),
                    NodeMode.Link => files.UnpackLink(archive, in entry, path),
                    NodeMode.File when entry.Links > 1 => files.UnpackName(archive, in entry, path),
                    _ => files.MakeNode(files.Root, path, kind, DeviceOf(in entry)),
                };
            }

            return error == Errno.None ? files.Resolve(files.Root, path, follows: false, out node) : error;
        }

        private Errno UnpackLink<TArchive>(TArchive archive, in ArchiveEntry entry, ReadOnlySpan<byte> path)
            where TArchive : struct, IFileView
        {
            Span<byte> text = stackalloc byte[(int)entry.ContentsLength];
            return archive.TryRead(entry.ContentsAt, text) ? files.MakeLink(text, files.Root, path) : Errno.EIO;
        }

        /// <summary>
        /// Makes a name of a file that has several: another name of the file of the first entry with its number, or a
        /// new file when this is the first. The archive is read again for that, so that nothing has to be remembered.
        /// </summary>
        private Errno UnpackName<TArchive>(TArchive archive, in ArchiveEntry entry, ReadOnlySpan<byte> path)
            where TArchive : struct, IFileView
        {
            ArchiveReader<TArchive> reader = new(archive);
            while (reader.Next(out ArchiveEntry earlier) == ArchiveError.None && earlier.NameAt < entry.NameAt)
            {
                bool isSame = earlier.Archive == entry.Archive && earlier.Inode == entry.Inode
                    && earlier.Major == entry.Major && earlier.Minor == entry.Minor
                        && (earlier.Mode & NodeMode.KindMask) == NodeMode.File;
                if (isSame)
                {
                    Span<byte> name = stackalloc byte[(int)earlier.NameLength];
                    return archive.TryRead(earlier.NameAt, name)
                        ? files.Link(files.Root, name, files.Root, path, follows: false)
                        : Errno.EIO;
                }
            }

            return files.MakeNode(files.Root, path, NodeMode.File, 0);
        }

        private void ShowContents(in ArchiveEntry entry, Handle node)
        {
            uint contents = files.Nodes[node].Contents;
            files.Machine.SetObjectLength(contents, 0);
            files.Machine.ShowArchive(contents, entry.ContentsAt, entry.ContentsLength);
        }
    }

    /// <summary>
    /// A device's number as stat gives it: 12 bits of the major number between 8 and 12 of the minor.
    /// </summary>
    private static uint DeviceOf(in ArchiveEntry entry) =>
        (entry.DeviceMinor & 0xFF) | (entry.DeviceMajor << 8) | ((entry.DeviceMinor & ~0xFFu) << 12);
}
