// The program of lab 10: its regions and its pages.
using Osmosis.Lab.Programs;

namespace Osmosis.Lab.CopyOnWrite;

internal static class SpacePages
{
    /// <summary>The last page of a table: data.</summary>
    public const uint Data = 0x083F_F000;

    /// <summary>The first page of the next table: data that nobody wrote yet.</summary>
    public const uint OfZeroes = 0x0840_0000;

    /// <summary>The page behind: text.</summary>
    public const uint Text = 0x0840_1000;

    /// <summary>No region has it.</summary>
    public const uint Outside = 0x0840_2000;

    /// <summary>The word in a page that the program writes: its last.</summary>
    public const uint Offset = 0xFFC;

    public static readonly IReadOnlyList<Region> Regions =
    [
        new(Data, Text - 1, IsWritable: true),
        new(Text, Outside - 1, IsWritable: false),
    ];

    public static readonly IReadOnlyList<uint> All = [Data, OfZeroes, Text];

    /// <summary>What every word of a page holds at first.</summary>
    public static uint FillOf(uint page) => page == OfZeroes ? 0 : 0xC0DE_0000 | (page >> 12);
}
