using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Spaces;

/// <summary>
/// One address space (S1): its directory, its regions, and which tables it has. A space that was released keeps its
/// directory, whose program's part is then 0, for the next that takes the record.
/// </summary>
public struct Space : IRecord
{
    /// <summary>The directory's frame; 0 before the record was ever used.</summary>
    internal Frame Directory;

    /// <summary>Where the directory is seen in the kernel's part.</summary>
    internal uint DirectoryAddress;

    /// <summary>The root of the regions' tree.</summary>
    internal uint Root;

    /// <summary>
    /// The directory entries of the program's part that are present. Fork and exit walk them, in place of regions or
    /// entries.
    /// </summary>
    internal TableSet Tables;

    /// <summary>How many regions there are.</summary>
    public uint Regions;

    /// <summary>Pages of all regions.</summary>
    public uint Pages;

    /// <summary>Private pages that may be written: so many frames the space may need one day (S9).</summary>
    public uint Promised;

    /// <summary>Page number where the break's region starts, and the address up to which the program has it.</summary>
    public uint BreakStart;
    public uint Break;

    /// <summary>Pages that a stack may have, itself included.</summary>
    public uint StackLimit;

    /// <summary>Whether the space is in use.</summary>
    public bool IsTaken;

    public uint NextFree
    {
        readonly get => Root;
        set => Root = value;
    }
}
