// The kernel's ELF file: its entry point, its symbols, and what it loads.
using ELFSharp;
using ELFSharp.ELF;
using ELFSharp.ELF.Sections;
using ELFSharp.ELF.Segments;

namespace Osmosis.Emulators;

/// <summary>A 32-bit little-endian ELF executable.</summary>
public sealed class KernelImage
{
    private readonly Dictionary<string, uint> _symbols = [];
    private readonly (uint Start, byte[] Bytes)[] _segments;

    private KernelImage(ELF<uint> file)
    {
        Entry = file.EntryPoint;
        _segments = [.. file.Segments.Where(segment => segment.Type == SegmentType.Load)
            .Select(segment => (segment.Address, segment.GetFileContents()))];
        foreach (SymbolEntry<uint> symbol in file.GetSections<SymbolTable<uint>>().SelectMany(table => table.Entries)
            .Where(symbol => symbol.Name.Length > 0))
        {
            _symbols[symbol.Name] = symbol.Value;
        }
    }

    /// <summary>The address of the first instruction.</summary>
    public uint Entry { get; }

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
        return found is [uint address]
            ? address : throw new KeyNotFoundException($"the kernel image has {found.Length} methods {type}.{method}");
    }

    /// <exception cref="InvalidDataException">The file is not such an executable, or is cut short.</exception>
    public static KernelImage Load(string path)
    {
        using MemoryStream bytes = new(File.ReadAllBytes(path));
        try
        {
            if (ELFReader.TryLoad(bytes, shouldOwnStream: false, out IELF file)
                && file is ELF<uint> { Endianess: Endianess.LittleEndian } elf)
            {
                return new KernelImage(elf);
            }
        }
        catch (Exception exception) when (exception is EndOfStreamException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"{path} is cut short or damaged: {exception.Message}");
        }

        throw new InvalidDataException($"{path} is not a 32-bit little-endian ELF file");
    }

    /// <summary>The bytes that the file loads from one address up to another.</summary>
    /// <exception cref="InvalidDataException">No single segment holds the whole range.</exception>
    public byte[] Bytes(uint start, uint end)
    {
        foreach ((uint first, byte[] bytes) in _segments)
        {
            if (start >= first && end <= first + bytes.Length)
            {
                return bytes[(int)(start - first)..(int)(end - first)];
            }
        }

        throw new InvalidDataException($"no segment holds 0x{start:x} to 0x{end:x}");
    }

    /// <summary>The bytes of the symbol table that the build linked in; none if it linked none in.</summary>
    public byte[] SymbolTable() =>
        _symbols.TryGetValue("_symbols_start", out uint start) && _symbols.TryGetValue("_symbols_end", out uint end)
        && start != end ? Bytes(start, end) : [];

    /// <summary>The number of bytes that the file loads for the segment at an address.</summary>
    /// <exception cref="InvalidDataException">No segment starts there.</exception>
    public uint SegmentBytes(uint start)
    {
        foreach ((uint first, byte[] bytes) in _segments)
        {
            if (first == start)
            {
                return (uint)bytes.Length;
            }
        }

        throw new InvalidDataException($"no segment starts at 0x{start:x}");
    }
}
