using System;
using Osmosis.Memory.Paging;

namespace Osmosis.Memory.Spaces;

/// <summary>Moves and resizes what is mapped (mremap).</summary>
public static class Moving
{
    extension<T>(ref AddressSpaces<T> spaces)
        where T : struct, ISpaceMachine
    {
        /// <summary>
        /// Gives the pages of one region another length, and another place if they must or shall have one. What they
        /// hold stays, up to the smaller length. Errors, each of which changes nothing: BadRange, NoRegion,
        /// SeveralRegions, NoRoom (there is none above, and it may not be moved, or none at all), TooManyRegions,
        /// OutOfMemory.
        /// </summary>
        /// <param name="space">Where.</param>
        /// <param name="first">The first page. Those that are kept belong to one region.</param>
        /// <param name="pages">How many now.</param>
        /// <param name="wanted">How many then.</param>
        /// <param name="mayMove">Whether another place will do.</param>
        /// <param name="place">The place that it shall have, in place of what is there; 0 for none in
        /// particular.</param>
        /// <param name="moved">The first page then.</param>
        public SpaceError Move(uint space, uint first, uint pages, uint wanted, bool mayMove, uint place,
            out uint moved)
        {
            moved = first;
            bool overlaps = place != 0 && place < first + pages && first < place + wanted;
            if (!SpaceLayout.Holds(first, pages) || wanted == 0 || wanted > SpaceLayout.EndPage - SpaceLayout.FirstPage
                || (place != 0 && !SpaceLayout.Holds(place, wanted)) || overlaps)
            {
                return SpaceError.BadRange;
            }

            uint region = spaces.Regions.Find(spaces[space].Root, first);
            if (region == 0)
            {
                return SpaceError.NoRegion;
            }

            // As on Linux, what is let go of may lie in several regions, or in none.
            if (place == 0 && wanted <= pages)
            {
                return wanted == pages ? SpaceError.None : spaces.Unmap(space, first + wanted, pages - wanted);
            }

            if (spaces.Regions[region].End < first + Math.Min(pages, wanted))
            {
                return SpaceError.SeveralRegions;
            }

            ref Region old = ref spaces.Regions[region];
            if (old.Object != 0 && old.ObjectPage(first) + wanted < wanted)
            {
                return SpaceError.BadRange;
            }

            uint more = place == 0 ? wanted - pages : 0;
            if (more != 0 && old.End == first + pages && old.End + more <= SpaceLayout.EndPage
                && spaces.Regions.IsFree(spaces[space].Root, old.End, more))
            {
                spaces.Resize(space, region, old.First, old.Pages + more);
                spaces.Join(space, first, wanted);
                return SpaceError.None;
            }

            moved = place != 0 ? place : mayMove ? spaces.FindRoom(space, wanted) : 0;
            return moved == 0 ? SpaceError.NoRoom : spaces.MoveTo(space, first, pages, moved, wanted);
        }

        private SpaceError MoveTo(uint space, uint first, uint pages, uint place, uint wanted)
        {
            uint kept = Math.Min(pages, wanted);
            uint region = spaces.Regions.Find(spaces[space].Root, first);
            Region moved = spaces.Regions[region].From(first);
            moved.First = place;
            moved.Pages = wanted;

            // Both places are cut out, one after the other. What is taken out of the new one may leave no table there.
            uint tables = spaces.CountShared(space, first, pages) + spaces.CountSharedEnds(space, place, wanted)
                + ((place + kept - 1) / MemoryLayout.EntriesPerTable) - (place / MemoryLayout.EntriesPerTable) + 1;
            SpaceError error = spaces.Reserve(space, regions: 3, records: 4, tables);
            if (error != SpaceError.None)
            {
                return error;
            }

            spaces.TakeOut(space, place, wanted);
            for (uint done = 0; done < kept;)
            {
                PageRun run = new(first + done,
                    Math.Min(kept - done,
                        MemoryLayout.EntriesPerTable - ((place + done) % MemoryLayout.EntriesPerTable)));
                spaces.MoveRun(space, run, place + done);
                done += run.Pages;
            }

            spaces.AddRegion(space, in moved);
            spaces.TakeOut(space, first, pages);
            spaces.Tables.Settle();
            return SpaceError.None;
        }

        /// <summary>Moves the entries of pages that lie below one table now and then.</summary>
        private void MoveRun(uint space, PageRun run, uint to)
        {
            PageTableEntry above = spaces.Tables.ReadDirectory(space, run.Directory);
            uint page = run.First;
            if (above.IsPresent && spaces.Tables.TryNextEntry(above.Frame, ref page, run.First + run.Pages, out _))
            {
                spaces.Tables.MoveEntries(space, run, to);
            }
        }
    }
}
