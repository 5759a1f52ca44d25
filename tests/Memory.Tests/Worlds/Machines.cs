// Machines and kernel images that put things in awkward places.
namespace Osmosis.Memory.Tests.Worlds;

/// <summary>Named variations of <see cref="WorldOptions"/>.</summary>
public static class Machines
{
    private const uint MiB = 1 << 20;

    private static readonly Dictionary<string, WorldOptions> _all = new()
    {
        ["an ordinary one"] = new(),
        ["a window of 16 KiB"] = new()
        {
            KernelStart = 0x1000,
            ReadOnlyEnd = 0x2000,
            KernelEnd = 0x2FFF,
            Directory = 0x2000
        },
        ["a window that ends with its table"] = new() { KernelEnd = 4 * MiB, Directory = (4 * MiB) - 0x1000 },
        ["a window one page into its second table"] = new() { KernelEnd = (4 * MiB) + 1, Directory = 2 * MiB },
        ["a window of 64 MiB"] = new() { KernelEnd = 64 * MiB, Directory = 0x10_8000, MemoryEnd = 72 * MiB },
        ["free memory below 3 GiB only"] = new()
        {
            MoreRegions = [new(MiB, 8 * MiB, RegionKind.Reserved), new(0xBFF0_0000, 0xC000_0000, RegionKind.Usable)],
        },
        ["free memory at the end of 4 GiB only"] = new()
        {
            MoreRegions = [new(MiB, 8 * MiB, RegionKind.Reserved), new(0xFFF0_0000, 0x1_0000_0000, RegionKind.Usable)],
        },
    };

    public static TheoryData<string> Names => [.. _all.Keys];

    public static WorldOptions Named(string name) => _all[name];
}
