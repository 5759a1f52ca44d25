// The boot loader's information, read from guest memory before the kernel runs.
using System.Buffers.Binary;

namespace Osmosis.Emulators;

/// <summary>An entry of the memory map: bytes [Start, End), usable RAM or not.</summary>
public readonly record struct LoaderRegion(ulong Start, ulong End, bool Usable);

/// <summary>
/// The loader's own account of usable memory and of its data, by which tests judge the kernel's frames. Multiboot
/// 0.6.96, section 3.3.
/// </summary>
/// <param name="Regions">The memory map, in the loader's order.</param>
/// <param name="Data">Bytes [Start, End) that hold the information itself, its strings and the map.</param>
public sealed record LoaderInformation(IReadOnlyList<LoaderRegion> Regions, IReadOnlyList<(uint Start, uint End)> Data)
{
    private const int HeaderSize = 88;
    private const int LongestString = 4096;
    private const uint CommandLinePresent = 1 << 2;
    private const uint MapPresent = 1 << 6;
    private const uint LoaderNamePresent = 1 << 9;
    private const uint UsableType = 1;
    private const ulong PageSize = 4096;
    private const ulong FourGiB = 1UL << 32;

    /// <summary>
    /// The frame numbers below 4 GiB that lie wholly in usable memory. Valid for maps without overlaps, such as QEMU's.
    /// </summary>
    public IEnumerable<uint> UsableFrames =>
        from region in Regions
        where region.Usable
        let first = (region.Start + PageSize - 1) / PageSize
        let end = Math.Min(region.End, FourGiB) / PageSize
        from frame in first < end ? Enumerable.Range((int)first, (int)(end - first)) : []
        select (uint)frame;

    /// <summary>Whether any of the loader's data lies in this frame.</summary>
    public bool HoldsData(uint frame) =>
        Data.Any(data => data.Start / PageSize <= frame && frame <= (data.End - 1) / PageSize);

    /// <summary>Reads the information at <paramref name="address"/>, the value of EBX at the kernel's entry.</summary>
    /// <exception cref="InvalidDataException">The loader gave no map.</exception>
    public static async Task<LoaderInformation> ReadAsync(QemuMonitor monitor, uint address,
        CancellationToken cancel = default)
    {
        byte[] header = await monitor.ReadPhysicalAsync(address, HeaderSize, cancel);
        uint flags = Word(header, 0);
        if ((flags & MapPresent) == 0)
        {
            throw new InvalidDataException("the boot loader gave no memory map");
        }

        (uint mapLength, uint mapAddress) = (Word(header, 44), Word(header, 48));
        List<(uint, uint)> data = [(address, address + HeaderSize), (mapAddress, mapAddress + mapLength)];
        foreach ((uint present, int field) in new[] { (CommandLinePresent, 16), (LoaderNamePresent, 64) })
        {
            if ((flags & present) != 0)
            {
                uint text = Word(header, field);
                byte[] bytes = await monitor.ReadPhysicalAsync(text, LongestString, cancel);
                data.Add((text, text + (uint)Array.IndexOf(bytes, (byte)0) + 1));
            }
        }

        return new LoaderInformation([.. Entries(await monitor.ReadPhysicalAsync(mapAddress, (int)mapLength, cancel))],
            data);
    }

    private static IEnumerable<LoaderRegion> Entries(byte[] map)
    {
        // An entry's size does not count its own four bytes.
        for (int at = 0; at < map.Length; at += (int)Word(map, at) + 4)
        {
            ulong start = BinaryPrimitives.ReadUInt64LittleEndian(map.AsSpan(at + 4));
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(map.AsSpan(at + 12));
            yield return new LoaderRegion(start, start + length, Word(map, at + 20) == UsableType);
        }
    }

    private static uint Word(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
}
