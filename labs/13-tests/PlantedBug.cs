namespace Osmosis.Lab.Testing;

/// <summary>What is wrong with a page table under test.</summary>
internal enum PlantedBug
{
    None,

    /// <summary>Right: takes the page's frame after the table, which is its own affair.</summary>
    OtherOrder,
    UnmapWithoutInvalidate,
    ProtectWithoutInvalidate,
    TableNotZeroed,
    Overwrites,
    LeakWithoutTable,
    EmptyTableKept,
    TableGivenBackTooEarly,
    LastEntryElsewhere,
    OffsetLost,
    OnlyForbids,
    AlwaysWritable,
    ReadOnlyDirectory,
    FrameZeroIsNothing,
    UnmapGivesThePageBack,
    MapsWithoutFrame,
    UnmapAlwaysDone,
}
