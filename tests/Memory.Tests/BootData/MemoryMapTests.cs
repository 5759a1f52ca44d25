using CsCheck;

namespace Osmosis.Memory.Tests.BootData;

/// <summary>Cleaning the memory map (F2).</summary>
public class MemoryMapTests
{
    [Fact]
    public void Neighbours_of_one_kind_are_merged() =>
        Assert.Equal([(0, 0x5000, RegionKind.Usable)],
            Clean(new(0x1000, 0x4000, RegionKind.Usable), new(0, 0x1000, RegionKind.Usable)));

    [Fact]
    public void Entries_need_not_be_sorted() => Assert.Equal(
        [(0x1000, 0x2000, RegionKind.Usable), (0x3000, 0x4000, RegionKind.Reserved),
            (0x9000, 0xA000, RegionKind.Usable)],
        Clean(new(0x9000, 0x1000, RegionKind.Usable), new(0x1000, 0x1000, RegionKind.Usable),
            new(0x3000, 0x1000, RegionKind.Reserved)));

    [Fact]
    public void A_reserved_entry_wins_over_a_usable_one_whichever_comes_first()
    {
        MapEntry usable = new(0, 0x1_0000, RegionKind.Usable);
        MapEntry reserved = new(0x4000, 0x1000, RegionKind.Reserved);
        (ulong, ulong, RegionKind)[] expected =
        [
            (0, 0x4000, RegionKind.Usable), (0x4000, 0x5000, RegionKind.Reserved),
            (0x5000, 0x1_0000, RegionKind.Usable),
        ];
        Assert.Equal(expected, Clean(usable, reserved));
        Assert.Equal(expected, Clean(reserved, usable));
    }

    [Fact]
    public void Entries_of_no_length_say_nothing() =>
        Assert.Equal([(0, 0x4000, RegionKind.Usable)],
            Clean(new(0x1000, 0, RegionKind.Reserved), new(0, 0x4000, RegionKind.Usable)));

    [Fact]
    public void Entries_of_no_length_take_no_room()
    {
        MemoryMap map = default;
        for (int i = 0; i <= MemoryMap.Capacity; i++)
        {
            Assert.True(map.TryAdd(new MemoryRegion(0x1000, 0x1000, RegionKind.Reserved)));
        }

        Assert.Equal(0, map.Count);
    }

    /// <summary>Usable memory in every gap of as many regions as there may be.</summary>
    [Fact]
    public void An_entry_that_makes_too_many_regions_is_refused()
    {
        MemoryMap map = default;
        for (uint i = 0; i < MemoryMap.Capacity; i++)
        {
            Assert.True(map.TryAdd(MemoryRegion.FromLength((2 * i * 0x1000) + 0x1000, 0x1000, RegionKind.Reserved)));
        }

        Assert.False(map.TryAdd(MemoryRegion.FromLength(0, 1u << 30, RegionKind.Usable)));
    }

    [Fact]
    public void An_entry_that_wraps_past_2_to_the_64_ends_there() => Assert.Equal(
        [(0, 0x1000, RegionKind.Usable), (ulong.MaxValue - 15, ulong.MaxValue, RegionKind.Reserved)],
        Clean(new(ulong.MaxValue - 15, 0x100, RegionKind.Reserved), new(0, 0x1000, RegionKind.Usable)));

    [Fact]
    public void A_partly_usable_frame_is_not_usable()
    {
        Assert.Equal((1u, 3u), UsableFrames(new(0x001, 0x4FFE, RegionKind.Usable)));
        Assert.Null(UsableFrames(new(0x1001, 0x1FFE, RegionKind.Usable)));
        Assert.Null(UsableFrames(new(0x1800, 0x1000, RegionKind.Usable)));
        Assert.Equal((1u, 1u), UsableFrames(new(0x1000, 0x1000, RegionKind.Usable)));
    }

