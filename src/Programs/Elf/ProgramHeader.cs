using System;
using System.Runtime.InteropServices;

namespace Osmosis.Programs.Elf;

/// <summary>
/// An entry of the table that says what is to be loaded (System V ABI, chapter 5: program header). Sizes in bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProgramHeader
{
    public const int Size = 32;

    public ProgramHeaderType Type;
    public uint Offset;
    public uint Address;
    public uint PhysicalAddress;
    public uint FileSize;
    public uint MemorySize;
    public ProgramHeaderFlags Flags;
    public uint Alignment;

    /// <summary>A segment that takes memory. One without bytes takes none, and is passed over.</summary>
    public readonly bool IsLoaded => Type == ProgramHeaderType.Load && (MemorySize | FileSize) != 0;

    public static ProgramHeader From(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<ProgramHeader>(bytes);
}

/// <summary>What a program header describes (p_type); others are passed over.</summary>
internal enum ProgramHeaderType : uint
{
    Load = 1,
    Interpreter = 3,
}

/// <summary>How a segment may be used (p_flags).</summary>
[Flags]
internal enum ProgramHeaderFlags : uint
{
    Execute = 1,
    Write = 2,
    Read = 4,
}
