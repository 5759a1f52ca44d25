namespace Osmosis.Memory.Spaces;

/// <summary>
/// The parts of an address space that are the program's (S1). Everything else is the kernel's, for the supervisor only.
/// </summary>
public static class SpaceLayout
{
    /// <summary>Number of the first page of a program's part.</summary>
    public const uint FirstPage = MemoryLayout.ProgramStart >> MemoryLayout.PageShift;

    /// <summary>Number of the page behind a program's part.</summary>
    public const uint EndPage = MemoryLayout.ProgramEnd >> MemoryLayout.PageShift;

    /// <summary>Regions that a space may have: as many as Linux's vm.max_map_count (S2).</summary>
    public const uint MostRegions = 65_530;

    /// <summary>Pages below a stack that stay free, so that running off it hits nothing: 1 MiB, as on Linux.</summary>
    public const uint StackGap = 256;

    /// <summary>Pages that a stack may have, unless its space says otherwise: 8 MiB, as on Linux.</summary>
    public const uint StackPages = 2048;

    /// <summary>
    /// Number of the page below which mappings are placed, so that stacks have room above: 128 MiB below the end, as on
    /// Linux.
    /// </summary>
    public const uint PlacementEnd = (MemoryLayout.ProgramEnd - (128u << 20)) >> MemoryLayout.PageShift;

    /// <summary>Whether so many pages, at least one, from this one up lie in a program's part.</summary>
    public static bool Holds(uint first, uint pages) =>
        pages != 0 && first >= FirstPage && first < EndPage && pages <= EndPage - first;
}
