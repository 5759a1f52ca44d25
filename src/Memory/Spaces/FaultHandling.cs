using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Memory.Spaces;

/// <summary>Finds out what a fault means, and does it (S3, S4). Deciding changes nothing; doing may fail for want of frames, and then nothing has changed.</summary>
internal static class FaultHandling
{
    extension<T>(ref AddressSpaces<T> spaces)
        where T : struct, ISpaceMachine
    {
        /// <summary>As <see cref="AddressSpaces{T}.HandleFault(uint, VirtualAddress, Access)"/>, for a page number, and says what it did.</summary>
        public SpaceError Answer(uint space, uint page, Access access, out FaultAnswer answer)
        {
            while (true)
            {
                answer = spaces.Decide(space, page, access, out uint region, out PageTableEntry entry);
                SpaceError refusal = RefusalOf(answer);
                if (refusal != SpaceError.None)
                {
                    return refusal;
                }

                if (answer == FaultAnswer.Retry)
                {
                    spaces.Tables.Forget(space, page);
                    spaces.Tables.Settle();
                    return SpaceError.None;
                }

                if (spaces.Owners.TryReserve(spaces.FramesFor(answer, space, region, page)))
                {
                    SpaceError error = spaces.Do(answer, space, region, page, entry);
                    spaces.Tables.Settle();
                    return error;
                }

                // What is given up may be the page itself: everything is looked at once more.
                if (!spaces.TryReclaim())
                {
                    return SpaceError.OutOfMemory;
                }
            }
        }

        /// <summary>What an access means, with the page's region and its entry. Changes nothing.</summary>
        public FaultAnswer Decide(uint space, uint page, Access access, out uint region, out PageTableEntry entry)
        {
            region = spaces.FindRegion(space, page);
            entry = region == 0 ? default : spaces.Tables.ReadEntry(space, page);
            return FaultDecision.Decide(spaces.Facts(space, region, page, entry, access));
        }

        /// <summary>
        /// The region of a page, or the stack above it that may grow down to it: as far as its limit and the gap below it allow. As on
        /// Linux, a gap is owed only to what can be accessed and is no stack. 0 when there is none.
        /// </summary>
        private uint FindRegion(uint space, uint page)
        {
            uint region = page < SpaceLayout.FirstPage || page >= SpaceLayout.EndPage ? 0 : spaces.Regions.FindFrom(spaces[space].Root, page);
            if (region == 0 || spaces.Regions[region].Contains(page))
            {
                return region;
            }

            uint below = spaces.Regions.FindBelow(spaces[space].Root, page);
            bool hasGap = below == 0 || spaces.Regions[below].GrowsDown || spaces.Regions[below].Rights == Rights.None
                || page - spaces.Regions[below].End >= SpaceLayout.StackGap;
            bool isWithinLimit = spaces.Regions[region].End - page <= spaces[space].StackLimit;
            return spaces.Regions[region].GrowsDown && hasGap && isWithinLimit ? region : 0;
        }

        private FaultFacts Facts(uint space, uint region, uint page, PageTableEntry entry, Access access)
        {
            FaultFacts facts = new() { Access = access, HasRegion = region != 0 };
            if (region == 0)
            {
                return facts;
            }

            ref Region shown = ref spaces.Regions[region];
            facts.Rights = shown.Rights;
            facts.IsShared = shown.IsShared;
            facts.HasObject = shown.Object != 0;
            facts.IsInside = facts.HasObject && shown.ObjectPage(page) < spaces.Objects[shown.Object].Pages;
            PageTableEntry above = spaces.Tables.ReadDirectory(space, page / MemoryLayout.EntriesPerTable);
            bool isWritable = SpaceTables<T>.IsOwn(above) && (entry.Flags & PageFlags.Writable) != 0;
            facts.Entry = entry.Value == 0 ? EntryState.Empty
                : !entry.IsPresent ? EntryState.Kept
                : isWritable ? EntryState.Writable : EntryState.ReadOnly;
            facts.Owner = facts.Entry == EntryState.Empty ? PageOwner.Zero : spaces.OwnerOf(entry.Frame, above.Frame);
            return facts;
        }

        /// <summary>Whose a frame is that a table names. A sole owner is one of frame and table.</summary>
        private PageOwner OwnerOf(Frame frame, Frame table)
        {
            ref FrameRecord record = ref spaces.Owners[frame];
            return frame == spaces.Owners.Zero ? PageOwner.Zero
                : record.Kind == FrameKind.ObjectPage ? PageOwner.Object
                : record.References == 1 && spaces.Owners[table].References == 1 ? PageOwner.Sole
                : PageOwner.Several;
        }

        /// <summary>Frames that an answer takes: for a page, for a page of an object, and for the table.</summary>
        private uint FramesFor(FaultAnswer answer, uint space, uint region, uint page)
        {
            bool usesObject = answer is FaultAnswer.ShowObject or FaultAnswer.WriteObject or FaultAnswer.CopyObject;
            bool bringsPage = usesObject
                && !spaces.Objects.TryFind(spaces.Regions[region].Object, spaces.Regions[region].ObjectPage(page), out _);
            bool makesPage = answer is FaultAnswer.NewPage or FaultAnswer.CopyPage or FaultAnswer.CopyObject;
            return (bringsPage ? 1u : 0) + (makesPage ? 1u : 0)
                + spaces.Tables.FramesToOwn(space, page / MemoryLayout.EntriesPerTable);
        }

        private SpaceError Do(FaultAnswer answer, uint space, uint region, uint page, PageTableEntry entry)
        {
            Frame frame = entry.Frame;
            if (page < spaces.Regions[region].First)
            {
                spaces.Resize(space, region, page, spaces.Regions[region].End - page);
                spaces.Join(space, page, 1);
                region = spaces.Regions.Find(spaces[space].Root, page);
            }

            if (answer is FaultAnswer.ShowObject or FaultAnswer.WriteObject or FaultAnswer.CopyObject)
            {
                ref Region shown = ref spaces.Regions[region];
                SpaceError error = spaces.Objects.Get(shown.Object, shown.ObjectPage(page), out frame);
                if (error != SpaceError.None)
                {
                    return error;
                }
            }

            spaces.Tables.Own(space, page / MemoryLayout.EntriesPerTable);
            Frame shownFrame = spaces.FrameToShow(answer, frame);
            bool isWritable = answer is not (FaultAnswer.ShowZero or FaultAnswer.ShowObject or FaultAnswer.ShowKept);
            spaces.Owners[shownFrame].IsDirty |= answer == FaultAnswer.WriteObject;
            bool isReplaced = entry.Value == 0 || shownFrame != entry.Frame;
            if (isReplaced)
            {
                spaces.Owners.Share(shownFrame);
            }

            spaces.Tables.WriteEntry(space, page, new PageTableEntry(
                shownFrame, PageFlags.User | (isWritable ? PageFlags.Writable : PageFlags.None)));
            if (isReplaced && entry.Value != 0)
            {
                spaces.Owners.Drop(entry.Frame);
            }

            return SpaceError.None;
        }

        private Frame FrameToShow(FaultAnswer answer, Frame frame)
        {
            switch (answer)
            {
                case FaultAnswer.ShowZero:
                    return spaces.Owners.Zero;
                case FaultAnswer.NewPage:
                    Frame zeroed = spaces.Owners.TakeReserved(FrameKind.Page);
                    spaces.Owners.Clear(zeroed);
                    return zeroed;
                case FaultAnswer.CopyPage or FaultAnswer.CopyObject:
                    Frame copy = spaces.Owners.TakeReserved(FrameKind.Page);
                    spaces.Owners.Copy(frame, copy);
                    return copy;
                default:
                    return frame;
            }
        }
    }

    private static SpaceError RefusalOf(FaultAnswer answer) => answer switch
    {
        FaultAnswer.NoRegion => SpaceError.NoRegion,
        FaultAnswer.NotAllowed => SpaceError.NotAllowed,
        FaultAnswer.PastEnd => SpaceError.PastEnd,
        _ => SpaceError.None,
    };
}
