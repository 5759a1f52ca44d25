using System;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Memory.Spaces;

/// <summary>What is done to many entries or tables at once.</summary>
internal static class TableRanges
{
    extension<T>(ref SpaceTables<T> tables)
        where T : struct, ISpaceMachine
    {
        /// <summary>
        /// The first entry that is not 0 from a page up to an end, all below one table, and the page that it is of.
        /// </summary>
        public bool TryNextEntry(Frame table, ref uint page, uint end, out PageTableEntry entry)
        {
            entry = default;
            for (uint address = tables.EntryAddress(table, page); page != end; page++, address += sizeof(uint))
            {
                entry = new PageTableEntry(tables.Machine.Load(address));
                if (entry.Value != 0)
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>
        /// Removes the entries of neighbouring pages, or those of them that name an object's page, also in a table that
        /// others have: they mean the same by them. A table that is empty then is let go of.
        /// </summary>
        public void ClearForAll(uint space, uint first, uint pages, bool isObjectPageOnly)
        {
            for (PageRun run = new(first, pages); run.Pages != 0; run = run.Next())
            {
                PageTableEntry above = tables.ReadDirectory(space, run.Directory);
                if (!above.IsPresent)
                {
                    continue;
                }

                for (uint page = run.First;
                    tables.TryNextEntry(above.Frame, ref page, run.First + run.Pages, out PageTableEntry entry); page++)
                {
                    if (!isObjectPageOnly || tables.Owners[entry.Frame].Kind == FrameKind.ObjectPage)
                    {
                        tables.Machine.Store(tables.EntryAddress(above.Frame, page), 0);
                        tables.Owners[above.Frame].Entries--;
                        tables.Owners.Drop(entry.Frame);
                        tables.ForgetAllOfAll();
                    }
                }

                tables.LetGoIfEmpty(space, run.Directory);
            }
        }

        /// <summary>A directory entry doesn't name its table any more. What nobody else has goes with it.</summary>
        public void LetGo(uint space, uint directory)
        {
            Frame table = tables.ReadDirectory(space, directory).Frame;
            tables.WriteDirectory(space, directory, default);
            tables.LetGo(table, space, directory);
        }

        /// <summary>A space lets go of all its tables, while it still has its regions.</summary>
        public void LetGoOfAll(uint space)
        {
            ref Space from = ref tables[space];
            for (uint d = from.Tables.From(0); d < MemoryLayout.EntriesPerTable; d = from.Tables.From(d + 1))
            {
                Frame table = tables.ReadDirectory(space, d).Frame;
                tables.Machine.Store(from.DirectoryAddress + (d * sizeof(uint)), 0);
                tables.LetGo(table, space, d);
            }

            from.Tables = default;
            tables.ForgetAll(space);
        }

        /// <summary>Lets go of a table that has no entry, if there is one (P7).</summary>
        public void LetGoIfEmpty(uint space, uint directory)
        {
            PageTableEntry above = tables.ReadDirectory(space, directory);
            if (above.IsPresent && tables.Owners[above.Frame].Entries == 0)
            {
                tables.LetGo(space, directory);
            }
        }

        /// <summary>
        /// Gives a new space all tables of another: a word a table. None is anybody's own from then on.
        /// </summary>
        public void ShareAll(uint space, uint copy)
        {
            ref Space from = ref tables[space];
            ref Space to = ref tables[copy];
            to.Tables = from.Tables;
            for (uint d = from.Tables.From(0); d < MemoryLayout.EntriesPerTable; d = from.Tables.From(d + 1))
            {
                PageTableEntry above = new(tables.Machine.Load(from.DirectoryAddress + (d * sizeof(uint))));
                uint shared = above.Value & ~(uint)PageFlags.Writable;
                tables.Machine.Store(from.DirectoryAddress + (d * sizeof(uint)), shared);
                tables.Machine.Store(to.DirectoryAddress + (d * sizeof(uint)), shared);
                tables.Owners[above.Frame].References++;
            }

            tables.ForgetAll(space);
        }

        private void LetGo(Frame table, uint space, uint directory)
        {
            if (tables.Owners[table].References == 1)
            {
                uint left = tables.Owners[table].Entries;
                uint first = directory * MemoryLayout.EntriesPerTable;
                if (left != 0)
                {
                    // Whatever has an entry lies in a region.
                    first = Math.Max(first, tables.Regions[tables.Regions.FindFrom(tables[space].Root, first)].First);
                }

                for (uint address = tables.EntryAddress(table, first); left != 0; address += sizeof(uint))
                {
                    PageTableEntry entry = new(tables.Machine.Load(address));
                    if (entry.Value != 0)
                    {
                        tables.Owners.Drop(entry.Frame);
                        left--;
                    }
                }

                tables.HideTable();
            }

            tables.Owners.Drop(table);
        }

        /// <summary>Copies the entries that lie in regions to another table, but for a run.</summary>
        internal void CopyEntries(uint space, uint directory, Frame from, Frame to, PageRun except)
        {
            uint first = directory * MemoryLayout.EntriesPerTable;
            uint end = first + MemoryLayout.EntriesPerTable;
            uint copy = tables.Machine.Show(Window.Source, to);
            uint copied = 0;
            for (uint region = tables.Regions.FindFrom(tables[space].Root, first);
                region != 0 && tables.Regions[region].First < end;
                region = tables.Regions.Next(tables[space].Root, region))
            {
                uint page = Math.Max(tables.Regions[region].First, first);
                uint last = Math.Min(tables.Regions[region].End, end);
                uint exceptFrom = Math.Min(Math.Max(except.First, page), last);
                uint exceptEnd = Math.Min(Math.Max(except.First + except.Pages, exceptFrom), last);
                PageFlags lost = tables.Regions[region].IsShared ? PageFlags.None : PageFlags.Writable;
                uint source = tables.EntryAddress(from, first);
                copied += tables.CopyEntries(source, copy, page - first, exceptFrom - first, lost)
                    + tables.CopyEntries(source, copy, exceptEnd - first, last - first, lost);
            }

            tables.Owners[to].Entries = (ushort)copied;
            tables.Machine.Hide(Window.Source);
        }

        /// <summary>
        /// Copies entries of a table, from an index up to another. Two tables name a page from then on: a private one
        /// may be written through neither.
        /// </summary>
        /// <returns>How many were not 0.</returns>
        private uint CopyEntries(uint source, uint target, uint first, uint end, PageFlags lost)
        {
            uint copied = 0;
            for (uint offset = first * sizeof(uint); offset != end * sizeof(uint); offset += sizeof(uint))
            {
                PageTableEntry entry = new(tables.Machine.Load(source + offset));
                if (entry.Value == 0)
                {
                    continue;
                }

                if ((entry.Flags & lost) != 0)
                {
                    entry = new PageTableEntry(entry.Value & ~(uint)lost);
                    tables.Machine.Store(source + offset, entry.Value);
                }

                tables.Machine.Store(target + offset, entry.Value);
                tables.Owners.Share(entry.Frame);
                copied++;
            }

            return copied;
        }
    }
}
