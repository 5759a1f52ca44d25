using Osmosis.Memory.Spaces;

namespace Osmosis.Programs.Elf;

/// <summary>
/// Pages to map for a program: first those that show the file, then pages of zeros. Private, as what the program writes
/// is its own.
/// </summary>
public struct ElfSegment
{
    /// <summary>Number of the first page in the address space.</summary>
    public uint First;

    /// <summary>Pages that show the file.</summary>
    public uint FilePages;

    /// <summary>Number of the file's page that the first one shows.</summary>
    public uint FilePage;

    /// <summary>Pages of zeros behind them.</summary>
    public uint ZeroPages;

    /// <summary>
    /// Where in the last of the file's pages zeros begin that stand there instead of the file; 0 when the page stays as
    /// it is.
    /// </summary>
    public uint ZerosFrom;

    public Rights Rights;

    /// <summary>All its pages.</summary>
    public readonly uint Pages => FilePages + ZeroPages;

    /// <summary>Number of the page behind it.</summary>
    public readonly uint End => First + Pages;
}
