namespace Osmosis.Programs.Elf;

/// <summary>A program in a file that has been checked as a whole. Addresses include the load bias.</summary>
public struct ElfImage
{
    /// <summary>As on Linux: a page of program headers.</summary>
    public const uint MostProgramHeaders = 128;

    /// <summary>Bytes of an interpreter's name, with the zero that ends it: as on Linux.</summary>
    public const uint LongestInterpreter = 4096;

    /// <summary>What is added to the file's addresses: 0 for a program that isn't position-independent.</summary>
    public uint Bias;

    /// <summary>Where the program starts (AT_ENTRY).</summary>
    public uint Entry;

    /// <summary>Where its program headers are seen in memory (AT_PHDR); 0 when no segment has them.</summary>
    public uint HeadersAddress;

    /// <summary>How many there are (AT_PHNUM).</summary>
    public uint HeaderCount;

    /// <summary>The first page of the lowest segment.</summary>
    public uint First;

    /// <summary>Where the break starts: the first page behind all segments.</summary>
    public uint BreakStart;

    /// <summary>Offset of the interpreter's name in the file.</summary>
    public uint InterpreterAt;

    /// <summary>Bytes of that name, without the zero that ends it; 0 when the program needs no interpreter.</summary>
    public uint InterpreterLength;

    /// <summary>Offset of the program headers in the file.</summary>
    internal uint HeadersAt;
}
