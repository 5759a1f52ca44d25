using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Memory.Spaces;

/// <summary>What is done to all entries of a run at once. Its table is made the space's own first.</summary>
internal static class RunChanges
{
    extension<T>(ref SpaceTables<T> tables)
        where T : struct, ISpaceMachine
    {
        /// <summary>
        /// Takes the right to write away, and makes the entries present or not: Writable is only ever cleared, so that
        /// the zero frame never becomes writable.
        /// </summary>
        internal void ChangeFlags(uint space, PageRun run, bool isPresent)
        {
            uint set = isPresent ? (uint)PageFlags.Present : 0;
            uint kept = ~(uint)(PageFlags.Writable | PageFlags.Present);
            uint address = tables.EntryAddress(tables.Own(space, run.Directory), run.First);
            for (uint end = address + (run.Pages * sizeof(uint)); address != end; address += sizeof(uint))
            {
                uint before = tables.Machine.Load(address);
                if (before != 0)
                {
                    tables.Machine.Store(address, (before & kept) | set);
                }
            }

            tables.Forget(space, run);
        }

        /// <summary>Removes the entries. A table that is empty then is let go of.</summary>
        internal void Clear(uint space, PageRun run)
        {
            Frame table = tables.Own(space, run.Directory, except: run);
            uint address = tables.EntryAddress(table, run.First);
            for (uint page = run.First; page != run.First + run.Pages; page++, address += sizeof(uint))
            {
                PageTableEntry entry = new(tables.Machine.Load(address));
                if (entry.Value != 0)
                {
                    tables.Write(space, page, address, entry, default);
                    tables.Owners[table].Entries--;
                    tables.Owners.Drop(entry.Frame);
                }
            }

            tables.LetGoIfEmpty(space, run.Directory);
        }

        /// <summary>
        /// Moves the entries, with their references, to pages below another directory entry, or the same, where they
        /// are 0. That table is made the space's own, too.
        /// </summary>
        internal void MoveEntries(uint space, PageRun run, uint to)
        {
            Frame source = tables.Own(space, run.Directory);
            Frame target = tables.Own(space, to / MemoryLayout.EntriesPerTable);
            uint from = tables.EntryAddress(source, run.First);
            uint start = source == target ? tables.EntryAddress(source, to)
                : tables.Machine.Show(Window.Source, target) + (to % MemoryLayout.EntriesPerTable * sizeof(uint));
            uint moved = 0;
            for (uint offset = 0; offset != run.Pages * sizeof(uint); offset += sizeof(uint))
            {
                uint entry = tables.Machine.Load(from + offset);
                if (entry != 0)
                {
                    tables.Machine.Store(from + offset, 0);
                    tables.Machine.Store(start + offset, entry);
                    moved++;
                }
            }

            tables.Owners[source].Entries -= (ushort)moved;
            tables.Owners[target].Entries += (ushort)moved;
            tables.Forget(space, run);
            if (source != target)
            {
                tables.Machine.Hide(Window.Source);
            }
        }
    }
}
