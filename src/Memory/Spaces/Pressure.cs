using System;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Memory.Spaces;

/// <summary>
/// What happens when frames run out (S9): clean pages that can be had again go first. Who goes next is for the caller
/// to say, who can ask what each space holds.
/// </summary>
public static class Pressure
{
    extension<T>(ref AddressSpaces<T> spaces)
        where T : struct, ISpaceMachine
    {
        /// <summary>Frames that programs and files may still take: free ones, and those of clean pages.</summary>
        public uint Available =>
            spaces.Owners.Available + Math.Max(spaces.Objects.Clean, spaces.LeastClean) - spaces.LeastClean;

        /// <summary>
        /// Frames that would be free if the space ended: its own tables, and the pages that only they name.
        /// </summary>
        public uint CountHeld(uint space)
        {
            uint held = 0;
            for (uint d = spaces[space].Tables.From(0); d < MemoryLayout.EntriesPerTable;
                d = spaces[space].Tables.From(d + 1))
            {
                Frame table = spaces.Tables.ReadDirectory(space, d).Frame;
                if (spaces.Owners[table].References != 1)
                {
                    continue;
                }

                held++;
                const uint End = MemoryLayout.EntriesPerTable;
                for (uint i = 0; spaces.Tables.TryNextEntry(table, ref i, End, out PageTableEntry entry); i++)
                {
                    Frame frame = entry.Frame;
                    held += frame != spaces.Owners.Zero && spaces.Owners[frame].References == 1 ? 1u : 0;
                }
            }

            return held;
        }

        /// <summary>
        /// As <see cref="FrameOwners{T}.TryReserve"/>, and gives up pages that can be had again when need be.
        /// </summary>
        internal bool TryReserve(uint frames)
        {
            while (!spaces.Owners.TryReserve(frames))
            {
                if (!spaces.TryReclaim())
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>
        /// Gives up one clean page of an object that has a source: one that no table names if there is any, else the
        /// next one. False when they are so few that programs would do nothing but fetch them again.
        /// </summary>
        internal bool TryReclaim()
        {
            if (spaces.Objects.Clean <= spaces.LeastClean)
            {
                return false;
            }

            uint found = 0;
            for (uint i = 0; i < spaces.Owners.Machine.FrameEnd; i++)
            {
                spaces.ReclaimHand = (spaces.ReclaimHand + 1) % spaces.Owners.Machine.FrameEnd;
                ref FrameRecord record = ref spaces.Owners.Machine.Record(spaces.ReclaimHand);
                if (spaces.Objects.IsClean(in record) && (found == 0 || record.References == 1))
                {
                    found = spaces.ReclaimHand;
                    if (record.References == 1)
                    {
                        break;
                    }
                }
            }

            // There is one, as their number says. The next one is looked for behind this one: else the page that comes
            // into this frame would be the next to go, and an instruction that needs two pages would never end.
            spaces.ReclaimHand = found;
            Frame frame = Frame.FromNumber(found);
            spaces.Unshow(spaces.Owners[frame].Object, spaces.Owners[frame].Page, 1, isObjectPageOnly: true);
            spaces.Objects.RemovePage(frame);
            spaces.Tables.Settle();
            return true;
        }
    }
}
