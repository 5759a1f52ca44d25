using CsCheck;
using Osmosis.Programs.Elf;

namespace Osmosis.Programs.Tests.Elf;

/// <summary>
/// Whatever a file holds, no byte outside it is read and no segment leaves a program's part (U1). A second reader,
/// which adds in 64 bits, agrees about what is a program. Ten million files take minutes, so only a long run tries
/// them.
/// </summary>
[Slow]
public class HostileElfTests
{
    private const int Files = 300_000;
    private const int FilesInALongRun = 10_000_000;

    private static readonly Gen<uint> _nastyWord = Gen.OneOf(
        Gen.UInt,
        Gen.UInt[0, 64],
        Gen.UInt[0xFFFF_E000, uint.MaxValue],
        Gen.UInt[0x07FF_F000, 0x0805_0000],
        Gen.UInt[0xBFFF_E000, 0xC000_1000],
        Gen.UInt[0, 0x3000],
        Gen.OneOf(0u, 1u, 3u, 0x1000u, 0x8000_0000u, uint.MaxValue));

    private static readonly Gen<uint[]> _load = Gen.Select(
        Gen.Frequency((9, Gen.UInt[0, 0x3000]), (1, Gen.UInt[0xFFFF_D000, uint.MaxValue])),
        Gen.UInt[0, 20],
        Gen.UInt[0, 0x2000],
        Gen.UInt[0, 0x3000],
        Gen.OneOf(0u, 1u, 0x1000u, 0x1_0000u),
        (offset, page, fileSize, more, alignment) =>
            ElfBytes.Load(offset, 0x0804_8000 + (page << 12) + (offset & 0xFFF), fileSize, fileSize + more, page & 7,
                alignment));

    private static readonly Gen<uint[]> _header = Gen.Frequency(
        (6, _load),
        (1, Gen.Select(Gen.UInt[0, 0x3000], Gen.UInt[0, 0x1100], ElfBytes.Interpreter)),
        (1, _nastyWord.Array[8]));

    [Fact]
    public void A_hostile_file_is_refused_or_harms_nothing() => TryFiles(Files);

    [Fact(Explicit = true)]
    public void Ten_million_hostile_files_are_refused_or_harm_nothing() => TryFiles(FilesInALongRun);

    private static void TryFiles(int count)
    {
        int accepted = 0;
        Gen.Select(
            Gen.OneOf<ushort>(2, 3),
            _header.Array[0, 4],
            Gen.Select(Gen.Int[0, 45], _nastyWord).Array[0, 3],
            Gen.Int[0, 0x3400],
            Gen.Frequency((3, Gen.Const(0x5000_0000u)), (1, _nastyWord))).Sample(
            (type, headers, spoilt, length, @base) =>
            {
                byte[] file = ElfBytes.Make(type, 0x3400, headers);
                foreach ((int word, uint value) in spoilt)
                {
                    ElfBytes.Set32(file, word * 4, value);
                }

                // Half of the files keep their whole length.
                byte[] cut = (length & 1) == 0 ? file : file[..length];
                if (Judge(cut, @base & ~0xFFFu))
                {
                    Interlocked.Increment(ref accepted);
                }
            },
            iter: count);

        // A property of refusals alone would say nothing.
        Assert.True(accepted > count / 20 || Environment.GetEnvironmentVariable("CsCheck_Time") is not null,
            $"only {accepted} of {count} were programs");
    }

    private static bool Judge(byte[] bytes, uint @base)
    {
        ElfReader<ByteFile> reader = new(new ByteFile(bytes));
        ElfError error = reader.Read(@base, out ElfImage image);
        SecondElfReader second = new(bytes, @base);
        Assert.True(second.IsProgram == (error == ElfError.None),
            $"{error}, but the second reader says: program {second.IsProgram}");
        if (error != ElfError.None)
        {
            Assert.Equal(Errno.ENOEXEC, error.ToErrno());
            return false;
        }

        List<ElfSegment> segments = [];
        for (uint i = 0; i < image.HeaderCount; i++)
        {
            Assert.Equal(ElfError.None, reader.ReadSegment(in image, i, out ElfSegment segment));
            if (segment.Pages != 0)
            {
                Assert.True(SpaceLayout.Holds(segment.First, segment.Pages),
                    $"pages 0x{segment.First:x} + 0x{segment.Pages:x}");
                segments.Add(segment);
            }
        }

        second.Check(image, segments);
        return true;
    }
}
