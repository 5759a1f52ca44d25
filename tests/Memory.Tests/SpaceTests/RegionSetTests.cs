using CsCheck;

namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>The tree of regions against a list (S2).</summary>
public class RegionSetTests
{
    private const uint Start = SpaceLayout.FirstPage;

    [Slow]
    [Fact]
    public void Inserting_and_removing_keeps_the_tree_whole()
    {
        Gen.UInt[0, 199].Array[1, 120].Sample(places =>
        {
            RegionList set = new(400);
            SortedDictionary<uint, uint> expected = [];
            foreach (uint place in places)
            {
                // Every second page of the first half is a region of one or two pages; a place that is taken is freed.
                uint first = Start + (place * 3);
                if (expected.Remove(first, out uint region))
                {
                    set.Remove(region);
                }
                else
                {
                    expected.Add(first, set.Add(first, 1 + (place % 2), growsDown: place % 7 == 0));
                }

                Assert.True(set.IsWhole((uint)expected.Count));
                Assert.Equal(expected.Values, set.Order());
                CheckLookups(set, expected);
            }
        });
    }

    [Fact]
    public void Sixty_thousand_regions_are_found_in_as_many_steps_as_the_logarithm_says()
    {
        RegionList set = new(70_000);
        for (uint i = 0; i < SpaceLayout.MostRegions; i++)
        {
            // In the worst order for a tree that isn't balanced.
            set.Add(Start + (i * 3), 1, growsDown: false);
        }

        Assert.True(set.IsWhole(SpaceLayout.MostRegions));

        // Each step looks at a record or two.
        foreach (uint pages in (uint[])[1, 2, 3, 1000])
        {
            foreach (uint from in (uint[])[0, 1, 90_000, 190_000])
            {
                Store.Looks = 0;
                set.Set.FindGap(set.Root, pages, Start + from, Start + from + 2);
                set.Set.FindGap(set.Root, pages, Start + from, Start + (3 * 65_530));
                set.Set.Find(set.Root, Start + from);
                Assert.InRange(Store.Looks, 1, 1000);
            }
        }

        // An AVL tree is at most 1.44 log2(n + 2) high.
        Assert.InRange(set.Height, 16, 23);
        Assert.Equal(Start + (3 * 65_529) + 1, set.Set.FindGap(set.Root, 2, Start, Start + (3 * 65_530)));
    }

    [Fact]
    public void The_highest_gap_is_found()
    {
        Gen.Select(Gen.UInt[0, 60].Array[0, 20], Gen.UInt[1, 12], Gen.UInt[0, 40], Gen.UInt[0, 80])
            .Sample((places, pages, from, length) =>
            {
                RegionList set = new(100);
                bool[] taken = new bool[200];
                foreach (uint place in places.Distinct())
                {
                    set.Add(Start + (place * 2), 1, growsDown: false);
                    taken[place * 2] = true;
                }

                uint[] ends = [.. places.Distinct().Order().Select(place => place * 2)];
                Assert.Equal(ends.Length < 2 ? 0 : ends.Skip(1).Zip(ends, (upper, lower) => upper - lower - 1).Max(),
                    ends.Length == 0 ? 0 : set.Set[set.Root].LargestGap);
                uint expected = 0;
                for (uint at = from; at + pages <= from + length; at++)
                {
                    bool isFree = Enumerable.Range((int)at, (int)pages).All(page => !taken[page]);
                    expected = isFree ? Start + at : expected;
                }

                Assert.Equal(expected, set.Set.FindGap(set.Root, pages, Start + from, Start + from + length));
            });
    }

    [Fact]
    public void Between_regions_that_touch_is_no_gap()
    {
        RegionList set = new(10);
        for (uint i = 0; i < 5; i++)
        {
            set.Add(Start + i, 1, growsDown: false);
            Assert.Equal(0u, set.Set[set.Root].LargestGap);
        }
    }

