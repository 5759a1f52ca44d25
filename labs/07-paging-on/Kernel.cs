namespace Osmosis.Lab.PagingOn;

/// <summary>A kernel whose window is to be mapped.</summary>
/// <param name="Name">What is difficult about it.</param>
/// <param name="End">The first address behind it.</param>
/// <param name="Code">Where it runs.</param>
/// <param name="Stack">A word of its stack.</param>
internal sealed record Kernel(string Name, uint End, uint Code, uint Stack)
{
    private const uint SmallestWindow = 0x4000;

    /// <summary>The first address behind the window.</summary>
    public uint WindowEnd => Math.Max(SmallestWindow, (End + 0xFFF) & ~0xFFFu);

    /// <summary>The frames that its tables need, and its directory.</summary>
    public int Frames => 1 + (int)((WindowEnd + 0x3F_FFFF) >> 22);

    public static IReadOnlyList<Kernel> All { get; } =
    [
        new("that ends with the first byte of a page", 0x0010_5001, 0x0010_0000, 0x0010_4FFC),
        new("that ends where a table ends", 0x0040_0000, 0x0010_0000, 0x003F_FFFC),
        new("that ends in the first page of the next table", 0x0040_0004, 0x0010_0000, 0x0040_0000),
        new("that is smaller than the smallest window", 0x0000_1800, 0x0000_1000, 0x0000_17FC),
    ];
}
