// The linked kernel: the addresses of all symbols, and the code.
using System;
using System.Buffers.Binary;
using System.Text;

namespace Osmosis.Symbols;

internal readonly record struct LinkedSymbol(string Name, uint Address, bool IsGlobal);

/// <summary>A 32-bit little-endian ELF executable (System V ABI, chapter 4: header 52 bytes, section header 40, symbol 16).</summary>
internal sealed class LinkedImage
{
    private const int SymbolTableType = 2;
    private const int FileSymbol = 4;
    private const int SectionSymbol = 3;
    private const string CodeSection = ".text";
    private readonly byte[] _file;

    private LinkedImage(byte[] file) => _file = file;

    /// <summary>Every named symbol that is an address; by address, then by name.</summary>
    public required IReadOnlyList<LinkedSymbol> Symbols { get; init; }

    /// <summary>The code section's first address.</summary>
    public required uint CodeStart { get; init; }

    /// <summary>The code section's bytes.</summary>
    public required ReadOnlyMemory<byte> Code { get; init; }

    public bool IsCode(uint address) => address - CodeStart < (uint)Code.Length;

    public ReadOnlySpan<byte> CodeAt(uint address, uint size) => Code.Span.Slice((int)(address - CodeStart), (int)size);

    /// <exception cref="SymbolException">The file is not such an executable.</exception>
    public static LinkedImage Load(string path)
    {
        LinkedImage file = new(File.ReadAllBytes(path)) { Symbols = [], CodeStart = 0, Code = default };
        if (!file._file.AsSpan().StartsWith("\u007fELF\u0001\u0001\u0001"u8))
        {
            throw new SymbolException($"{path} is not a 32-bit little-endian ELF file");
        }

        int sectionNames = file.SectionOffset(file.Half(50));
        int code = file.Sections().FirstOrDefault(section => file.Text(sectionNames + (int)file.Word(section)) == CodeSection);
        if (code == 0)
        {
            throw new SymbolException($"{path} has no section {CodeSection}");
        }

        return new LinkedImage(file._file)
        {
            Symbols = [.. file.ReadSymbols().OrderBy(symbol => symbol.Address).ThenBy(symbol => symbol.Name, StringComparer.Ordinal)],
            CodeStart = file.Word(code + 12),
            Code = file._file.AsMemory((int)file.Word(code + 16), (int)file.Word(code + 20)),
        };
    }

    private IEnumerable<int> Sections() => Enumerable.Range(0, Half(48)).Select(index => (int)Word(32) + (index * Half(46)));

    private int SectionOffset(int index) => (int)Word((int)Word(32) + (index * Half(46)) + 16);

    private IEnumerable<LinkedSymbol> ReadSymbols()
    {
        foreach (int section in Sections().Where(section => Word(section + 4) == SymbolTableType))
        {
            int names = SectionOffset((int)Word(section + 24));
            int start = (int)Word(section + 16);
            for (int at = start; at < start + (int)Word(section + 20); at += 16)
            {
                string name = Text(names + (int)Word(at));
                bool isAddress = (_file[at + 12] & 15) is not (FileSymbol or SectionSymbol) && Half(at + 14) != 0;
                if (name.Length > 0 && isAddress)
                {
                    yield return new LinkedSymbol(name, Word(at + 4), _file[at + 12] >> 4 != 0);
                }
            }
        }
    }

    private string Text(int offset)
    {
        ReadOnlySpan<byte> rest = _file.AsSpan(offset);
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private uint Word(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(offset));

    private int Half(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(offset));
}
