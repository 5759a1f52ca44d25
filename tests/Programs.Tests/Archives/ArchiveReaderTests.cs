using System.Text;
using Osmosis.Programs.Archives;

namespace Osmosis.Programs.Tests.Archives;

public class ArchiveReaderTests
{
    private const uint File = 0x81A4;
    private const uint Link = 0xA1FF;

    /// <summary>
    /// A tree with a hard link, a symbolic link, a device and an empty folder, packed by <c>cpio -o -H newc
    /// --reproducible</c> (GNU cpio 2.13); behind it a file packed by busybox 1.35's cpio. The rows are those of
    /// <c>cpio -itvn</c>.
    /// </summary>
    [Fact]
    public void Archives_that_cpio_and_busybox_made_are_read()
    {
        byte[] bytes = System.IO.File.ReadAllBytes(ArchiveBytes.MadeByCpio);
        List<ReadEntry> entries = ReadAll(bytes, out ArchiveError end, out _);
        Assert.Equal(ArchiveError.End, end);
        Assert.Equal(
            [
                "0: . 40755 links 4 of 0:0, 0 bytes",
                "0: folder 40755 links 2 of 0:0, 0 bytes",
                "0: one 100644 links 2 of 0:0, 0 bytes",
                "0: folder/two 100644 links 2 of 0:0, 6 bytes",
                "0: folder/link 120777 links 1 of 0:0, 6 bytes",
                "0: folder/big 100640 links 1 of 1000:100, 5001 bytes",
                "0: empty 40755 links 2 of 0:0, 0 bytes",
                "0: null 20644 links 1 of 0:0, 0 bytes",
                "1: one 100644 links 2 of 0:0, 6 bytes",
            ],
            entries.Select(read => read.ToString()));
        Assert.Equal("hello\n", Encoding.ASCII.GetString(entries[3].Contents));
        Assert.Equal("../one", Encoding.ASCII.GetString(entries[4].Contents));
        Assert.Equal(Enumerable.Repeat((byte)'x', 5001), entries[5].Contents);
        Assert.Equal(entries[2].Entry.Inode, entries[3].Entry.Inode);
        Assert.NotEqual(entries[3].Entry.Inode, entries[5].Entry.Inode);
        Assert.Equal((1u, 3u), (entries[7].Entry.DeviceMajor, entries[7].Entry.DeviceMinor));
        Assert.Equal(1_000_000_000u, entries[5].Entry.Modified);
    }

    [Fact]
    public void Zeros_alone_and_nothing_at_all_are_no_entries()
    {
        Assert.Empty(ReadAll([], out ArchiveError end, out _));
        Assert.Equal(ArchiveError.End, end);
        Assert.Empty(ReadAll(new byte[1000], out end, out _));
        Assert.Equal(ArchiveError.End, end);
    }

    [Fact]
    public void What_is_no_archive_is_refused_by_name_and_place()
    {
        byte[] whole = ArchiveBytes.Make((File, "a", "abc"u8.ToArray()), (File, "b", []));
        Expect(ArchiveError.NotNewc, 0, Encoding.ASCII.GetBytes("070707and so on"));
        Expect(ArchiveError.NotNewc, 0, [1]);
        Expect(ArchiveError.NotNewc, 116, [.. whole.AsSpan(0, 116), .. Encoding.ASCII.GetBytes("070702")]);
        Expect(ArchiveError.Misaligned, 2, [0, 0, .. whole]);
        Expect(ArchiveError.Compressed, 0, [0x1F, 0x8B, 8, 0]);
        Expect(ArchiveError.BadNumber, 0, ArchiveBytes.Spoilt(whole, 20, (byte)'g'));
        Expect(ArchiveError.BadName, 0, ArchiveBytes.Spoilt(whole, 110, 0));
        Expect(ArchiveError.BadName, 0, ArchiveBytes.Spoilt(whole, 111, (byte)'x'));
        Expect(ArchiveError.BadName, 0, ArchiveBytes.Spoilt(whole, 101, (byte)'1'));
        Expect(ArchiveError.BadName, 0, ArchiveBytes.Spoilt(whole, 98, (byte)'1'));
        Expect(ArchiveError.BadLink, 0, ArchiveBytes.Make((Link, "a", [])));
        Expect(ArchiveError.BadLink, 0, ArchiveBytes.Make((Link, "a", new byte[4096])));
        Expect(ArchiveError.CutShort, 0, whole[..109]);
        Expect(ArchiveError.CutShort, 0, whole[..111]);
        Expect(ArchiveError.CutShort, 0, whole[..114]);
        Expect(ArchiveError.NoTrailer, 116, whole[..116]);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_an_error()
    {
        ArchiveError error = new ArchiveReader<UnreadableFile>(default).Next(out _);
        Assert.Equal(ArchiveError.Unreadable, error);
    }

    internal static List<ReadEntry> ReadAll(byte[] bytes, out ArchiveError end, out ulong at)
    {
        ArchiveReader<ByteFile> reader = new(new ByteFile(bytes));
        List<ReadEntry> entries = [];
        while ((end = reader.Next(out ArchiveEntry entry)) == ArchiveError.None)
        {
            entries.Add(new ReadEntry(
                entry,
                Encoding.Latin1.GetString(bytes.AsSpan((int)entry.NameAt, (int)entry.NameLength)),
                entry.ContentsLength == 0
                    ? []
                    : bytes.AsSpan((int)entry.ContentsAt, (int)entry.ContentsLength).ToArray()));
        }

        at = reader.At;
        return entries;
    }

    private static void Expect(ArchiveError error, ulong at, byte[] bytes)
    {
        ReadAll(bytes, out ArchiveError found, out ulong foundAt);
        Assert.Equal((error, at), (found, foundAt));
    }

    internal sealed record ReadEntry(ArchiveEntry Entry, string Name, byte[] Contents)
    {
        public override string ToString() =>
            $"{Entry.Archive}: {Name} {Convert.ToString(Entry.Mode, 8)} links {Entry.Links}"
            + $" of {Entry.User}:{Entry.Group}, {Entry.ContentsLength} bytes";
    }

    private readonly struct UnreadableFile : IFileView
    {
        public ulong Length => 4096;

        public bool TryRead(ulong at, Span<byte> bytes) => false;
    }
}
