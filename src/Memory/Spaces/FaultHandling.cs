using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Memory.Spaces;

/// <summary>
/// Finds out what a fault means, and does it (S3, S4). Deciding changes nothing; doing may fail for want of frames, and
/// then nothing has changed.
/// </summary>
public static class FaultHandling
{
    extension<T>(ref AddressSpaces<T> spaces)
        where T : struct, ISpaceMachine
    {
        /// <summary>
        /// What a fault at an address means, done if it can be (S3). OutOfMemory: nothing was changed, and the fault
        /// will come again. Refusals: NoRegion, NotAllowed (SIGSEGV), PastEnd (SIGBUS).
        /// </summary>
        /// <param name="space">Whose fault it is.</param>
        /// <param name="address">Where.</param>
        /// <param name="access">What was tried.</param>
        /// <param name="answer">What was decided.</param>
        public SpaceError HandleFault(uint space, VirtualAddress address, Access access, out FaultAnswer answer) =>
            spaces.HandleFault(space, address.PageNumber, access, out answer, out _);

        /// <summary>What a fault at an address would be answered with. Changes nothing.</summary>
        public FaultAnswer Foresee(uint space, VirtualAddress address, Access access)
        {
            PageView view = spaces.View(space, address.PageNumber);
            return FaultDecision.Decide(spaces.Facts(in view, address.PageNumber, access));
        }

        /// <summary>Handles a fault, and says which frame the page has then.</summary>
        internal SpaceError HandleFault(uint space, uint page, Access access, out FaultAnswer answer, out Frame frame)
        {
            frame = default;
            while (true)
            {
                PageView view = spaces.View(space, page);
                answer = FaultDecision.Decide(spaces.Facts(in view, page, access));
                if (answer.IsRefusal())
                {
                    return RefusalOf(answer);
                }

                if (answer == FaultAnswer.Retry)
                {
                    frame = view.Entry.Frame;
                    spaces.Tables.Forget(space, page);
                    spaces.Tables.Settle();
                    return SpaceError.None;
                }

                if (spaces.Owners.TryReserve(spaces.FramesFor(answer, in view, page)))
                {
                    SpaceError error = spaces.Do(answer, space, page, in view, out frame);
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

        private PageView View(uint space, uint page)
        {
            PageView view = new() { Region = spaces.FindRegion(space, page) };
            if (view.Region != 0)
            {
                view.Above = spaces.Tables.ReadDirectory(space, page / MemoryLayout.EntriesPerTable);
                view.Entry = view.Above.IsPresent ? spaces.Tables.ReadEntryOf(view.Above.Frame, page) : default;
            }

            return view;
        }

        /// <summary>
        /// The region of a page, or the stack above it that may grow down to it: as far as its limit and the gap below
        /// it allow. As on Linux, a gap is owed only to what can be accessed and is no stack. 0 when there is none.
        /// </summary>
        private uint FindRegion(uint space, uint page)
        {
            uint region = page < SpaceLayout.FirstPage ? 0 : spaces.Regions.FindFrom(spaces[space].Root, page);
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

        private FaultFacts Facts(in PageView view, uint page, Access access)
        {
            FaultFacts facts = new() { Access = access, HasRegion = view.Region != 0 };
            if (view.Region == 0)
            {
                return facts;
            }

            ref Region shown = ref spaces.Regions[view.Region];
            facts.Rights = shown.Rights;
            facts.IsShared = shown.IsShared;
            facts.HasObject = shown.Object != 0;
            facts.IsInside = facts.HasObject && shown.ObjectPage(page) < spaces.Objects[shown.Object].Pages;
            if (view.Entry.Value != 0)
            {
                facts.Entry = !view.Entry.IsPresent ? EntryState.Kept : view.IsWritable ? EntryState.Writable
                    : EntryState.ReadOnly;
                facts.Owner = spaces.OwnerOf(view.Entry.Frame, view.Above.Frame);
            }

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
        private uint FramesFor(FaultAnswer answer, in PageView view, uint page)
        {
            bool bringsPage = UsesObject(answer)
                && !spaces.Objects.TryFind(spaces.Regions[view.Region].Object,
                    spaces.Regions[view.Region].ObjectPage(page), out _);
            bool makesPage = answer is FaultAnswer.NewPage or FaultAnswer.CopyPage or FaultAnswer.CopyObject;
            bool makesTable = !view.Above.IsPresent || spaces.Tables.IsShared(view.Above);
            return (bringsPage ? 1u : 0) + (makesPage ? 1u : 0) + (makesTable ? 1u : 0);
        }

        private SpaceError Do(FaultAnswer answer, uint space, uint page, in PageView view, out Frame frame)
        {
            ref Region shown = ref spaces.Regions[view.Region];
            if (page < shown.First)
            {
                // A stack grows down to the page. It shows no object, and may be one with another stack then.
                spaces.Resize(space, view.Region, page, shown.End - page);
                spaces.Join(space, page, 1);
            }

            frame = view.Entry.Frame;
            if (UsesObject(answer))
            {
                SpaceError error = spaces.Objects.Get(shown.Object, shown.ObjectPage(page), out frame);
                if (error != SpaceError.None)
                {
                    return error;
                }
            }

            Frame table = SpaceTables<T>.IsOwn(view.Above) ? view.Above.Frame
                : spaces.Tables.Own(space, page / MemoryLayout.EntriesPerTable);
            frame = spaces.FrameToShow(answer, frame);
            if (answer == FaultAnswer.WriteObject)
            {
                spaces.Objects.MarkDirty(frame);
            }

            bool isReplaced = frame != view.Entry.Frame;
            if (isReplaced)
            {
                spaces.Owners.Share(frame);
            }

            bool isWritable = answer is not (FaultAnswer.ShowZero or FaultAnswer.ShowObject or FaultAnswer.ShowKept);
            PageFlags flags = isWritable ? PageFlags.User | PageFlags.Writable : PageFlags.User;
            spaces.Tables.WriteEntryOf(table, space, page, new PageTableEntry(frame, flags));
            if (isReplaced && view.Entry.Value != 0)
            {
                spaces.Owners.Drop(view.Entry.Frame);
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

    private static bool UsesObject(FaultAnswer answer) =>
        answer is FaultAnswer.ShowObject or FaultAnswer.WriteObject or FaultAnswer.CopyObject;

    private static SpaceError RefusalOf(FaultAnswer answer) => answer switch
    {
        FaultAnswer.NoRegion => SpaceError.NoRegion,
        FaultAnswer.NotAllowed => SpaceError.NotAllowed,
        FaultAnswer.PastEnd => SpaceError.PastEnd,
        _ => SpaceError.None,
    };
}

/// <summary>What is there of a page, looked up once for a fault.</summary>
internal struct PageView
{
    /// <summary>
    /// The region, or the stack that may grow to the page; 0 when there is none, and then nothing else is looked up.
    /// </summary>
    public uint Region;

    /// <summary>The directory entry.</summary>
    public PageTableEntry Above;

    /// <summary>The table entry; 0 without a table.</summary>
    public PageTableEntry Entry;

    /// <summary>Whether the processor lets a program write.</summary>
    public readonly bool IsWritable => (Entry.Value & Above.Value & (uint)PageFlags.Writable) != 0;
}
