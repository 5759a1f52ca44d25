using System;

namespace Osmosis.Programs.Elf;

/// <summary>
/// Finds the function that an address lies in, by an ELF file's symbols. Whatever the file holds, no byte outside it is
/// read, and the search ends; a file that makes no sense has no symbols.
/// </summary>
/// <typeparam name="T">The file.</typeparam>
/// <param name="file">The file.</param>
public readonly ref struct ElfSymbols<T>(T file)
    where T : struct, IFileView, allows ref struct
{
    private const int PieceBytes = 32 * ElfSymbol.Size;

    // A parameter of a primary constructor can't hold references.
    private readonly T _file = file;

    /// <summary>
    /// Finds the function with an address in it; failing that, the nearest one below it that tells no length, as those
    /// written in assembly.
    /// </summary>
    /// <param name="address">In the file: less the load bias.</param>
    /// <param name="name">Where its name goes, cut if need be.</param>
    /// <param name="length">Bytes of the name.</param>
    /// <param name="offset">How far the address lies behind the function's start.</param>
    public bool TryFind(uint address, Span<byte> name, out int length, out uint offset)
    {
        length = 0;
        offset = 0;
        Span<byte> bytes = stackalloc byte[ElfHeader.Size];
        if (!TryRead(0, bytes))
        {
            return false;
        }

        ElfHeader header = ElfHeader.From(bytes);
        if (header.Check() != ElfError.None || header.SectionHeaderSize != SectionHeader.Size)
        {
            return false;
        }

        for (uint i = 0; i < header.SectionHeaderCount; i++)
        {
            if (TryReadSection(in header, i, out SectionHeader section) && section.Type == SectionHeader.SymbolTable)
            {
                bool isFound = TryReadSection(in header, section.Link, out SectionHeader names);
                ElfSymbol found = default;
                isFound = isFound && TryFind(in section, address, out found);
                offset = address - found.Address;
                return isFound && TryReadName((ulong)names.Offset + found.Name, name, out length);
            }
        }

        return false;
    }

    private bool TryReadSection(in ElfHeader header, uint index, out SectionHeader section)
    {
        Span<byte> bytes = stackalloc byte[SectionHeader.Size];
        ulong at = header.SectionHeaders + ((ulong)index * SectionHeader.Size);
        bool isRead = index < header.SectionHeaderCount && TryRead(at, bytes);
        section = isRead ? SectionHeader.From(bytes) : default;
        return isRead;
    }

    private bool TryFind(in SectionHeader table, uint address, out ElfSymbol found)
    {
        found = default;
        bool isFound = false;
        Span<byte> piece = stackalloc byte[PieceBytes];
        ulong left = Math.Min(table.Bytes, _file.Length);
        for (ulong at = table.Offset; left >= ElfSymbol.Size;)
        {
            Span<byte> some = piece.Slice(0, (int)Math.Min(left - (left % ElfSymbol.Size), PieceBytes));
            if (!TryRead(at, some))
            {
                return isFound;
            }

            for (int i = 0; i < some.Length; i += ElfSymbol.Size)
            {
                ElfSymbol symbol = ElfSymbol.From(some.Slice(i, ElfSymbol.Size));
                uint behind = address - symbol.Address;
                if (!symbol.IsFunction || address < symbol.Address)
                {
                    continue;
                }

                if (behind < symbol.Bytes)
                {
                    found = symbol;
                    return true;
                }

                if (symbol.Bytes == 0 && (!isFound || symbol.Address > found.Address))
                {
                    found = symbol;
                    isFound = true;
                }
            }

            at += (uint)some.Length;
            left -= (uint)some.Length;
        }

        return isFound;
    }

    private bool TryReadName(ulong at, Span<byte> name, out int length)
    {
        length = 0;
        Span<byte> one = stackalloc byte[1];
        while (length < name.Length)
        {
            if (!TryRead(at + (uint)length, one))
            {
                return false;
            }

            if (one[0] == 0)
            {
                break;
            }

            name[length++] = one[0];
        }

        return length != 0;
    }

    private bool TryRead(ulong at, Span<byte> bytes) =>
        at <= _file.Length && _file.Length - at >= (uint)bytes.Length && _file.TryRead(at, bytes);
}
