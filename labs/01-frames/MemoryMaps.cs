// The memory maps that an answer to lab 1 must read. Each holds one difficulty, and few usable frames.
namespace Osmosis.Lab.Frames;

/// <summary>An entry of a memory map.</summary>
internal readonly record struct MemoryRange(uint Start, uint Bytes, bool IsUsable)
{
    /// <summary>The first address behind it, which may be above 4 GiB.</summary>
    private ulong End => (ulong)Start + Bytes;

    public bool Covers(uint frame) => Start <= frame << 12 && End >= (ulong)(frame + 1) << 12;

    public bool Touches(uint frame) => Bytes > 0 && Start < (ulong)(frame + 1) << 12 && End > frame << 12;

    public override string ToString() => $"0x{Start:x8} + 0x{Bytes:x}, {(IsUsable ? "usable" : "reserved")}";
}

/// <summary>What a boot loader says of a machine's memory.</summary>
/// <param name="Name">What is difficult about it.</param>
/// <param name="KernelEnd">The first address behind the kernel, which begins at 1 MiB.</param>
/// <param name="Entries">The map.</param>
internal sealed record MemoryMap(string Name, uint KernelEnd, MemoryRange[] Entries)
{
    private const uint FirstFrame = 0x100;
    private const uint FrameCount = 0x200;

    /// <summary>The usable frames, lowest first.</summary>
    public IReadOnlyList<uint> Usable =>
        field ??= [.. from number in Enumerable.Range(0, (int)FrameCount)
                      where WhyNot((uint)number) is null
                      select (uint)number];

    /// <summary>Why a frame may not be handed out; null when it may.</summary>
    public string? WhyNot(uint frame) =>
        frame < FirstFrame ? "it lies below 1 MiB"
        : frame >= FrameCount ? "it lies behind the memory's end at 0x00200000"
        : frame << 12 < KernelEnd ? $"the kernel, which ends at 0x{KernelEnd:x8}, lies in it"
        : Entries.Where(range => !range.IsUsable && range.Touches(frame)).Select(range => $"{range}").FirstOrDefault()
            is { } reserved ? $"an entry of the map says: {reserved}"
        : !Entries.Any(range => range.IsUsable && range.Covers(frame)) ? "no usable entry of the map covers all of it"
        : null;

    /// <summary>Every map that is tried.</summary>
    public static IReadOnlyList<MemoryMap> All { get; } =
    [
        new("as a PC has it", 0x0010_3000,
        [
            new(0x0000_0000, 0x0009_FC00, true),
            new(0x0009_FC00, 0x0006_0400, false),
            new(0x0010_0000, 0x0000_6000, true),
        ]),
        new("nothing ends where a frame ends", 0x0010_1234,
        [
            new(0x0010_0800, 0x0000_4400, true),
        ]),
        new("reserved entries inside a usable one", 0x0010_1000,
        [
            new(0x0014_1800, 0x0000_0100, false),
            new(0x0014_0000, 0x0000_5000, true),
            new(0x0014_3FFF, 0x0000_0001, false),
            new(0x0014_5000, 0x0000_1000, false),
        ]),
        new("usable entries that overlap, and empty ones", 0x0010_1000,
        [
            new(0x0018_1000, 0x0000_3000, true),
            new(0x0018_0000, 0x0000_3000, true),
            new(0x0018_2000, 0x0000_0000, false),
            new(0x0018_3800, 0x0000_0000, false),
            new(0x0018_6000, 0x0000_0000, true),
        ]),
        new("entries that end above 4 GiB", 0x0010_1000,
        [
            new(0x001F_C000, 0xFFFF_FFFF, true),
            new(0x001F_E000, 0xFFFF_FFFF, false),
        ]),
        new("more than there is, and no kernel", 0x0010_0000,
        [
            new(0x0010_0000, 0x0000_1000, true),
            new(0x001F_E000, 0xFFE0_2000, true),
        ]),
        new("the kernel over all of it", 0x0010_4000,
        [
            new(0x0000_0000, 0x0010_4000, true),
        ]),
    ];
}
