// The program of lab 10: its regions and its pages.
using Osmosis.Lab.Programs;

namespace Osmosis.Lab.CopyOnWrite;

internal static class SpacePages
{
    /// <summary>The last page of the program's first table: data.</summary>
    public const uint Data = 0x083F_F000;

    /// <summary>The last page but one that a program can have: data that nobody wrote yet.</summary>
    public const uint OfZeroes = 0xBFFF_E000;

    /// <summary>The last page that a program can have: text.</summary>
    public const uint Text = 0xBFFF_F000;

    /// <summary>No region has it.</summary>
    public const uint Outside = 0xBFFF_D000;

    /// <summary>The word in a page that the program writes: its last.</summary>
    public const uint Offset = 0xFFC;

    public static readonly IReadOnlyList<Region> Regions =
    [
        new(Data, Data + 0xFFF, IsWritable: true),
        new(OfZeroes, OfZeroes + 0xFFF, IsWritable: true),
        new(Text, Text + 0xFFF, IsWritable: false),
    ];

    public static readonly IReadOnlyList<uint> All = [Data, OfZeroes, Text];

    /// <summary>What every word of a page holds at first.</summary>
    public static uint FillOf(uint page) => page == OfZeroes ? 0 : 0xC0DE_0000 | (page >> 12);
}