    // Heights that differ by 1 are no reason to turn anything.
    [Fact]
    public void A_tree_is_turned_when_it_has_to_be()
    {
        foreach (bool isRising in (bool[])[true, false])
        {
            RegionList set = new(10);
            uint[] regions = [.. Enumerable.Range(0, 6).Select(i =>
            {
                uint region = set.Add(Start + (uint)(isRising ? 10 + (i * 2) : 100 - (i * 2)), 1, growsDown: false);
                Assert.True(set.IsWhole((uint)i + 1));
                return (region, set.Root);
            }).Select(added => added.Root)];
            Assert.Equal([1u, 1, 2, 2, 2, 4], regions);
        }
    }

    // Each node of a tree gets other bounds, and all above it know.
    [Fact]
    public void A_region_that_changes_its_bounds_is_known_to_all_above_it()
    {
        RegionList set = new(100);
        uint[] regions = [.. Enumerable.Range(0, 60).Select(i => set.Add(Start + (uint)(i * 8), 4, growsDown: false))];
        foreach (uint region in regions)
        {
            foreach ((uint first, uint pages) in ((uint, uint)[])[(1, 3), (1, 6), (0, 8), (2, 1), (0, 4)])
            {
                set.Resize(region, Start + ((region - 1) * 8) + first, pages);
                Assert.True(set.IsWhole(60));
            }
        }
    }

    [Fact]
    public void A_tree_in_which_a_node_is_wrong_is_not_whole()
    {
        RegionList set = new(100);
        for (uint i = 0; i < 20; i++)
        {
            set.Add(Start + (i * 300), 4, growsDown: i % 3 == 0);
        }

        for (uint region = 1; region <= 20; region++)
        {
            Region whole = set.Set[region];
            Region[] wrong =
            [
                whole with { Height = (byte)(whole.Height + 1) }, whole with { Height = (byte)(whole.Height - 1) },
                whole with { LowestOfAll = whole.LowestOfAll + 1 }, whole with { EndOfAll = whole.EndOfAll + 1 },
                whole with { LargestGap = whole.LargestGap + 1 },
                whole with { Pages = whole.Pages + 1 }, whole with { Rights = Rights.Read },
                whole with { Pages = 300 }, whole with { Pages = 301 }, whole with { Pages = 0 },
            ];
            foreach (Region damaged in wrong)
            {
                Assert.True(set.IsWhole(20));
                set.Set[region] = damaged;
                Assert.False(set.IsWhole(20));
                set.Set[region] = whole;
            }
        }

        Assert.False(set.IsWhole(19));
        Assert.False(set.IsWhole(21));
    }

    [Fact]
    public void Regions_that_overlap_or_could_be_one_are_not_whole()
    {
        RegionList set = new(10);
        uint[] regions = [.. Enumerable.Range(0, 3).Select(i => set.Add(Start + (uint)(i * 8), 4, growsDown: false))];
        set.Resize(regions[0], Start, 8);
        Assert.True(set.IsWhole(3));
        set.Resize(regions[0], Start, 9);
        Assert.False(set.IsWhole(3));
        set.Resize(regions[0], Start, 8);
        set.Set[regions[0]].Object = set.Set[regions[1]].Object = 0;
        Assert.False(set.IsWhole(3));
    }

    // In an order that needs every kind of turn.
    [Fact]
    public void A_large_tree_stays_whole_whatever_comes_and_goes()
    {
        RegionList set = new(400);
        Dictionary<uint, uint> regions = [];
        Random random = new(5);
        for (int i = 0; i < 1500; i++)
        {
            uint place = (uint)random.Next(300);
            if (regions.Remove(place, out uint region))
            {
                set.Remove(region);
            }
            else
            {
                regions.Add(place, set.Add(Start + (place * 2), 1, growsDown: false));
            }

            Assert.True(set.IsWhole((uint)regions.Count));
        }
    }

