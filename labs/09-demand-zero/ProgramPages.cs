// The program of lab 9: where its regions are, and where it reads and writes.
using Osmosis.Lab.Programs;

namespace Osmosis.Lab.DemandZero;

internal static class ProgramPages
{
    /// <summary>Data at the end of one table and the beginning of the next, read-only text behind it, and a stack.
    /// </summary>
    public static readonly IReadOnlyList<Region> Regions =
    [
        new(0x083F_F000, 0x0840_0FFF, IsWritable: true),
        new(0x0840_1000, 0x0840_1FFF, IsWritable: false),
        new(0xBFFF_F000, 0xBFFF_FFFF, IsWritable: true),
    ];

    /// <summary>A word in each page of the regions: their first words and their last.</summary>
    public static readonly IReadOnlyList<uint> Inside = [0x083F_F000, 0x0840_0FFC, 0x0840_1000, 0xBFFF_FFFC];

    /// <summary>The words next to the regions, and null.</summary>
    public static readonly IReadOnlyList<uint> Outside = [0x083F_EFFC, 0x0840_2000, 0xBFFF_EFFC, 0xC000_0000, 0];

    /// <summary>What the program writes into a page.</summary>
    public static uint ValueOf(int page) => 0x1234_0001 + (uint)page;

    public static bool IsWritable(int page) =>
        Regions.First(region => region.Contains(Inside[page])).IsWritable;

    /// <summary>The number of the page that holds an address; -1 for one outside.</summary>
    public static int PageOf(uint address)
    {
        for (int page = 0; page < Inside.Count; page++)
        {
            if (Inside[page] >> 12 == address >> 12)
            {
                return page;
            }
        }

        return -1;
    }
}
