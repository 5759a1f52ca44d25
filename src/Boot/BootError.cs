namespace Osmosis.Boot;

/// <summary>
/// Why the boot loader's information can't be used. Boot stops with a message: guessing would hand out memory that
/// isn't ours.
/// </summary>
public enum BootError : byte
{
    /// <summary>It can be used.</summary>
    None,

    /// <summary>The boot loader gives neither a memory map nor the amount of memory (F2).</summary>
    NoMemoryInformation,

    /// <summary>The map's length ends inside an entry, or the map wraps past 4 GiB (F2).</summary>
    MapEndsInsideEntry,

    /// <summary>An entry states a size that holds no base, length and type (F2).</summary>
    MapEntryTooShort,

    /// <summary>More separate regions than <see cref="MemoryMap.Capacity"/>.</summary>
    MapTooLong,

    /// <summary>
    /// More than 1024 modules, or too many scattered ones for <see cref="ReservedRanges.Capacity"/> ranges (F1).
    /// </summary>
    TooManyModules,

    /// <summary>A module ends before it starts, or the list of modules wraps past 4 GiB (F1).</summary>
    ModuleInvalid,

    /// <summary>The Multiboot 2 information states an impossible length, or is not aligned.</summary>
    InformationInvalid,

    /// <summary>
    /// A tag of the Multiboot 2 information is too short for its type, or longer than the rest of the information.
    /// </summary>
    TagInvalid,

    /// <summary>The Multiboot 2 information has no end tag.</summary>
    EndMissing,
}
