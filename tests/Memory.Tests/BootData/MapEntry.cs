// Memory map entries as tests write them, and their meaning in the plainest form.
using CsCheck;

namespace Osmosis.Memory.Tests.BootData;

/// <summary>An entry of a boot loader's map, which may be anything.</summary>
public readonly record struct MapEntry(ulong Start, ulong Length, RegionKind Kind)
{
    /// <summary>Addresses where entries tend to be wrong: around 0, 1 MiB, 4 GiB and 2^64.</summary>
    private static readonly Gen<ulong> _start = Gen.OneOf(
        Gen.ULong[0, 0x1_0000],
        Gen.ULong[0, 40].Select(n => n * 2048),
        Gen.ULong[0xF_F000, 0x10_8000],
        Gen.ULong[0xFFFF_8000, 0x1_0000_4000],
        Gen.ULong[ulong.MaxValue - 0x8000, ulong.MaxValue],
        Gen.ULong);

    private static readonly Gen<ulong> _length = Gen.OneOf(
        Gen.ULong[0, 0x8000],
        Gen.ULong[0, 20].Select(n => n * 2048),
        Gen.ULong[0xFFFF_0000, 0x1_0000_8000],
        Gen.ULong[ulong.MaxValue - 0x8000, ulong.MaxValue],
        Gen.ULong);

    public static Gen<MapEntry> Random
    {
        get;
    } = Gen.Select(_start, _length, Gen.Enum<RegionKind>().Where(kind => kind != RegionKind.Nothing))
        .Select((start, length, kind) => new MapEntry(start, length, kind));

    public MemoryRegion Region => MemoryRegion.FromLength(Start, Length, Kind);

    /// <summary>
    /// One past the last byte, wherever that is. The byte at 2^64 - 1 is left out: regions end there.
    /// </summary>
    private UInt128 End => UInt128.Min((UInt128)Start + Length, ulong.MaxValue);

    /// <summary>The most restricted kind that any entry gives a byte.</summary>
    public static RegionKind KindAt(IReadOnlyList<MapEntry> entries, ulong address)
    {
        RegionKind kind = RegionKind.Nothing;
        foreach (MapEntry entry in entries)
        {
            if (address >= entry.Start && address < entry.End && entry.Kind > kind)
            {
                kind = entry.Kind;
            }
        }

        return kind;
    }

    /// <summary>Addresses where the kind of memory can change, below 2^64 - 1.</summary>
    public static SortedSet<ulong> Ends(IReadOnlyList<MapEntry> entries)
    {
        SortedSet<ulong> ends = [0];
        foreach (MapEntry entry in entries)
        {
            ends.Add(entry.Start);
            ends.Add((ulong)entry.End);
        }

        ends.Remove(ulong.MaxValue);
        return ends;
    }

    /// <summary>
    /// Whether each byte of a frame is usable. Takes the <see cref="Ends"/> of the entries, which are the same for all
    /// frames.
    /// </summary>
    public static bool IsUsable(IReadOnlyList<MapEntry> entries, IEnumerable<ulong> ends, uint frame)
    {
        ulong start = (ulong)frame << 12;
        if (KindAt(entries, start) != RegionKind.Usable)
        {
            return false;
        }

        foreach (ulong end in ends)
        {
            if (end - start < 4096 && KindAt(entries, end) != RegionKind.Usable)
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString() => $"(0x{Start:x}, 0x{Length:x}, {Kind})";
}