    // Every node knows its subtree, and is right about it.
    [Fact]
    public void A_tree_that_leans_is_not_whole()
    {
        foreach (bool isRising in (bool[])[true, false])
        {
            RegionList set = new(10);
            uint[] regions = [.. Enumerable.Range(0, 4).Select(i =>
                set.Add(Start + (uint)(isRising ? i * 2 : 100 - (i * 2)), 1, growsDown: false))];
            Assert.True(set.IsWhole(4));

            // A list in place of the tree.
            set.Lean([.. regions.Take(3)], isRising, rest: regions[3]);
            Assert.Equal(3, set.Height);
            Assert.False(set.IsWhole(3));
        }
    }

    private static void CheckLookups(RegionList set, SortedDictionary<uint, uint> expected)
    {
        uint[] regions = [.. expected.Values];
        int ended = 0;
        for (uint page = Start; page < Start + 600; page += 7)
        {
            // The regions are in the order of their pages, and so are the pages that are looked for.
            while (ended < regions.Length && set.Set[regions[ended]].End <= page)
            {
                ended++;
            }

            uint below = ended == 0 ? 0 : regions[ended - 1];
            uint from = ended == regions.Length ? 0 : regions[ended];
            uint holding = from != 0 && set.Set[from].Contains(page) ? from : 0;
            Assert.Equal(holding, set.Set.Find(set.Root, page));
            Assert.Equal(from, set.Set.FindFrom(set.Root, page));
            Assert.Equal(below, set.Set.FindBelow(set.Root, page));
        }
    }

    /// <summary>Records in an array.</summary>
    private readonly struct Store(Region[] records) : IRecordStore<Region>
    {
        /// <summary>Records that were looked at, on this thread.</summary>
        [ThreadStatic]
        public static int Looks;

        public ref Region At(uint index)
        {
            Looks++;
            return ref records[index];
        }

        public uint Extend(uint count) => (uint)records.Length;
    }

    private sealed class RegionList
    {
        public RegionSet<Store> Set;

        public RegionList(int most) => Set.Pool.Initialise(new Store(new Region[most]));

        public uint Root { get; private set; }

        public uint Pages { get; private set; }

        public int Height => Set[Root].Height;

        public bool IsWhole(uint regions) =>
            Set.IsWhole(new Space { Root = Root, Regions = regions, Pages = Pages });

        public uint Add(uint first, uint pages, bool growsDown)
        {
            Assert.True(Set.Pool.TryReserve(1));
            uint region = Set.Pool.Take();

            // No two are alike, so that neighbours need not be one.
            Set[region] = new Region
            {
                First = first,
                Pages = pages,
                Object = region,
                Flags = growsDown ? RegionFlags.GrowsDown : 0
            };
            Root = Set.Insert(Root, region);
            Pages += pages;
            return region;
        }

        /// <summary>Makes a list of regions, each below the one before it, without balance.</summary>
        public void Lean(uint[] list, bool isRising, uint rest)
        {
            Pages -= Set[rest].Pages;
            Root = list[0];
            for (int i = list.Length - 1; i >= 0; i--)
            {
                uint next = i + 1 < list.Length ? list[i + 1] : 0;
                (Set[list[i]].Left, Set[list[i]].Right) = isRising ? (0u, next) : (next, 0u);
                Set.Refresh(list[i], list[i]);
            }
        }

        public void Resize(uint region, uint first, uint pages)
        {
            Pages += pages - Set[region].Pages;
            (Set[region].First, Set[region].Pages) = (first, pages);
            Set.Refresh(Root, region);
        }

        public void Remove(uint region)
        {
            Root = Set.Remove(Root, region);
            Pages -= Set[region].Pages;
            Set.Pool.Free(region);
        }

        public IEnumerable<uint> Order()
        {
            for (uint region = Set.FindFrom(Root, 0); region != 0; region = Set.FindFrom(Root, Set[region].End))
            {
                yield return region;
            }
        }
    }
}
