using System;
using System.Runtime.InteropServices;

namespace Osmosis.Programs.Elf;

/// <summary>The first 52 bytes of an ELF file of 32 bits (System V ABI, chapter 4: ELF header).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ElfHeader
{
    public const int Size = 52;

    private const uint MagicNumber = 0x464C_457F;
    private const byte Class32 = 1;
    private const byte LittleEndian = 1;
    private const byte CurrentVersion = 1;
    private const ushort Intel386 = 3;

    public uint Magic;
    public byte Class;
    public byte Data;
    public byte IdentVersion;
    public byte OsAbi;
    public uint Padding;
    public uint MorePadding;
    public ElfType Type;
    public ushort Machine;
    public uint Version;
    public uint Entry;
    public uint ProgramHeaders;
    public uint SectionHeaders;
    public uint Flags;
    public ushort HeaderSize;
    public ushort ProgramHeaderSize;
    public ushort ProgramHeaderCount;
    public ushort SectionHeaderSize;
    public ushort SectionHeaderCount;
    public ushort SectionNames;

    /// <summary>Whether this is the header of a program for this machine, as far as the header says.</summary>
    public readonly ElfError Check()
    {
        if (Magic != MagicNumber)
        {
            return ElfError.NotElf;
        }

        if (Class != Class32 || Data != LittleEndian || IdentVersion != CurrentVersion || Machine != Intel386)
        {
            return ElfError.OtherMachine;
        }

        if (Type is not (ElfType.Executable or ElfType.Shared))
        {
            return ElfError.NotExecutable;
        }

        return ProgramHeaderSize != ProgramHeader.Size || ProgramHeaderCount is 0
            || ProgramHeaderCount > ElfImage.MostProgramHeaders
            ? ElfError.BadProgramHeaders
            : ElfError.None;
    }

    public static ElfHeader From(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<ElfHeader>(bytes);
}

/// <summary>What kind of ELF file it is (e_type).</summary>
internal enum ElfType : ushort
{
    Executable = 2,
    Shared = 3,
}
