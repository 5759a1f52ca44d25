using System;

namespace Osmosis.Memory.Spaces;

/// <summary>
/// The regions of all spaces: of each an AVL tree, ordered by first page, so that finding, inserting and removing one
/// takes a number of steps that grows with the logarithm of their number (S2). Each node also knows the extent of its
/// subtree and the largest gap in it, so that a free place is found as fast. A root is a record's index; 0: no tree.
/// </summary>
public struct RegionSet<T>
    where T : struct, IRecordStore<Region>
{
    public RecordPool<T, Region> Pool;

    public readonly ref Region this[uint region] => ref Pool[region];

    /// <summary>The region that holds a page; 0 when none does.</summary>
    public readonly uint Find(uint root, uint page)
    {
        uint node = root;
        while (node != 0 && !this[node].Contains(page))
        {
            node = page < this[node].First ? this[node].Left : this[node].Right;
        }

        return node;
    }

    /// <summary>The region that holds a page, or else the next one above it; 0 when there is none.</summary>
    public readonly uint FindFrom(uint root, uint page)
    {
        uint found = 0;
        for (uint node = root; node != 0;)
        {
            bool isCandidate = page < this[node].End;
            found = isCandidate ? node : found;
            node = isCandidate ? this[node].Left : this[node].Right;
        }

        return found;
    }

    /// <summary>The next region above one; 0 when there is none.</summary>
    public readonly uint Next(uint root, uint region) => FindFrom(root, this[region].End);

    /// <summary>The highest region that ends at a page or below; 0 when there is none.</summary>
    public readonly uint FindBelow(uint root, uint page)
    {
        uint found = 0;
        for (uint node = root; node != 0;)
        {
            bool isCandidate = this[node].End <= page;
            found = isCandidate ? node : found;
            node = isCandidate ? this[node].Right : this[node].Left;
        }

        return found;
    }

    /// <summary>
    /// The first page of the highest gap of so many pages between two pages, the upper one excluded; 0 when there is
    /// none. The pages below a stack count as taken.
    /// </summary>
    public readonly uint FindGap(uint root, uint pages, uint from, uint end)
    {
        if (end < from || end - from < pages)
        {
            return 0;
        }

        if (root == 0)
        {
            return end - pages;
        }

        // The gaps of this subtree are those inside it, and those between its extent and its neighbours'.
        ref Region region = ref this[root];
        bool hasInside = region.LargestGap >= pages;
        bool hasAbove = end > region.EndOfAll && end - region.EndOfAll >= pages;
        bool hasBelow = region.LowestOfAll > from && region.LowestOfAll - from >= pages;
        if (!hasInside && !hasAbove && !hasBelow)
        {
            return 0;
        }

        uint found = FindGap(region.Right, pages, Math.Max(from, region.End), end);
        return found != 0 ? found : FindGap(region.Left, pages, from, Math.Min(end, Lowest(region)));
    }

    /// <summary>Whether pages are free, and none of them below a stack.</summary>
    public readonly bool IsFree(uint root, uint first, uint pages) => FindGap(root, pages, first, first + pages) != 0;

    /// <summary>Puts a region into a tree, which has none in its place. Returns the tree's root.</summary>
    public uint Insert(uint root, uint inserted)
    {
        if (root == 0)
        {
            this[inserted].Left = 0;
            this[inserted].Right = 0;
            Note(inserted);
            return inserted;
        }

        ref uint side = ref Side(root, inserted);
        side = Insert(side, inserted);
        return Balance(root);
    }

    /// <summary>Takes a region out of the tree that it is in. Returns its root. The record stays taken.</summary>
    public uint Remove(uint root, uint removed)
    {
        ref Region region = ref this[root];
        if (root == removed)
        {
            if (region.Left == 0 || region.Right == 0)
            {
                return region.Left | region.Right;
            }

            uint right = RemoveLowest(region.Right, out uint next);
            this[next].Left = region.Left;
            this[next].Right = right;
            return Balance(next);
        }

        ref uint side = ref Side(root, removed);
        side = Remove(side, removed);
        return Balance(root);
    }

    /// <summary>A region's extent was changed, between its neighbours: what the nodes above know follows.</summary>
    public void Refresh(uint root, uint changed)
    {
        if (root != changed)
        {
            Refresh(Side(root, changed), changed);
        }

        Note(root);
    }

    /// <summary>Copies a tree. So many records as it has nodes must be reserved. Returns the copy's root.</summary>
    public uint Copy(uint root)
    {
        if (root == 0)
        {
            return 0;
        }

        uint copy = Pool.Take();
        this[copy] = this[root];
        this[copy].Left = Copy(this[root].Left);
        this[copy].Right = Copy(this[root].Right);
        return copy;
    }

    /// <summary>The side of a node on which a region is, or goes.</summary>
    private readonly ref uint Side(uint node, uint region)
    {
        ref Region parent = ref this[node];
        return ref this[region].First < parent.First ? ref parent.Left : ref parent.Right;
    }

    private readonly ref uint Side(uint node, bool isLeft)
    {
        ref Region parent = ref this[node];
        return ref isLeft ? ref parent.Left : ref parent.Right;
    }

    internal readonly int HeightOf(uint node) => node == 0 ? 0 : this[node].Height;

    /// <summary>The lowest page that belongs to a region, or to the gap that stays below a stack.</summary>
    internal static uint Lowest(in Region region) =>
        region.GrowsDown ? region.First - Math.Min(region.First, SpaceLayout.StackGap) : region.First;

    /// <summary>The largest gap in the subtree below a region, and beside it.</summary>
    internal readonly uint GapAround(in Region region)
    {
        uint gap = 0;
        if (region.Left != 0)
        {
            uint end = this[region.Left].EndOfAll;
            gap = Math.Max(this[region.Left].LargestGap, Lowest(region) - Math.Min(end, Lowest(region)));
        }

        if (region.Right != 0)
        {
            uint low = this[region.Right].LowestOfAll;
            gap = Math.Max(gap, Math.Max(this[region.Right].LargestGap, low - Math.Min(low, region.End)));
        }

        return gap;
    }

    private void Note(uint node)
    {
        ref Region region = ref this[node];
        region.Height = (byte)(1 + Math.Max(HeightOf(region.Left), HeightOf(region.Right)));
        region.LowestOfAll = region.Left == 0 ? Lowest(region) : this[region.Left].LowestOfAll;
        region.EndOfAll = region.Right == 0 ? region.End : this[region.Right].EndOfAll;
        region.LargestGap = GapAround(region);
    }

    private uint RemoveLowest(uint root, out uint lowest)
    {
        ref Region region = ref this[root];
        if (region.Left == 0)
        {
            lowest = root;
            return region.Right;
        }

        region.Left = RemoveLowest(region.Left, out lowest);
        return Balance(root);
    }

    /// <summary>Makes the heights of a node's subtrees differ by at most 1. Returns the node in its place.</summary>
    private uint Balance(uint node)
    {
        ref Region region = ref this[node];
        int lean = HeightOf(region.Left) - HeightOf(region.Right);
        if (lean is >= -1 and <= 1)
        {
            Note(node);
            return node;
        }

        bool isLeft = lean > 1;
        ref uint higher = ref Side(node, isLeft);
        if (HeightOf(Side(higher, isLeft)) < HeightOf(Side(higher, !isLeft)))
        {
            higher = Rotate(higher, !isLeft);
        }

        return Rotate(node, isLeft);
    }

    /// <summary>The node below another on a side takes its place. Returns it.</summary>
    private uint Rotate(uint node, bool isLeft)
    {
        uint risen = Side(node, isLeft);
        Side(node, isLeft) = Side(risen, !isLeft);
        Side(risen, !isLeft) = node;
        Note(node);
        Note(risen);
        return risen;
    }
}
