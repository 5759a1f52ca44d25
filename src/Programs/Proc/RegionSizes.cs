using Osmosis.Memory;
using Osmosis.Memory.Paging;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Proc;

/// <summary>
/// What /proc/PID/smaps adds to a region's line: its pages in memory, whose they are, and which changed.
/// </summary>
internal static class RegionSizes
{
    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// Writes a region's sizes. As on Linux, the page of zeros isn't in memory for anybody; a page that several
        /// spaces have, or whose table they share, is shared.
        /// </summary>
        public void WriteSizes(ref GeneratedText<T> text, uint space, in Region region)
        {
            uint sharedClean = 0, sharedChanged = 0, ownClean = 0, ownChanged = 0;
            ref SpaceTables<T> tables = ref system.Spaces.Objects.Tables;
            for (uint page = region.First; page < region.End; page++)
            {
                PageTableEntry entry = tables.ReadEntry(space, page);
                if (entry.Value == 0 || entry.Frame == tables.Owners.Zero)
                {
                    continue;
                }

                ref FrameRecord record = ref tables.Owners[entry.Frame];
                bool isObjectPage = record.Kind == FrameKind.ObjectPage;
                bool isClean = isObjectPage && !record.IsDirty;
                bool isShared = record.References > (isObjectPage ? 2u : 1u)
                    || tables.IsShared(space, page / MemoryLayout.EntriesPerTable);
                sharedClean += isShared && isClean ? 1u : 0;
                sharedChanged += isShared && !isClean ? 1u : 0;
                ownClean += !isShared && isClean ? 1u : 0;
                ownChanged += !isShared && !isClean ? 1u : 0;
            }

            text.AddSize("Size:"u8, region.Pages);
            text.AddSize("Rss:"u8, sharedClean + sharedChanged + ownClean + ownChanged);
            text.AddSize("Shared_Clean:"u8, sharedClean);
            text.AddSize("Shared_Dirty:"u8, sharedChanged);
            text.AddSize("Private_Clean:"u8, ownClean);
            text.AddSize("Private_Dirty:"u8, ownChanged);
            text.AddSize("Swap:"u8, 0);
        }
    }
}
