using Osmosis.Programs.Errors;

namespace Osmosis.Programs.Elf;

/// <summary>Why a file is not a program that can run here.</summary>
public enum ElfError : byte
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>The file ends inside its header, or inside its table of program headers.</summary>
    TooShort,

    /// <summary>The file's contents can't be had.</summary>
    Unreadable,

    /// <summary>It doesn't begin with 7F 45 4C 46.</summary>
    NotElf,

    /// <summary>It is for 64 bits, for the other byte order, for another processor, or of another version.</summary>
    OtherMachine,

    /// <summary>
    /// It is neither an executable nor a shared object: an object file or a memory dump, for instance.
    /// </summary>
    NotExecutable,

    /// <summary>It has no program headers, more than 128, or some of another size.</summary>
    BadProgramHeaders,

    /// <summary>No segment is to be loaded.</summary>
    NoSegments,

    /// <summary>A segment has more bytes in the file than in memory.</summary>
    FileLargerThanMemory,

    /// <summary>A segment's bytes lie past the file's end.</summary>
    SegmentPastEnd,

    /// <summary>A segment's offset in the file and its address differ in their place in a page.</summary>
    NotCongruent,

    /// <summary>A segment leaves a program's part of the address space.</summary>
    OutsideProgram,

    /// <summary>Segments share a page, or are not in the order of their addresses.</summary>
    NotInOrder,

    /// <summary>The entry lies outside a program's part of the address space.</summary>
    BadEntry,

    /// <summary>
    /// The name of the interpreter is empty, has more than 4,095 bytes, has no end, or lies past the file's end.
    /// </summary>
    BadInterpreter,

    /// <summary>More than one interpreter is named.</summary>
    SeveralInterpreters,
}

/// <summary>What a program is told of it.</summary>
public static class ElfErrors
{
    /// <summary>
    /// ENOEXEC, or EIO when the file could not be read. Linux finds out about bad segments only after it has taken the
    /// caller's memory away, and ends it with SIGSEGV.
    /// </summary>
    public static Errno ToErrno(this ElfError error) => error switch
    {
        ElfError.None => Errno.None,
        ElfError.Unreadable => Errno.EIO,
        _ => Errno.ENOEXEC,
    };
}