    [Fact]
    public void Frames_end_at_4_GiB()
    {
        Assert.Equal((0xFFFFFu, 0xFFFFFu), UsableFrames(new(0xFFFF_F000, 0x1000, RegionKind.Usable)));
        Assert.Equal((0xFFFFEu, 0xFFFFFu), UsableFrames(new(0xFFFF_E000, 1UL << 40, RegionKind.Usable)));
        Assert.Equal((0xFFFFEu, 0xFFFFEu), UsableFrames(new(0xFFFF_E000, 0x1FFF, RegionKind.Usable)));
        Assert.Null(UsableFrames(new(0xFFFF_F001, 1UL << 40, RegionKind.Usable)));
        Assert.Null(UsableFrames(new(1UL << 32, 1UL << 32, RegionKind.Usable)));
        Assert.Equal((0u, 0xFFFFFu), UsableFrames(new(0, ulong.MaxValue, RegionKind.Usable)));
    }

    [Theory]
    [InlineData(RegionKind.Reserved)]
    [InlineData(RegionKind.AcpiTables)]
    [InlineData(RegionKind.AcpiNonVolatile)]
    [InlineData(RegionKind.Defective)]
    public void Only_usable_regions_have_usable_frames(RegionKind kind) =>
        Assert.Null(UsableFrames(new(0, 0x10_0000, kind)));

    [Fact]
    public void One_region_more_than_there_is_room_for_is_refused()
    {
        MemoryMap map = default;
        for (uint i = 0; i < MemoryMap.Capacity; i++)
        {
            Assert.True(
                map.TryAdd(MemoryRegion.FromLength(i * 0x3000UL, 0x2001,
                    i % 2 == 0 ? RegionKind.Usable : RegionKind.Reserved)));
        }

        Assert.False(map.TryAdd(MemoryRegion.FromLength(0x4000_0000, 0x1000, RegionKind.Usable)));
    }

    [Fact]
    public void A_full_map_still_takes_what_adjoins_or_changes_nothing()
    {
        MemoryMap map = default;
        for (uint i = 0; i < MemoryMap.Capacity; i++)
        {
            Assert.True(map.TryAdd(MemoryRegion.FromLength(i * 0x3000UL, 0x2000, RegionKind.Usable)));
        }

        Assert.True(map.TryAdd(MemoryRegion.FromLength(0x2000, 0x800, RegionKind.Usable)));
        Assert.True(map.TryAdd(MemoryRegion.FromLength(0x3000, 0x1000, RegionKind.Usable)));
        Assert.True(map.TryAdd(MemoryRegion.FromLength(0x6000, 0x2000, RegionKind.Defective)));
        Assert.Equal(MemoryMap.Capacity, map.Count);
    }

    [Theory]
    [InlineData(312)]
    [InlineData(1024)]
    public void So_many_entries_are_taken_however_they_lie(int entries)
    {
        // Scattered; adjoining, of one kind and of two; and one around all others: every end of an entry is one of a
        // region.
        int[] all = [.. Enumerable.Range(0, entries)];
        Assert.Equal(entries,
            Clean([.. all.Select(i => new MapEntry((ulong)i * 0x3000, 0x1000, RegionKind.Usable))]).Length);
        Assert.Single(Clean([.. all.Select(i => new MapEntry((ulong)i * 0x1000, 0x1000, RegionKind.Usable))]));
        Assert.Single(
            Clean([.. all.Select(i => new MapEntry((ulong)(entries - i) * 0x1000, 0x1000, RegionKind.Usable))]));
        Assert.Equal(entries,
            Clean([.. all.Select(i => new MapEntry((ulong)i * 0x1000, 0x1000, (RegionKind)(1 + (i % 2))))]).Length);
        MapEntry around = new(0, 1 << 30, RegionKind.Usable);
        MapEntry[] inside = [.. all[1..].Select(i => new MapEntry((ulong)i * 0x3000, 0x1000, RegionKind.Reserved))];
        (ulong Start, ulong End, RegionKind Kind)[] worst = Clean([around, .. inside]);
        Assert.Equal(((2 * entries) - 1, 1ul << 30), (worst.Length, worst[^1].End));
        Assert.Equal(worst, Clean([.. inside, around]));
    }

