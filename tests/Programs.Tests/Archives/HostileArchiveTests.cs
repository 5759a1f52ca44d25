using CsCheck;
using Osmosis.Programs.Archives;

namespace Osmosis.Programs.Tests.Archives;

/// <summary>
/// Whatever an archive holds, reading it ends, and no byte outside it is read. What was packed is read again, whatever
/// stands before and behind it.
/// </summary>
[Slow]
public class HostileArchiveTests
{
    private const int Archives = 100_000;
    private const int ArchivesInALongRun = 10_000_000;

    private static readonly Gen<(uint Mode, string Name, byte[] Contents)> _file = Gen.Select(
        Gen.OneOf<uint>(0x81A4, 0x41ED, 0xA1FF, 0x21A4),
        Gen.String[Gen.Char['\u0001', '\u00FF'], 1, 200].Where(name => name != "TRAILER!!!"),
        Gen.Byte.Array[1, 100]);

    [Fact]
    public void Whole_archives_one_behind_another_are_read_as_they_were_packed() =>
        Gen.Select(_file.Array[0, 4], _file.Array[0, 4], Gen.Int[0, 200]).Sample(
        (first, second, zeros) =>
        {
            byte[] bytes =
                [.. ArchiveBytes.Make(first), .. new byte[zeros * 4], .. ArchiveBytes.Make(second), .. new byte[zeros]];
            List<ArchiveReaderTests.ReadEntry> entries = ArchiveReaderTests.ReadAll(bytes, out ArchiveError end, out _);
            Assert.Equal(ArchiveError.End, end);
            Assert.Equal(
                [
                    .. first.Select((file, i) => (0u, (uint)i, file.Mode, file.Name)),
                    .. second.Select((file, i) => (1u, (uint)i, file.Mode, file.Name)),
                ],
                entries.Select(read => (read.Entry.Archive, read.Entry.Inode, read.Entry.Mode, read.Name)));
            Assert.True(entries.Select(read => read.Contents).Zip(first.Concat(second)).All(pair =>
                pair.First.AsSpan().SequenceEqual(pair.Second.Contents)));
        },
        iter: 10_000);

    [Fact]
    public void A_hostile_archive_is_read_to_an_end() => Spoil(Archives);

    [Fact(Explicit = true)]
    public void Ten_million_hostile_archives_are_read_to_an_end() => Spoil(ArchivesInALongRun);

    private static void Spoil(int count)
    {
        int cut = 0;
        Gen.Select(_file.Array[0, 3], Gen.Select(Gen.Int[0, 1000], Gen.Byte).Array[0, 4], Gen.Int[0, 2000]).Sample(
            (files, spoilt, length) =>
            {
                byte[] bytes = ArchiveBytes.Make(files);
                foreach ((int at, byte value) in spoilt)
                {
                    bytes[at % bytes.Length] = value;
                }

                byte[] rest = length < bytes.Length ? bytes[..length] : bytes;
                List<ArchiveReaderTests.ReadEntry> entries =
                    ArchiveReaderTests.ReadAll(rest, out ArchiveError end, out ulong place);
                Assert.True(entries.Count <= rest.Length / 110 && place <= (ulong)rest.Length);
                Interlocked.Add(ref cut, end == ArchiveError.CutShort ? 1 : 0);
            },
            iter: count);
        Assert.True(cut > count / 20 || Environment.GetEnvironmentVariable("CsCheck_Time") is not null,
            $"only {cut} of {count} were cut short");
    }
}
