// A page directory and its tables, as random as paging without large pages allows.
namespace Osmosis.Kernel.Tests.Simulator;

/// <summary>The distribution of a directory's tables.</summary>
public enum TableShape
{
    /// <summary>Few tables, nearly full.</summary>
    Dense,

    /// <summary>Many tables with a handful of entries.</summary>
    Sparse,

    /// <summary>Several directory entries share a table, or point at the directory itself.</summary>
    Entangled,
}

/// <summary>
/// <code>
/// 31                    12 11 9 8 7 6 5  4   3  2 1 0    A present entry has random bits except bit 7, which is 0.
/// ┌───────────────────────┬────┬─┬─┬─┬─┬───┬───┬─┬─┬─┐   An entry that isn't has all other bits random.
/// │         frame         │ any│G│0│D│A│PCD│PWT│U│W│P│   Entry 1023 of the directory points at it, as the kernel's.
/// └───────────────────────┴────┴─┴─┴─┴─┴───┴───┴─┴─┴─┘
/// </code>
/// </summary>
public sealed class RandomTables
{
    public const uint Present = 1;
    public const uint Writable = 2;
    public const uint Accessed = 1 << 5;
    public const uint Bit7 = 1 << 7;

    /// <summary>All tables lie in frames of this range: memory of a small machine, above its firmware's.</summary>
    private const int FirstFrame = 0x100;

    private const int EndFrame = 0x1000;
    private const uint RecursiveSlot = 1023;

    private readonly SortedDictionary<uint, uint[]> _frames = [];
    private readonly Random _random;
    private readonly bool _mapMemoryOnly;

    /// <param name="seed">Equal seeds give equal tables.</param>
    /// <param name="shape">Their distribution.</param>
    /// <param name="mapMemoryOnly">Pages lie in frames of the same range as the tables, so that they can be read and
    /// written.</param>
    public RandomTables(int seed, TableShape shape, bool mapMemoryOnly = false)
    {
        _random = new Random(seed);
        _mapMemoryOnly = mapMemoryOnly;
        (int tables, int entries, int percentPresent) = shape switch
        {
            TableShape.Dense => (6, 6, 97),
            TableShape.Sparse => (300, 300, 1),
            _ => (3, 12, 40),
        };
        uint[] frames = Frames(tables + 1);
        Directory = frames[0] << 12;
        foreach (uint frame in frames)
        {
            int percent = frame == frames[0] ? 0 : percentPresent;
            _frames[frame] = [.. Enumerable.Range(0, 1024)
                .Select(_ => _random.Next(100) < percent ? PresentEntry(AnyFrame()) : AbsentEntry())];
        }

        for (int i = 0; i < entries; i++)
        {
            uint table = frames[shape == TableShape.Entangled ? _random.Next(frames.Length) : i + 1];
            Words(Directory >> 12)[_random.Next(1023)] = PresentEntry(table);
        }

        Words(Directory >> 12)[RecursiveSlot] = PresentEntry(Directory >> 12) | Writable;
    }

    /// <summary>Physical address of the directory.</summary>
    public uint Directory { get; }

    /// <summary>The directory and every table: frame number and 1024 words.</summary>
    public IEnumerable<(uint Frame, uint[] Words)> Frames() => _frames.Select(pair => (pair.Key, pair.Value));

    /// <summary>The directory entry and the table entry that translate an address, for messages.</summary>
    public string Describe(uint address)
    {
        uint directoryEntry = Words(Directory >> 12)[address >> 22];
        string table = (directoryEntry & Present) != 0
            ? $"0x{Words(directoryEntry >> 12)[(address >> 12) & 1023]:x8} at "
                + $"0x{(directoryEntry & ~0xFFFu) + ((address >> 10) & 0xFFC):x8}"
            : "none";
        return $"0x{address:x8}: directory entry 0x{directoryEntry:x8} at "
            + $"0x{Directory + ((address >> 20) & 0xFFC):x8}, table entry {table}";
    }

    /// <summary>
    /// Addresses worth testing: most lie in mapped pages or below present directory entries, and ends of pages are
    /// common.
    /// </summary>
    public IEnumerable<uint> Addresses(int count)
    {
        uint[] tables = PresentIn(Directory >> 12);
        uint[] pages =
            [.. tables.SelectMany(d => PresentIn(Words(Directory >> 12)[d] >> 12).Select(t => (d << 10) | t))];
        for (int i = 0; i < count; i++)
        {
            uint random = (uint)_random.NextInt64(1L << 32);
            uint address = _random.Next(4) switch
            {
                0 => random,
                1 => (tables[_random.Next(tables.Length)] << 22) | (random & 0x3F_FFFF),
                _ => (pages[_random.Next(pages.Length)] << 12) | (random & 0xFFF),
            };
            yield return _random.Next(4) switch
            {
                0 => address & ~0xFFFu,
                1 => address | 0xFFF,
                _ => address,
            };
        }
    }

    /// <summary>
    /// Sets bit 7 in one of the present directory entries, except the recursive one, and returns its index.
    /// </summary>
    public uint MakeOneLarge()
    {
        uint index = PresentIn(Directory >> 12)[0];
        Words(Directory >> 12)[index] |= Bit7;
        return index;
    }

    private uint[] PresentIn(uint frame) =>
        [.. Enumerable.Range(0, 1024).Select(index => (uint)index)
            .Where(index => (Words(frame)[index] & Present) != 0)];

    private uint[] Words(uint frame) => _frames[frame];

    private uint PresentEntry(uint frame) => (frame << 12) | ((uint)_random.Next(1 << 12) & ~Bit7) | Present;

    private uint AbsentEntry() => _random.Next(3) == 0 ? 0 : (uint)_random.NextInt64(1L << 32) & ~Present;

    private uint AnyFrame() => (uint)(_mapMemoryOnly ? _random.Next(FirstFrame, EndFrame) : _random.Next(1 << 20));

    private uint[] Frames(int count)
    {
        HashSet<uint> frames = [];
        while (frames.Count < count)
        {
            frames.Add((uint)_random.Next(FirstFrame, EndFrame));
        }

        return [.. frames];
    }
}
