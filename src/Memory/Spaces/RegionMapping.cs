using Osmosis.Memory.Paging;

namespace Osmosis.Memory.Spaces;

/// <summary>Where a new region goes.</summary>
public enum Placement : byte
{
    /// <summary>At the page that is asked for, if that is free; else wherever there is room.</summary>
    Anywhere,

    /// <summary>At the page that is asked for, in place of what is there.</summary>
    Replace,

    /// <summary>At the page that is asked for; Occupied when something is there.</summary>
    OnlyIfFree,
}

/// <summary>Makes and ends regions: what mmap, munmap and madvise(DONTNEED) are made of.</summary>
public static class RegionMapping
{
    extension<T>(ref AddressSpaces<T> spaces)
        where T : struct, ISpaceMachine
    {
        /// <summary>
        /// Maps pages. Errors, each of which changes nothing: BadRange, Occupied, NoRoom, TooManyRegions, OutOfMemory.
        /// </summary>
        /// <param name="space">Where.</param>
        /// <param name="wanted">
        /// What. Its first page is where, as the placement says. Shared memory without an object gets one, of zeros.
        /// </param>
        /// <param name="placement">Whether the first page is a wish.</param>
        /// <param name="first">The first page that was mapped.</param>
        public SpaceError Map(uint space, Region wanted, Placement placement, out uint first)
        {
            first = 0;
            if (wanted.Pages == 0 || (wanted.Object != 0 && wanted.Offset + wanted.Pages < wanted.Offset)
                || (wanted.Rights & ~wanted.MayHave) != 0
                || (wanted.GrowsDown && (wanted.Object != 0 || wanted.IsShared)))
            {
                return SpaceError.BadRange;
            }

            SpaceError error = spaces.Place(space, ref wanted, placement);
            if (error != SpaceError.None)
            {
                return error;
            }

            // What is replaced may be cut at both ends.
            error = spaces.Prepare(space, wanted.First, wanted.Pages, newRegions: 1);
            if (error == SpaceError.None && wanted.IsShared && wanted.Object == 0)
            {
                error = spaces.Objects.Create((ulong)wanted.Pages << MemoryLayout.PageShift, 0, out wanted.Object);
                wanted.Offset = 0;
            }
            else if (error == SpaceError.None && wanted.Object != 0)
            {
                spaces.Objects[wanted.Object].References++;
            }

            if (error == SpaceError.None)
            {
                if (placement == Placement.Replace)
                {
                    spaces.TakeOut(space, wanted.First, wanted.Pages);
                }

                spaces.AddRegion(space, in wanted);
                first = wanted.First;
                if (wanted.Object != 0)
                {
                    spaces.Objects.Release(wanted.Object);
                }
            }

            spaces.Tables.Settle();
            return error;
        }

        /// <summary>
        /// Unmaps pages; where nothing is mapped there is nothing to do. Errors, each of which changes nothing:
        /// BadRange, TooManyRegions, OutOfMemory (a table that others have may have to be copied).
        /// </summary>
        public SpaceError Unmap(uint space, uint first, uint pages)
        {
            if (!SpaceLayout.Holds(first, pages))
            {
                return SpaceError.BadRange;
            }

            SpaceError error = spaces.Prepare(space, first, pages, newRegions: 0);
            if (error == SpaceError.None)
            {
                spaces.TakeOut(space, first, pages);
            }

            spaces.Tables.Settle();
            return error;
        }

        /// <summary>
        /// Forgets what the pages hold: anonymous ones are zeros again, private ones of an object show it again.
        /// BadRange and OutOfMemory change nothing; NoRegion says that part of the range belongs to none: the others
        /// were discarded, as on Linux.
        /// </summary>
        public SpaceError Discard(uint space, uint first, uint pages)
        {
            if (!SpaceLayout.Holds(first, pages))
            {
                return SpaceError.BadRange;
            }

            if (!spaces.TryReserve(spaces.CountSharedEnds(space, first, pages)))
            {
                return SpaceError.OutOfMemory;
            }

            spaces.Empty(space, first, pages);
            spaces.Tables.Settle();
            // Every region may have no rights: only a hole is found.
            return spaces.FindEnd(space, first, pages, Rights.None, out _);
        }

        /// <summary>
        /// Takes everything that taking out a range needs, and records for new regions: then it can't fail.
        /// </summary>
        internal SpaceError Prepare(uint space, uint first, uint pages, uint newRegions)
        {
            // A region that is cut at both ends becomes two; otherwise one that is cut only gets smaller.
            uint region = spaces.Regions.Find(spaces[space].Root, first);
            bool isSplit = region != 0 && spaces.Regions[region].First < first
                && spaces.Regions[region].End > first + pages;
            return spaces.Reserve(space, newRegions + (isSplit ? 1u : 0), newRegions + 2,
                spaces.CountSharedEnds(space, first, pages));
        }

        /// <summary>Sees to it that there may be more regions, and that records and tables can be had.</summary>
        internal SpaceError Reserve(uint space, uint regions, uint records, uint tables) =>
            spaces[space].Regions + regions > SpaceLayout.MostRegions ? SpaceError.TooManyRegions
            : spaces.Regions.Pool.TryReserve(records) && spaces.TryReserve(tables) ? SpaceError.None
            : SpaceError.OutOfMemory;

        /// <summary>Takes out all regions of a range with their pages. <see cref="Prepare"/> has said yes.</summary>
        internal void TakeOut(uint space, uint first, uint pages)
        {
            spaces.Cut(space, first);
            spaces.Cut(space, first + pages);
            spaces.Empty(space, first, pages);
            uint region = spaces.Regions.FindFrom(spaces[space].Root, first);
            while (region != 0 && spaces.Regions[region].First < first + pages)
            {
                spaces.DeleteRegion(space, region);
                region = spaces.Regions.FindFrom(spaces[space].Root, first);
            }
        }

        /// <summary>
        /// Removes the entries of pages. A table that no other region needs is let go of as a whole, whoever else has
        /// it; otherwise it becomes the space's own.
        /// </summary>
        private void Empty(uint space, uint first, uint pages)
        {
            for (PageRun run = new(first, pages); run.Pages != 0; run = run.Next())
            {
                if (!spaces.Tables.ReadDirectory(space, run.Directory).IsPresent)
                {
                    continue;
                }

                if (spaces.HasOthers(space, run))
                {
                    spaces.Tables.Clear(space, run);
                }
                else
                {
                    spaces.Tables.LetGo(space, run.Directory);
                }
            }
        }

        /// <summary>Whether a region lies below the same directory entry as some pages, outside of them.</summary>
        private bool HasOthers(uint space, PageRun run)
        {
            uint start = run.Directory * MemoryLayout.EntriesPerTable;
            return spaces.HasAny(space, start, run.First)
                || spaces.HasAny(space, run.First + run.Pages, start + MemoryLayout.EntriesPerTable);
        }

        /// <summary>Whether a region has pages from one page up to another.</summary>
        private bool HasAny(uint space, uint first, uint end)
        {
            uint found = first < end ? spaces.Regions.FindFrom(spaces[space].Root, first) : 0;
            return found != 0 && spaces.Regions[found].First < end;
        }

        /// <summary>
        /// How many tables that others have, too, lie only partly in a range: 0 to 2. Each may have to be copied.
        /// </summary>
        internal uint CountSharedEnds(uint space, uint first, uint pages)
        {
            uint lower = first / MemoryLayout.EntriesPerTable;
            uint upper = (first + pages - 1) / MemoryLayout.EntriesPerTable;
            return (spaces.Tables.IsShared(space, lower) ? 1u : 0)
                + (upper != lower && spaces.Tables.IsShared(space, upper) ? 1u : 0);
        }

        /// <summary>Finds the place of a new region.</summary>
        private SpaceError Place(uint space, ref Region wanted, Placement placement)
        {
            bool isPossible = SpaceLayout.Holds(wanted.First, wanted.Pages);
            if (placement == Placement.Replace)
            {
                return isPossible ? SpaceError.None : SpaceError.BadRange;
            }

            if (isPossible && spaces.Regions.IsFree(spaces[space].Root, wanted.First, wanted.Pages))
            {
                return SpaceError.None;
            }

            if (placement == Placement.OnlyIfFree)
            {
                return isPossible ? SpaceError.Occupied : SpaceError.BadRange;
            }

            wanted.First = spaces.FindRoom(space, wanted.Pages);
            return wanted.First != 0 ? SpaceError.None : SpaceError.NoRoom;
        }

        /// <summary>
        /// The highest place for so many pages below where stacks are; when there is none, one up there. 0 for none at
        /// all.
        /// </summary>
        public uint FindRoom(uint space, uint pages)
        {
            uint root = spaces[space].Root;
            uint found = spaces.Regions.FindGap(root, pages, SpaceLayout.FirstPage, SpaceLayout.PlacementEnd);
            return found != 0 ? found : spaces.Regions.FindGap(root, pages, SpaceLayout.FirstPage, SpaceLayout.EndPage);
        }
    }
}
