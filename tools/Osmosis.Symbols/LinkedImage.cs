// The linked kernel: the addresses of all symbols, and the code.
using System;
using ELFSharp;
using ELFSharp.ELF;
using ELFSharp.ELF.Sections;

namespace Osmosis.Symbols;

internal readonly record struct LinkedSymbol(string Name, uint Address, bool IsGlobal);

/// <summary>A 32-bit little-endian ELF executable.</summary>
internal sealed class LinkedImage
{
    private const string CodeSection = ".text";
    private const ushort Undefined = 0;

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
        if (!ELFReader.TryLoad(path, out IELF file))
        {
            throw new SymbolException($"{path} is not an ELF file");
        }

        using (file)
        {
            if (file is not ELF<uint> { Endianess: Endianess.LittleEndian } elf)
            {
                throw new SymbolException($"{path} is not a 32-bit little-endian ELF file");
            }

            Section<uint> code = elf.Sections.FirstOrDefault(section => section.Name == CodeSection)
                ?? throw new SymbolException($"{path} has no section {CodeSection}");
            return new LinkedImage
            {
                Symbols = [.. Addresses(elf).OrderBy(symbol => symbol.Address)
                    .ThenBy(symbol => symbol.Name, StringComparer.Ordinal)],
                CodeStart = code.LoadAddress,
                Code = code.GetContents(),
            };
        }
    }

    private static IEnumerable<LinkedSymbol> Addresses(ELF<uint> file) => file.GetSections<SymbolTable<uint>>()
        .SelectMany(table => table.Entries)
        .Where(symbol => symbol.Name.Length > 0 && symbol.Type is not (SymbolType.File or SymbolType.Section)
            && symbol.PointedSectionIndex != Undefined)
        .Select(symbol => new LinkedSymbol(symbol.Name, symbol.Value, symbol.Binding != SymbolBinding.Local));
}
