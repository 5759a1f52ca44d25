using System;
using System.Runtime.InteropServices;

namespace Osmosis.Programs.Elf;

/// <summary>A section of an ELF file of 32 bits, 40 bytes (System V ABI, chapter 4: Sections).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SectionHeader
{
    public const int Size = 40;

    /// <summary>The kind of section that has all symbols (SHT_SYMTAB).</summary>
    public const uint SymbolTable = 2;

    public uint Name;
    public uint Type;
    public uint Flags;
    public uint Address;
    public uint Offset;
    public uint Bytes;

    /// <summary>Of a symbol table: the section with its names.</summary>
    public uint Link;
    public uint Information;
    public uint Alignment;
    public uint EntrySize;

    public static SectionHeader From(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<SectionHeader>(bytes);
}

/// <summary>A symbol, 16 bytes (System V ABI, chapter 4: Symbol Table).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ElfSymbol
{
    public const int Size = 16;

    private const byte KindMask = 0xF;
    private const byte Function = 2;

    public uint Name;
    public uint Address;
    public uint Bytes;
    public byte Information;
    public byte Other;
    public ushort Section;

    /// <summary>Whether it is a function of this file.</summary>
    public readonly bool IsFunction => (Information & KindMask) == Function && Section != 0;

    public static ElfSymbol From(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<ElfSymbol>(bytes);
}
