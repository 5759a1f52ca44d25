using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Memory.Spaces;

/// <summary>What a check of the spaces found.</summary>
public enum SpaceFault : byte
{
    None,

    /// <summary>A tree of regions is out of order, or its totals are not those of its regions.</summary>
    RegionsWrong,

    /// <summary>The set of tables is not that of the present directory entries.</summary>
    TablesWrong,

    /// <summary>A directory entry is writable whose table others have, too.</summary>
    TableWritable,

    /// <summary>A table's count is not that of its entries, or it has none.</summary>
    EntriesWrong,

    /// <summary>An entry lies in no region, or contradicts its rights.</summary>
    EntryWrong,

    /// <summary>A page may be written that others see, and the region is private (S4).</summary>
    PageWritable,

    /// <summary>A frame's references are not the entries and objects that name it (S7).</summary>
    ReferencesWrong,

    /// <summary>The number of clean pages is not that of the records of clean pages (S9).</summary>
    CleanWrong,
}

/// <summary>
/// The invariants of all spaces (S2, S4, S7). The kernel's <c>check</c>, the small worlds and the models call this.
/// </summary>
public static class SpaceCheck
{
    extension<T>(ref AddressSpaces<T> spaces)
        where T : struct, ISpaceMachine
    {
        /// <summary>The first fault. Looks at every region, entry and record; changes nothing.</summary>
        /// <param name="where">The space, or the frame whose references are wrong.</param>
        /// <param name="page">The page in it.</param>
        public SpaceFault Check(out uint where, out uint page)
        {
            page = 0;
            uint promised = 0;
            for (where = 1; where < spaces.Tables.Pool.End; where++)
            {
                promised += spaces[where].Promised;
                SpaceFault fault = !spaces[where].IsTaken ? SpaceFault.None
                    : !spaces.Regions.IsWhole(in spaces[where]) ? SpaceFault.RegionsWrong
                    : spaces.CheckTables(where, ref page);
                if (fault != SpaceFault.None)
                {
                    return fault;
                }
            }

            return promised != spaces.Promised ? SpaceFault.RegionsWrong
                : !spaces.AreReferencesRight(out where) ? SpaceFault.ReferencesWrong
                : spaces.CountClean() != spaces.Objects.Clean ? SpaceFault.CleanWrong
                : SpaceFault.None;
        }

        private uint CountClean()
        {
            uint clean = 0;
            for (uint frame = 0; frame < spaces.Owners.Machine.FrameEnd; frame++)
            {
                clean += spaces.Objects.IsClean(in spaces.Owners.Machine.Record(frame)) ? 1u : 0;
            }

            return clean;
        }

        private SpaceFault CheckTables(uint space, ref uint page)
        {
            uint end = SpaceLayout.EndPage / MemoryLayout.EntriesPerTable;
            for (uint d = SpaceLayout.FirstPage / MemoryLayout.EntriesPerTable; d < end; d++)
            {
                page = d * MemoryLayout.EntriesPerTable;
                PageTableEntry above = spaces.Tables.ReadDirectory(space, d);
                if ((spaces[space].Tables.From(d) == d) != above.IsPresent)
                {
                    return SpaceFault.TablesWrong;
                }

                if (above.IsPresent && SpaceTables<T>.IsOwn(above) && spaces.Owners[above.Frame].References != 1)
                {
                    return SpaceFault.TableWritable;
                }

                SpaceFault fault = above.IsPresent
                    ? spaces.CheckEntries(space, ref page, above.Frame) : SpaceFault.None;
                if (fault != SpaceFault.None)
                {
                    return fault;
                }
            }

            return SpaceFault.None;
        }

        private SpaceFault CheckEntries(uint space, ref uint page, Frame table)
        {
            uint used = 0;
            uint end = page + MemoryLayout.EntriesPerTable;
            for (; spaces.Tables.TryNextEntry(table, ref page, end, out PageTableEntry entry); page++)
            {
                used++;
                uint region = spaces.Regions.Find(spaces[space].Root, page);
                SpaceFault fault = region == 0 ? SpaceFault.EntryWrong
                    : spaces.CheckEntry(in spaces.Regions[region], page, entry);
                if (fault != SpaceFault.None)
                {
                    return fault;
                }
            }

            return used == 0 || used != spaces.Owners[table].Entries ? SpaceFault.EntriesWrong : SpaceFault.None;
        }

        private SpaceFault CheckEntry(in Region region, uint page, PageTableEntry entry)
        {
            bool isWritable = (entry.Flags & PageFlags.Writable) != 0;
            if (entry.IsPresent == (region.Rights == Rights.None) || (isWritable && (region.Rights & Rights.Write) == 0)
                || (entry.IsPresent && (entry.Flags & PageFlags.User) == 0))
            {
                return SpaceFault.EntryWrong;
            }

            bool isZero = entry.Frame == spaces.Owners.Zero;
            FrameRecord record = spaces.Owners[entry.Frame];
            bool isRightPage = record.Kind != FrameKind.ObjectPage
                || (record.Object == region.Object && record.Page == region.ObjectPage(page));
            bool isKnown = record.Kind is FrameKind.ObjectPage or FrameKind.Page || isZero;
            if (!isRightPage || !isKnown || (region.IsShared && record.Kind != FrameKind.ObjectPage))
            {
                return SpaceFault.EntryWrong;
            }

            bool isShared = isZero || (!region.IsShared && (record.References != 1 || record.Kind != FrameKind.Page));
            return isWritable && isShared ? SpaceFault.PageWritable : SpaceFault.None;
        }

        /// <summary>
        /// Takes all references that there should be from the records, sees whether that leaves 0 everywhere, and gives
        /// them back. So it needs no memory. What nothing refers to must not be in use.
        /// </summary>
        private bool AreReferencesRight(out uint wrong)
        {
            wrong = spaces.FindUsed(isReferred: false);
            if (wrong == 0)
            {
                spaces.AddReferences(uint.MaxValue);
                wrong = spaces.FindUsed(isReferred: true);
                spaces.AddReferences(1);
            }

            return wrong == 0;
        }

        /// <summary>The first frame in use whose references are 0, or are not; 0 when there is none.</summary>
        private uint FindUsed(bool isReferred)
        {
            for (uint frame = 0; frame < spaces.Owners.Machine.FrameEnd; frame++)
            {
                ref FrameRecord record = ref spaces.Owners.Machine.Record(frame);
                if (record.Kind is FrameKind.Page or FrameKind.ObjectPage or FrameKind.Table
                    && (record.References != 0) == isReferred)
                {
                    return frame;
                }
            }

            return 0;
        }

        /// <summary>Adds 1 or -1 for each reference: each table's entries once, whoever has it.</summary>
        private void AddReferences(uint change)
        {
            for (uint space = 1; space < spaces.Tables.Pool.End; space++)
            {
                // A space that ended has none.
                for (uint d = spaces[space].Tables.From(0); d < MemoryLayout.EntriesPerTable;
                    d = spaces[space].Tables.From(d + 1))
                {
                    spaces.Owners[spaces.Tables.ReadDirectory(space, d).Frame].References += change;
                }
            }

            for (uint frame = 0; frame < spaces.Owners.Machine.FrameEnd; frame++)
            {
                ref FrameRecord record = ref spaces.Owners.Machine.Record(frame);
                record.References += record.Kind == FrameKind.ObjectPage ? change : 0;
                if (record.Kind == FrameKind.Table)
                {
                    spaces.AddEntries(Frame.FromNumber(frame), change);
                }
            }
        }

        private void AddEntries(Frame table, uint change)
        {
            for (uint i = 0;
                spaces.Tables.TryNextEntry(table, ref i, MemoryLayout.EntriesPerTable, out PageTableEntry entry); i++)
            {
                spaces.Owners[entry.Frame].References += change;
            }
        }
    }
}
