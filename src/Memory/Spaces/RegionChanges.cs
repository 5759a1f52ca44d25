namespace Osmosis.Memory.Spaces;

/// <summary>
/// Adds, splits, joins and removes the regions of a space, and keeps its totals and the objects' counts. Records are
/// reserved before.
/// </summary>
internal static class RegionChanges
{
    extension<T>(ref AddressSpaces<T> spaces)
        where T : struct, ISpaceMachine
    {
        /// <summary>
        /// Puts a region into its place, which is free, and joins it with alike neighbours. One record must be
        /// reserved.
        /// </summary>
        public void AddRegion(uint space, in Region added)
        {
            spaces.Insert(space, in added);
            spaces.Join(space, added.First, added.Pages);
        }

        /// <summary>Takes a region out of a space and frees its record.</summary>
        public void DeleteRegion(uint space, uint region)
        {
            ref Space owner = ref spaces[space];
            owner.Root = spaces.Regions.Remove(owner.Root, region);
            owner.Regions--;
            spaces.Weigh(space, in spaces.Regions[region], isAdded: false);
            uint shown = spaces.Regions[region].Object;
            spaces.Regions.Pool.Free(region);
            if (shown != 0)
            {
                spaces.Objects[shown].Regions--;
                spaces.Objects.Release(shown);
            }
        }

        /// <summary>
        /// Splits the region that has a page in its middle, so that the page is the first of one. One record must be
        /// reserved.
        /// </summary>
        public void Cut(uint space, uint page)
        {
            uint lower = spaces.Regions.Find(spaces[space].Root, page);
            if (lower == 0 || spaces.Regions[lower].First == page)
            {
                return;
            }

            ref Region below = ref spaces.Regions[lower];
            Region above = below.From(page);
            spaces.Resize(space, lower, below.First, page - below.First);
            spaces.Insert(space, in above);
        }

        /// <summary>
        /// How many regions more there are after a range is cut out of those that it starts or ends in.
        /// </summary>
        public uint CountCuts(uint space, uint first, uint pages)
        {
            uint lower = spaces.Regions.Find(spaces[space].Root, first);
            uint upper = spaces.Regions.Find(spaces[space].Root, first + pages);
            return (lower != 0 && spaces.Regions[lower].First != first ? 1u : 0)
                + (upper != 0 && spaces.Regions[upper].First != first + pages ? 1u : 0);
        }

        /// <summary>Joins alike neighbours from the region below a range up to the one above it.</summary>
        public void Join(uint space, uint first, uint pages)
        {
            uint region = spaces.Regions.FindFrom(spaces[space].Root, first - 1);
            while (region != 0 && spaces.Regions[region].End <= first + pages)
            {
                uint next = spaces.Regions.Next(spaces[space].Root, region);
                if (next == 0 || !spaces.Regions[region].GoesOnIn(in spaces.Regions[next]))
                {
                    region = next;
                    continue;
                }

                uint more = spaces.Regions[next].Pages;
                spaces.DeleteRegion(space, next);
                spaces.Resize(space, region, spaces.Regions[region].First, spaces.Regions[region].Pages + more);
            }
        }

        /// <summary>
        /// Gives a region other bounds, between its neighbours. What its pages show is for the caller to keep right.
        /// </summary>
        public void Resize(uint space, uint region, uint first, uint pages)
        {
            ref Region resized = ref spaces.Regions[region];
            spaces.Weigh(space, in resized, isAdded: false);
            resized.First = first;
            resized.Pages = pages;
            spaces.Weigh(space, in resized, isAdded: true);
            spaces.Regions.Refresh(spaces[space].Root, region);
        }

        /// <summary>Gives a region other rights.</summary>
        public void SetRights(uint space, uint region, Rights rights)
        {
            ref Region changed = ref spaces.Regions[region];
            spaces.Weigh(space, in changed, isAdded: false);
            changed.Rights = rights;
            spaces.Weigh(space, in changed, isAdded: true);
        }

        /// <summary>A region that may show an object has come.</summary>
        public void NoteObject(in Region region)
        {
            if (region.Object != 0)
            {
                spaces.Objects[region.Object].Regions++;
                spaces.Objects[region.Object].References++;
            }
        }

        private void Insert(uint space, in Region added)
        {
            uint region = spaces.Regions.Pool.Take();
            spaces.Regions[region] = added;
            ref Space owner = ref spaces[space];
            owner.Root = spaces.Regions.Insert(owner.Root, region);
            owner.Regions++;
            spaces.Weigh(space, in added, isAdded: true);
            spaces.NoteObject(in added);
        }

        /// <summary>Counts a region's pages in, or out.</summary>
        private void Weigh(uint space, in Region region, bool isAdded)
        {
            uint pages = isAdded ? region.Pages : 0 - region.Pages;
            uint promised = region.IsPromised ? pages : 0;
            spaces[space].Pages += pages;
            spaces[space].Promised += promised;
            spaces.Promised += promised;
        }
    }
}
