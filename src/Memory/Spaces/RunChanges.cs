using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Memory.Spaces;

/// <summary>What is done to all entries of a run at once, in tables that are the space's own.</summary>
internal static class RunChanges
{
    extension<T>(ref SpaceTables<T> tables)
        where T : struct, ISpaceMachine
    {
        /// <summary>
        /// Changes a flag of the entries of pages below one directory entry, whose table is the space's own: Writable
        /// is only ever cleared, so that the zero frame never becomes writable.
        /// </summary>
        internal void ChangeFlags(uint space, PageRun run, PageFlags cleared, bool isPresent)
        {
            uint set = isPresent ? (uint)PageFlags.Present : 0;
            uint kept = ~(uint)(cleared | PageFlags.Present);
            uint address = tables.EntryAddress(tables.RequireOwn(space, run.First).Frame, run.First);
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

        /// <summary>
        /// Moves the entries of pages below one directory entry to pages below another, or the same, with their
        /// references. Both tables are the space's own, and the entries of the new place are 0.
        /// </summary>
        internal void MoveEntries(uint space, PageRun run, uint to)
        {
            Frame source = tables.RequireOwn(space, run.First).Frame;
            Frame target = tables.RequireOwn(space, to).Frame;
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
