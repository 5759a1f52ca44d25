using Osmosis.Programs.Elf;

namespace Osmosis.Programs.Tests.Elf;

/// <summary>
/// What an ELF file means, read a second time: all in 64 bits, all in one pass, nothing shared with the reader under
/// test.
/// </summary>
internal sealed class SecondElfReader
{
    private const long Start = 0x0800_0000;
    private const long End = 0xC000_0000;

    private readonly byte[] _bytes;
    private readonly List<Load> _loads = [];
    private readonly long _bias;
    private readonly long _table;
    private string _interpreter = "";

    public SecondElfReader(byte[] bytes, uint @base)
    {
        _bytes = bytes;
        if (bytes.Length < 52 || ElfBytes.Get32(bytes, 0) != 0x464C457F || bytes[4] != 1 || bytes[5] != 1
            || bytes[6] != 1)
        {
            return;
        }

        _table = ElfBytes.Get32(bytes, 28);
        uint type = ElfBytes.Get16(bytes, 16);
        uint count = ElfBytes.Get16(bytes, 44);
        if (type is not (2 or 3) || ElfBytes.Get16(bytes, 18) != 3 || ElfBytes.Get16(bytes, 42) != 32
            || count is 0 or > 128 || _table + (count * 32) > bytes.Length)
        {
            return;
        }

        List<int> headers = [.. Enumerable.Range(0, (int)count).Select(i => (int)_table + (i * 32))];
        List<int> loads = [.. headers.Where(at => Word(at, 0) == 1 && (Word(at, 4) != 0 || Word(at, 5) != 0))];
        if (type == 3 && loads.Count > 0)
        {
            long alignment = loads.Select(at => Word(at, 7)).Where(x => x != 0 && long.IsPow2(x)).Append(4096).Max();
            long lowest = loads.Min(at => Word(at, 2));
            _bias = ((@base + alignment - 1) / alignment * alignment) - (lowest / alignment * alignment);
        }

        IsProgram = headers.Where(at => Word(at, 0) == 3).All(IsInterpreter)
            && headers.Count(at => Word(at, 0) == 3) <= 1
            && loads.Count > 0
            && loads.All(IsLoad)
            && Wrapped(ElfBytes.Get32(bytes, 24) + _bias) is >= Start and < End;
    }

    public bool IsProgram { get; }

    public void Check(ElfImage image, List<ElfSegment> segments)
    {
        Assert.Equal(_loads.Count, segments.Count);
        long seen = 0;
        foreach ((Load load, ElfSegment segment) in _loads.Zip(segments))
        {
            (long address, long memory, long offset, long file, uint flags) = load;
            long fileEnd = address + file;
            Assert.Equal(address / 4096, segment.First);
            Assert.Equal((address + memory + 4095) / 4096, segment.End);
            Assert.Equal(file == 0 ? 0 : ((fileEnd + 4095) / 4096) - (address / 4096), segment.FilePages);
            Assert.Equal(file == 0 ? segment.FilePage : offset / 4096, segment.FilePage);
            Assert.Equal(file != 0 && memory > file ? fileEnd % 4096 : 0, segment.ZerosFrom);
            Assert.Equal(((flags & 4) >> 2) | (flags & 2) | ((flags & 1) << 2), (uint)segment.Rights);
            seen = _table >= offset && _table < offset + file ? address + (_table - offset) : seen;
        }

        Assert.Equal(seen, image.HeadersAddress);
        Assert.Equal(segments[^1].End, image.BreakStart / 4096);
        Assert.Equal(_interpreter,
            System.Text.Encoding.Latin1.GetString(_bytes, (int)image.InterpreterAt, (int)image.InterpreterLength));
    }

    private static long Wrapped(long address) => address & 0xFFFF_FFFF;

    private long Word(int at, int word) => ElfBytes.Get32(_bytes, at + (word * 4));

    private bool IsInterpreter(int at)
    {
        long offset = Word(at, 1);
        long size = Word(at, 4);
        bool isOne = size is >= 2 and <= 4096 && offset + size <= _bytes.Length && _bytes[offset + size - 1] == 0;
        _interpreter = isOne ? System.Text.Encoding.Latin1.GetString(_bytes, (int)offset, (int)size - 1) : "";
        return isOne;
    }

    private bool IsLoad(int at)
    {
        (long offset, long address, long file, long memory) =
            (Word(at, 1), Wrapped(Word(at, 2) + _bias), Word(at, 4), Word(at, 5));
        long lastPage = _loads.Count == 0 ? 0 : (_loads[^1].Address + _loads[^1].Memory - 1) / 4096;
        _loads.Add(new Load(address, memory, offset, file, (uint)Word(at, 6)));
        return file <= memory
            && address >= Start
            && address + memory <= End
            && address / 4096 > lastPage
            && (file == 0 || (offset + file <= _bytes.Length && offset % 4096 == address % 4096));
    }

    private sealed record Load(long Address, long Memory, long Offset, long File, uint Flags);
}
