using System;

namespace Osmosis.Memory.Spaces;

/// <summary>The invariants of a tree of regions.</summary>
internal static class RegionSetCheck
{
    extension<T>(in RegionSet<T> set)
        where T : struct, IRecordStore<Region>
    {
        /// <summary>
        /// Whether a tree is one: in order, no two regions overlap, no two neighbours could be one region, balanced,
        /// and each node knows its subtree.
        /// </summary>
        public bool IsWhole(uint root, uint count)
        {
            uint counted = 0;
            uint before = 0;
            for (uint region = set.FindFrom(root, 0); region != 0; region = set.FindFrom(root, set[region].End))
            {
                if (set[region].Pages == 0 || ++counted > count || (before != 0
                    && (set[before].End > set[region].First || set[before].GoesOnIn(in set[region]))))
                {
                    return false;
                }

                before = region;
            }

            return counted == count && set.IsNodeWhole(root);
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