    [Fact]
    public void A_cleaned_map_says_of_every_byte_what_the_most_restricting_entry_says() =>
        MapEntry.Random.Array[0, 12].Sample(
            entries =>
            {
                List<MemoryRegion> cleaned = CleanRegions(entries);
                foreach (ulong end in MapEntry.Ends(entries))
                {
                    AssertSameKind(entries, cleaned, end);
                    AssertSameKind(entries, cleaned, end - (end == 0 ? 0u : 1u));
                }
            },
            iter: 20_000);

    [Fact]
    public void A_cleaned_map_is_sorted_disjoint_and_merged() => MapEntry.Random.Array[0, 30].Sample(
        entries =>
        {
            List<MemoryRegion> cleaned = CleanRegions(entries);
            for (int i = 0; i < cleaned.Count; i++)
            {
                Assert.True(cleaned[i].Start < cleaned[i].End);
                Assert.NotEqual(RegionKind.Nothing, cleaned[i].Kind);
                if (i > 0)
                {
                    Assert.True(cleaned[i - 1].End <= cleaned[i].Start);
                    Assert.False(cleaned[i - 1].End == cleaned[i].Start && cleaned[i - 1].Kind == cleaned[i].Kind);
                }
            }
        },
        iter: 5_000);

    [Fact]
    public void Usable_frames_are_exactly_those_of_which_every_byte_is_usable() => MapEntry.Random.Array[0, 8].Sample(
        entries =>
        {
            List<(uint First, uint Last)> ranges = [];
            foreach (MemoryRegion region in CleanRegions(entries))
            {
                if (region.TryGetUsableFrames(out uint first, out uint last))
                {
                    ranges.Add((first, last));
                }
            }

            SortedSet<ulong> ends = MapEntry.Ends(entries);
            foreach (uint frame in FramesNear(ends))
            {
                Assert.Equal(MapEntry.IsUsable(entries, ends, frame),
                    ranges.Exists(range => frame >= range.First && frame <= range.Last));
            }
        },
        iter: 5_000);

    private static SortedSet<uint> FramesNear(SortedSet<ulong> ends)
    {
        SortedSet<uint> frames = [0, 1, MemoryLayout.FrameCount - 1];
        foreach (ulong end in ends)
        {
            for (ulong frame = (end >> 12) - Math.Min(end >> 12, 1);
                frame <= (end >> 12) + 1 && frame < MemoryLayout.FrameCount; frame++)
            {
                frames.Add((uint)frame);
            }
        }

        return frames;
    }

    private static void AssertSameKind(MapEntry[] entries, List<MemoryRegion> cleaned, ulong address)
    {
        List<MemoryRegion> covering = cleaned.FindAll(region => address >= region.Start && address < region.End);
        Assert.True(covering.Count <= 1);
        Assert.Equal(MapEntry.KindAt(entries, address), covering.Count == 0 ? RegionKind.Nothing : covering[0].Kind);
    }

    private static (uint First, uint Last)? UsableFrames(MapEntry entry)
    {
        if (entry.Region.TryGetUsableFrames(out uint first, out uint last))
        {
            return (first, last);
        }

        Assert.Equal((0u, 0u), (first, last));
        return null;
    }

    private static (ulong Start, ulong End, RegionKind Kind)[] Clean(params MapEntry[] entries) =>
        [.. CleanRegions(entries).Select(region => (region.Start, region.End, region.Kind))];

    private static List<MemoryRegion> CleanRegions(MapEntry[] entries)
    {
        MemoryMap map = default;
        foreach (MapEntry entry in entries)
        {
            Assert.True(map.TryAdd(entry.Region));
        }

        List<MemoryRegion> cleaned = [];
        for (int i = 0; i < map.Count; i++)
        {
            cleaned.Add(map[i]);
        }

        return cleaned;
    }
}
