using System.Text;
using Osmosis.Programs.Elf;

namespace Osmosis.Programs.Tests.Elf;

public class ElfReaderTests
{
    private const uint Base = 0x5000_0000;
    private static readonly uint[] _text = ElfBytes.Load(0, 0x0804_8000, 0x2000, 0x2000);

    private static readonly Dictionary<ElfError, byte[]> _refused = new()
    {
        [ElfError.TooShort] = ElfBytes.Make(2, 0x2000, _text)[..80],
        [ElfError.NotElf] = [(byte)'#', (byte)'!', .. new byte[100]],
        [ElfError.OtherMachine] = Spoilt(18, 62),
        [ElfError.NotExecutable] = Spoilt(16, 1),
        [ElfError.BadProgramHeaders] = Spoilt(44, 129),
        [ElfError.NoSegments] = ElfBytes.Make(2, 0x2000, [4, 0, 0, 0, 0, 0, 0, 0]),
        [ElfError.FileLargerThanMemory] = ElfBytes.Make(2, 0x2000, ElfBytes.Load(0, 0x0804_8000, 0x2000, 0x1FFF)),
        [ElfError.SegmentPastEnd] = ElfBytes.Make(2, 0x2000, ElfBytes.Load(0x1000, 0x0804_8000, 0x1001, 0x1001)),
        [ElfError.NotCongruent] = ElfBytes.Make(2, 0x2000, ElfBytes.Load(4, 0x0804_8000, 16, 16)),
        [ElfError.OutsideProgram] = ElfBytes.Make(2, 0x2000, ElfBytes.Load(0, 0xBFFF_F000, 0x1001, 0x1001)),
        [ElfError.NotInOrder] = ElfBytes.Make(2, 0x2000, _text, ElfBytes.Load(0x10, 0x0804_9010, 16, 16)),
        [ElfError.BadEntry] = Spoilt(24 + 2, 0xC000),
        [ElfError.BadInterpreter] = ElfBytes.Make(2, 0x2000, _text, ElfBytes.Interpreter(0x1FF0, 17)),
        [ElfError.SeveralInterpreters] =
            ElfBytes.Make(2, 0x2000, _text, ElfBytes.Interpreter(0x1F00, 9), ElfBytes.Interpreter(0x1F00, 9)),
    };

    public static TheoryData<ElfError> Refusals => [.. _refused.Keys];

    [Fact]
    public void Every_refusal_has_an_example() =>
        Assert.Equal(Enum.GetValues<ElfError>().Except([ElfError.None, ElfError.Unreadable]), _refused.Keys.Order());

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_is_no_program_is_refused_by_name(ElfError error)
    {
        Assert.Equal(error, Read(_refused[error], out _));
        Assert.Equal(Errno.ENOEXEC, error.ToErrno());
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_an_error_of_input()
    {
        ElfError error = new ElfReader<UnreadableFile>(default).Read(Base, out _);
        Assert.Equal(ElfError.Unreadable, error);
        Assert.Equal(Errno.EIO, error.ToErrno());
    }

    [Fact]
    public void A_data_segment_has_file_pages_then_a_cleared_tail_then_pages_of_zeros()
    {
        byte[] file = ElfBytes.Make(2, 0x5000, _text, ElfBytes.Load(0x2F00, 0x0804_CF00, 0x1200, 0x4000, flags: 6));
        Assert.Equal(ElfError.None, Read(file, out ElfImage image));
        ElfSegment data = Segment(file, image, 1);
        Assert.Equal((0x0804Cu, 3u, 2u, 2u), (data.First, data.FilePages, data.FilePage, data.ZeroPages));
        Assert.Equal(0x100u, data.ZerosFrom);
        Assert.Equal(Rights.Read | Rights.Write, data.Rights);
        Assert.Equal(0x0805_1000u, image.BreakStart);
        Assert.Equal(0x0804_8000u + ElfBytes.HeaderSize, image.HeadersAddress);
        Assert.Equal((2u, 0u, 0x0804_8000u), (image.HeaderCount, image.Bias, image.Entry));
    }

    [Fact]
    public void A_segment_without_bytes_in_the_file_is_all_zeros()
    {
        byte[] file = ElfBytes.Make(2, 0x2000, _text, ElfBytes.Load(0x123, 0x0805_0000, 0, 0x1001, flags: 6));
        Assert.Equal(ElfError.None, Read(file, out ElfImage image));
        ElfSegment zeros = Segment(file, image, 1);
        Assert.Equal((0u, 2u, 0u), (zeros.FilePages, zeros.ZeroPages, zeros.ZerosFrom));
    }

    [Fact]
    public void A_position_independent_file_lies_at_the_base_and_is_aligned_as_its_segments_ask()
    {
        uint[] text = ElfBytes.Load(0, 0, 0x1000, 0x1000);
        uint[] data = ElfBytes.Load(0x1000, 0x1_1000, 16, 16, alignment: 0x1_0000);
        byte[] file = ElfBytes.Make(3, 0x3000, text, data);
        Assert.Equal(ElfError.None, Read(file, out ElfImage image, Base + 0x1000));
        Assert.Equal(Base + 0x1_0000, image.Bias);
        Assert.Equal(Base + 0x1_0000, image.Entry);
        Assert.Equal((Base + 0x2_1000) >> 12, Segment(file, image, 1).First);
    }

    [Fact]
    public void A_position_independent_file_whose_addresses_are_high_is_brought_down_to_the_base()
    {
        byte[] file = ElfBytes.Make(3, 0x2000, ElfBytes.Load(0, 0xFFFF_F000, 0x1000, 0x1000));
        ElfBytes.Set32(file, 24, 0xFFFF_F010);
        Assert.Equal(ElfError.None, Read(file, out ElfImage image));
        Assert.Equal((Base >> 12, Base + 0x10), (Segment(file, image, 0).First, image.Entry));
    }

    [Fact]
    public void The_interpreter_is_noted()
    {
        byte[] file = ElfBytes.Make(2, 0x2000, _text, ElfBytes.Interpreter(0x1F00, 9));
        Encoding.ASCII.GetBytes("/lib/ld\0\0").CopyTo(file, 0x1F00);
        Assert.Equal(ElfError.None, Read(file, out ElfImage image));
        Assert.Equal((0x1F00u, 8u), (image.InterpreterAt, image.InterpreterLength));
    }

    private static byte[] Spoilt(int at, ushort value)
    {
        byte[] bytes = ElfBytes.Make(2, 0x2000, _text);
        ElfBytes.Set16(bytes, at, value);
        return bytes;
    }

    private static ElfError Read(byte[] file, out ElfImage image, uint @base = Base) =>
        new ElfReader<ByteFile>(new ByteFile(file)).Read(@base, out image);

    private static ElfSegment Segment(byte[] file, ElfImage image, uint index)
    {
        Assert.Equal(ElfError.None,
            new ElfReader<ByteFile>(new ByteFile(file)).ReadSegment(in image, index, out ElfSegment segment));
        return segment;
    }

    private readonly struct UnreadableFile : IFileView
    {
        public ulong Length => 4096;

        public bool TryRead(ulong at, Span<byte> bytes) => false;
    }
}
