using System;
using Osmosis.Memory.Paging;

namespace Osmosis.Memory.Spaces;

/// <summary>Gives pages other rights (mprotect).</summary>
public static class Protection
{
    extension<T>(ref AddressSpaces<T> spaces)
        where T : struct, ISpaceMachine
    {
        /// <summary>
        /// Gives pages other rights. BadRange, TooManyRegions and OutOfMemory change nothing. NoRegion and NotAllowed
        /// say that the range has a hole, or a region that may not have the rights: what lies below it was changed, as
        /// on Linux.
        /// </summary>
        public SpaceError Protect(uint space, uint first, uint pages, Rights rights)
        {
            if (!SpaceLayout.Holds(first, pages))
            {
                return SpaceError.BadRange;
            }

            SpaceError refusal = spaces.FindEnd(space, first, pages, rights, out uint allowed);
            if (allowed == 0)
            {
                return refusal;
            }

            uint cuts = spaces.CountCuts(space, first, allowed);
            SpaceError error = spaces.Reserve(space, cuts, cuts, spaces.CountShared(space, first, allowed));
            if (error != SpaceError.None)
            {
                return error;
            }

            if (cuts != 0)
            {
                spaces.Cut(space, first);
                spaces.Cut(space, first + allowed);
            }

            for (uint page = first; page != first + allowed;)
            {
                uint region = spaces.Regions.Find(spaces[space].Root, page);
                spaces.ProtectRegion(space, region, rights);
                page = spaces.Regions[region].End;
            }

            spaces.Join(space, first, allowed);
            spaces.Tables.Settle();
            return refusal;
        }

        /// <summary>How many pages from the first up can have the rights, and why the next one can't.</summary>
        internal SpaceError FindEnd(uint space, uint first, uint pages, Rights rights, out uint allowed)
        {
            allowed = 0;
            while (allowed < pages)
            {
                uint region = spaces.Regions.Find(spaces[space].Root, first + allowed);
                if (region == 0 || (rights & ~spaces.Regions[region].MayHave) != 0)
                {
                    return region == 0 ? SpaceError.NoRegion : SpaceError.NotAllowed;
                }

                allowed = Math.Min(pages, spaces.Regions[region].End - first);
            }

            return SpaceError.None;
        }

        /// <summary>Tables in a range that others have, too.</summary>
        internal uint CountShared(uint space, uint first, uint pages)
        {
            uint count = 0;
            for (PageRun run = new(first, pages); run.Pages != 0; run = run.Next())
            {
                count += spaces.Tables.IsShared(space, run.Directory) ? 1u : 0;
            }

            return count;
        }

        /// <summary>
        /// Takes rights away in the tables at once. What is given is found by the next fault, which knows the owners.
        /// </summary>
        private void ProtectRegion(uint space, uint region, Rights rights)
        {
            Region changed = spaces.Regions[region];
            spaces.SetRights(space, region, rights);
            bool losesWrite = (changed.Rights & ~rights & Rights.Write) != 0;
            if (!losesWrite && (changed.Rights == Rights.None) == (rights == Rights.None))
            {
                return;
            }

            for (PageRun run = new(changed.First, changed.Pages); run.Pages != 0; run = run.Next())
            {
                if (spaces.Tables.ReadDirectory(space, run.Directory).IsPresent)
                {
                    spaces.Tables.ChangeFlags(space, run, isPresent: rights != Rights.None);
                }
            }
        }
    }
}
