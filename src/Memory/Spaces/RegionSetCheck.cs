using System;

namespace Osmosis.Memory.Spaces;

/// <summary>The invariants of a space's regions.</summary>
internal static class RegionSetCheck
{
    extension<T>(in RegionSet<T> set)
        where T : struct, IRecordStore<Region>
    {
        /// <summary>
        /// Whether a space's tree is one: in order, no two regions overlap, no two neighbours could be one region,
        /// balanced, and each node knows its subtree; and whether the space's totals are those of its regions.
        /// </summary>
        public bool IsWhole(in Space owner)
        {
            uint regions = 0;
            uint pages = 0;
            uint promised = 0;
            uint before = 0;
            for (uint region = set.FindFrom(owner.Root, 0); region != 0; region = set.Next(owner.Root, region))
            {
                ref Region found = ref set[region];
                bool fits = SpaceLayout.Holds(found.First, found.Pages) && (found.Rights & ~found.MayHave) == 0;
                if (!fits || ++regions > owner.Regions
                    || (before != 0 && (set[before].End > found.First || set[before].GoesOnIn(in found))))
                {
                    return false;
                }

                pages += found.Pages;
                promised += found.IsPromised ? found.Pages : 0;
                before = region;
            }

            return regions == owner.Regions && pages == owner.Pages && promised == owner.Promised
                && set.IsNodeWhole(owner.Root);
        }

        private bool IsNodeWhole(uint node)
        {
            if (node == 0)
            {
                return true;
            }

            Region noted = set[node];
            int lean = set.HeightOf(noted.Left) - set.HeightOf(noted.Right);
            return set.IsNodeWhole(noted.Left) && set.IsNodeWhole(noted.Right) && lean is >= -1 and <= 1
                && noted.Height == 1 + Math.Max(set.HeightOf(noted.Left), set.HeightOf(noted.Right))
                && noted.LowestOfAll == (noted.Left == 0 ? RegionSet<T>.Lowest(noted) : set[noted.Left].LowestOfAll)
                && noted.EndOfAll == (noted.Right == 0 ? noted.End : set[noted.Right].EndOfAll)
                && noted.LargestGap == set.GapAround(noted);
        }
    }
}
