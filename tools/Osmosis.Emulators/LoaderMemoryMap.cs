// The memory map that the boot loader handed to the kernel, read from guest memory before the kernel ran.
using System.Buffers.Binary;

namespace Osmosis.Emulators;

/// <summary>An entry: bytes [Start, End), usable RAM or not.</summary>
public readonly record struct LoaderRegion(ulong Start, ulong End, bool Usable);

/// <summary>The loader's own word on which memory is usable: what a kernel's frames are to be judged by.</summary>
public sealed record LoaderMemoryMap(IReadOnlyList<LoaderRegion> Regions)
{
    private const uint MapPresent = 1 << 6;
    private const uint UsableType = 1;
    private const ulong PageSize = 4096;
    private const ulong FourGiB = 1UL << 32;

    /// <summary>
    /// The frame numbers below 4 GiB that lie wholly in usable memory. Holds for maps without overlaps, which QEMU's are.
    /// </summary>
    public IEnumerable<uint> UsableFrames =>
        from region in Regions
        where region.Usable
        let first = (region.Start + PageSize - 1) / PageSize
        let end = Math.Min(region.End, FourGiB) / PageSize
        from frame in first < end ? Enumerable.Range((int)first, (int)(end - first)) : []
        select (uint)frame;

    /// <summary>Reads the Multiboot information (section 3.3) at <paramref name="information"/>.</summary>
    /// <exception cref="InvalidDataException">The loader gave no map.</exception>
    public static async Task<LoaderMemoryMap> ReadAsync(QemuMonitor monitor, uint information, CancellationToken cancel = default)
    {
        byte[] header = await monitor.ReadPhysicalAsync(information, 52, cancel);
        if ((Word(header, 0) & MapPresent) == 0)
        {
            throw new InvalidDataException("the boot loader gave no memory map");
        }

        byte[] map = await monitor.ReadPhysicalAsync(Word(header, 48), (int)Word(header, 44), cancel);
        List<LoaderRegion> regions = [];
        // An entry's size does not count its own four bytes.
        for (int at = 0; at < map.Length; at += (int)Word(map, at) + 4)
        {
            ulong start = BinaryPrimitives.ReadUInt64LittleEndian(map.AsSpan(at + 4));
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(map.AsSpan(at + 12));
            regions.Add(new LoaderRegion(start, start + length, Word(map, at + 20) == UsableType));
        }

        return new LoaderMemoryMap(regions);
    }

    private static uint Word(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
}
