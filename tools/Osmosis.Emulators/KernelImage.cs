// The kernel's ELF file: its entry point and its symbols. No maintained NuGet package reads just ELF32 symbols.
using System.Buffers.Binary;
using System.Text;

namespace Osmosis.Emulators;

/// <summary>A 32-bit little-endian ELF executable (System V ABI, chapter 4: header 52 bytes, section header 40, symbol 16).</summary>
public sealed class KernelImage
{
    private const int SymbolTableType = 2;
    private readonly byte[] _file;
    private readonly Dictionary<string, uint> _symbols = [];

    private KernelImage(byte[] file) => _file = file;

    /// <summary>The address of the first instruction.</summary>
    public uint Entry => Word(24);

    /// <summary>Every symbol with a name, and its address.</summary>
    public IReadOnlyDictionary<string, uint> Symbols => _symbols;

    /// <summary>The address of <paramref name="symbol"/>.</summary>
    /// <exception cref="KeyNotFoundException">The image has no such symbol.</exception>
    public uint this[string symbol] => _symbols.TryGetValue(symbol, out uint address)
        ? address
        : throw new KeyNotFoundException($"the kernel image has no symbol {symbol}");

    /// <summary>The address of a C# method, found by the only symbol with its type's name and its own.</summary>
    /// <exception cref="KeyNotFoundException">The image has no such method, or several.</exception>
    public uint Method(string type, string method)
    {
        uint[] found = [.. _symbols.Where(symbol => symbol.Key.Contains($"_{type}_", StringComparison.Ordinal)
            && symbol.Key.EndsWith($"__{method}", StringComparison.Ordinal)).Select(symbol => symbol.Value).Distinct()];
        return found is [uint address] ? address : throw new KeyNotFoundException($"the kernel image has {found.Length} methods {type}.{method}");
    }

    /// <exception cref="InvalidDataException">The file is not such an executable, or is cut short.</exception>
    public static KernelImage Load(string path)
    {
        KernelImage image = new(File.ReadAllBytes(path));
        // Magic, 32-bit class, little-endian, version 1.
        if (!image._file.AsSpan().StartsWith("\u007fELF\u0001\u0001\u0001"u8))
        {
            throw new InvalidDataException($"{path} is not a 32-bit little-endian ELF file");
        }

        try
        {
            image.ReadSymbols();
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new InvalidDataException($"{path} is cut short");
        }

        return image;
    }

    /// <summary>The bytes that the file loads from one address up to another.</summary>
    /// <exception cref="InvalidDataException">No single segment holds the whole range.</exception>
    public byte[] Bytes(uint start, uint end)
    {
        for (int i = 0; i < Half(44); i++)
        {
            int header = (int)Word(28) + i * Half(42);
            (uint offset, uint address, uint size) = (Word(header + 4), Word(header + 8), Word(header + 16));
            if (start >= address && end <= address + size)
            {
                return _file.AsSpan((int)(offset + start - address), (int)(end - start)).ToArray();
            }
        }

        throw new InvalidDataException($"no segment holds 0x{start:x} to 0x{end:x}");
    }

    /// <summary>The number of bytes that the file loads for the segment at an address.</summary>
    /// <exception cref="InvalidDataException">No segment starts there.</exception>
    public uint SegmentBytes(uint start)
    {
        for (int i = 0; i < Half(44); i++)
        {
            int header = (int)Word(28) + i * Half(42);
            if (Word(header + 8) == start)
            {
                return Word(header + 16);
            }
        }

        throw new InvalidDataException($"no segment starts at 0x{start:x}");
    }

    private void ReadSymbols()
    {
        int Section(int index) => (int)Word(32) + index * Half(46);
        for (int i = 0; i < Half(48); i++)
        {
            if (Word(Section(i) + 4) != SymbolTableType)
            {
                continue;
            }

            (int start, int size) = ((int)Word(Section(i) + 16), (int)Word(Section(i) + 20));
            int names = (int)Word(Section((int)Word(Section(i) + 24)) + 16);
            for (int symbol = start; symbol < start + size; symbol += 16)
            {
                string name = Name(names + (int)Word(symbol));
                if (name.Length > 0)
                {
                    _symbols[name] = Word(symbol + 4);
                }
            }
        }
    }

    private string Name(int offset)
    {
        ReadOnlySpan<byte> rest = _file.AsSpan(offset);
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private uint Word(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(offset));

    private int Half(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(offset));
}
