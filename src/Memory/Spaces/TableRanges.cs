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
        /// The first page from this one up to an end, all below one table, that has an entry; the end when none has.
        /// </summary>
        public uint NextEntry(Frame table, uint page, uint end)
        {
            uint address = tables.EntryAddress(table, page);
            while (page != end && tables.Machine.Load(address) == 0)
            {
                page++;
                address += sizeof(uint);
            }

            return page;
        }

        /// <summary>
        /// Removes the entries of pages that lie in own tables, or have none, and lets go of tables that are empty
        /// then.
        /// </summary>
        public void Clear(uint space, uint first, uint pages)
        {
            for (PageRun run = new(first, pages); run.Pages != 0; run = run.Next())
            {
                if (!tables.ReadDirectory(space, run.Directory).IsPresent)
                {
                    continue;
                }

                Frame table = tables.RequireOwn(space, run.First).Frame;
                uint address = tables.EntryAddress(table, run.First);
                for (uint page = run.First; page != run.First + run.Pages; page++)
                {
                    PageTableEntry entry = new(tables.Machine.Load(address));
                    if (entry.Value != 0)
                    {
                        tables.Write(space, page, address, entry, default);
                        tables.Owners[table].Entries--;
                        tables.Owners.Drop(entry.Frame);
                    }

                    address += sizeof(uint);
                }

                tables.LetGoIfEmpty(space, run.Directory);
            }
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
                uint end = run.First + run.Pages;
                uint page = above.IsPresent ? tables.NextEntry(above.Frame, run.First, end) : end;
                for (; page != end; page = tables.NextEntry(above.Frame, page + 1, end))
                {
                    PageTableEntry entry = tables.ReadEntry(space, page);
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
            tables.LetGo(table);
        }

        /// <summary>A space lets go of all its tables.</summary>
        public void LetGoOfAll(uint space)
        {
            ref Space from = ref tables[space];
            for (uint d = from.Tables.From(0); d < MemoryLayout.EntriesPerTable; d = from.Tables.From(d + 1))
            {
                uint address = from.DirectoryAddress + (d * sizeof(uint));
                Frame table = new PageTableEntry(tables.Machine.Load(address)).Frame;
                tables.Machine.Store(address, 0);
                tables.LetGo(table);
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

        private void LetGo(Frame table)
        {
            if (tables.Owners[table].References == 1)
            {
                uint left = tables.Owners[table].Entries;
                for (uint address = tables.EntryAddress(table, 0); left != 0; address += sizeof(uint))
                {
                    PageTableEntry entry = new(tables.Machine.Load(address));
                    if (entry.Value != 0)
                    {
                        tables.Owners.Drop(entry.Frame);
                        left--;
                    }
                }

                tables.HideTable(table);
            }

            tables.Owners.Drop(table);
        }

        /// <summary>Copies the entries that lie in regions to another table, but for some pages.</summary>
        internal void CopyEntries(uint space, uint directory, Frame from, Frame to, uint exceptFirst, uint exceptPages)
        {
            uint first = directory * MemoryLayout.EntriesPerTable;
            uint end = first + MemoryLayout.EntriesPerTable;
            uint copy = tables.Machine.Show(Window.Source, to);
            uint copied = 0;
            for (uint region = tables.Regions.FindFrom(tables[space].Root, first);
                region != 0 && tables.Regions[region].First < end;
                region = tables.Regions.FindFrom(tables[space].Root, tables.Regions[region].End))
            {
                uint page = Math.Max(tables.Regions[region].First, first);
                uint last = Math.Min(tables.Regions[region].End, end);
                uint exceptFrom = Math.Min(Math.Max(exceptFirst, page), last);
                uint exceptEnd = Math.Min(Math.Max(exceptFirst + exceptPages, exceptFrom), last);
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
