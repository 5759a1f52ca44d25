using System;
using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Paging;

// Changes of permission, and the forms of map, unmap and protect that take many pages (P6), a table at a time. A range is checked before it
// is changed: an error means that nothing was.
public partial struct Paging<TTables, TFrames>
{
    /// <summary>
    /// From so many pages on, all translations are dropped at once, rather than each page's: reloading CR3 costs about as much as a few
    /// dozen INVLPG and the misses after it (Intel SDM volume 3, 4.10.4.2 leaves the choice to software).
    /// </summary>
    private const uint PagesWorthDroppingAll = 33;

    /// <summary>
    /// Gives a mapped page other flags (paging_protect); the frame, whose it is, and what the processor noted of its use stay. Errors, each of which
    /// changes nothing: Unaligned, UnknownFlags, ReservedRegion, IdentityWindow, NotMapped.
    /// </summary>
    public MapError Protect(VirtualAddress virtualAddress, PageFlags flags) => ProtectRange(virtualAddress, 1, flags);

    /// <summary>
    /// Maps <paramref name="pages"/> pages to as many neighbouring frames. Errors, each of which changes nothing: those of
    /// <see cref="Map"/>, for the first page that has one, and OutOfRange.
    /// </summary>
    public MapError MapRange(VirtualAddress virtualAddress, PhysicalAddress physicalAddress, uint pages, PageFlags flags)
    {
        if (!IsInside(virtualAddress.Value, pages) || !IsInside(physicalAddress.Value, pages))
        {
            return MapError.OutOfRange;
        }

        if (pages == 0)
        {
            return MapError.None;
        }

        if (!virtualAddress.IsPageAligned || !physicalAddress.IsPageAligned || (flags & ~PageFlags.Requestable) != 0)
        {
            return CheckRequest(CheckedPageNumber(virtualAddress), physicalAddress, flags);
        }

        return MapNeighbours(virtualAddress, new PageTableEntry(physicalAddress.Value | (uint)(flags | PageFlags.Present)), pages);
    }

    /// <summary>
    /// Removes <paramref name="pages"/> mappings. Errors, each of which changes nothing: those of <see cref="Unmap"/>, for the first page
    /// that has one, and OutOfRange.
    /// </summary>
    /// <param name="virtualAddress">First byte of the first page.</param>
    /// <param name="pages">How many.</param>
    /// <param name="frames">Receives the frames, which are the caller's again: as many as pages, or none if the caller knows them.</param>
    public MapError UnmapRange(VirtualAddress virtualAddress, uint pages, Span<Frame> frames)
    {
        if (!frames.IsEmpty && (uint)frames.Length != pages)
        {
            return MapError.OutOfRange;
        }

        MapError error = CheckMapped(virtualAddress, pages);
        if (error != MapError.None)
        {
            return error;
        }

        for (uint i = 0; i < pages; i++)
        {
            uint page = virtualAddress.PageNumber + i;
            if (!frames.IsEmpty)
            {
                frames[(int)i] = _tables.ReadEntry(page).Frame;
            }

            _tables.WriteEntry(page, default);
        }

        // A table goes back only when the processor has forgotten its entries.
        Invalidate(virtualAddress, pages);
        for (PageRun run = new(virtualAddress, pages); run.Pages != 0; run = run.Next())
        {
            if ((EntriesOf(run.First.DirectoryIndex) -= (short)run.Pages) == 0)
            {
                ReturnTable(run.First.DirectoryIndex);
            }
        }

        return MapError.None;
    }

    /// <summary>As <see cref="Protect"/>, for <paramref name="pages"/> pages; also OutOfRange.</summary>
    public MapError ProtectRange(VirtualAddress virtualAddress, uint pages, PageFlags flags)
    {
        if ((flags & ~PageFlags.Requestable) != 0)
        {
            return MapError.UnknownFlags;
        }

        MapError error = CheckMapped(virtualAddress, pages);
        if (error != MapError.None)
        {
            return error;
        }

        for (uint i = 0; i < pages; i++)
        {
            uint page = virtualAddress.PageNumber + i;
            PageTableEntry entry = _tables.ReadEntry(page);
            PageFlags kept = entry.Flags & (PageFlags.Accessed | PageFlags.Dirty | PageFlags.OwnsFrame);
            _tables.WriteEntry(page, new PageTableEntry(entry.Frame, flags | kept));
        }

        Invalidate(virtualAddress, pages);
        return MapError.None;
    }

    /// <summary>
    /// Maps pages to neighbouring frames: every table is there and every entry empty before the first is written; when that can't be, the
    /// tables that were added go back. Errors: ReservedRegion, AlreadyMapped, OutOfFrames; whatever the first page has that has one.
    /// </summary>
    internal MapError MapNeighbours(VirtualAddress virtualAddress, PageTableEntry first, uint pages)
    {
        for (PageRun run = new(virtualAddress, pages); run.Pages != 0; run = run.Next())
        {
            MapError error = PrepareToMap(run);
            if (error != MapError.None)
            {
                ReturnEmptyTables(virtualAddress, run.First);
                return error;
            }
        }

        uint entry = first.Value;
        for (PageRun run = new(virtualAddress, pages); run.Pages != 0; run = run.Next())
        {
            // Not present becomes present: nothing can be cached, so nothing is invalidated (Intel SDM volume 3, 4.10.4.3).
            _tables.WriteEntries(run.First.PageNumber, run.Pages, new PageTableEntry(entry));
            EntriesOf(run.First.DirectoryIndex) += (short)run.Pages;
            entry += run.Pages << MemoryLayout.PageShift;
        }

        return MapError.None;
    }

    /// <summary>Sees to it that the pages of one table can be mapped.</summary>
    private MapError PrepareToMap(PageRun run)
    {
        if (run.First.Value >= MemoryLayout.ScratchSlotBase)
        {
            return MapError.ReservedRegion;
        }

        if (!_tables.HasTable(run.First.DirectoryIndex))
        {
            return AddTable(run.First.DirectoryIndex);
        }

        // An entry that isn't empty is present, unless somebody else wrote it.
        for (uint done = _tables.CountEmpty(run.First.PageNumber, run.Pages); done < run.Pages; done++)
        {
            if (_tables.IsMapped(run.First.PageNumber + done))
            {
                return MapError.AlreadyMapped;
            }
        }

        return MapError.None;
    }

    /// <summary>Gives back the tables without entries from that of one page up to that of another, which may have none.</summary>
    private void ReturnEmptyTables(VirtualAddress from, VirtualAddress to)
    {
        for (uint directory = from.DirectoryIndex; directory <= to.DirectoryIndex; directory++)
        {
            if (EntriesOf(directory) == 0 && directory < MemoryLayout.ScratchSlot && _tables.HasTable(directory))
            {
                ReturnTable(directory);
            }
        }
    }

    /// <summary>Whether so many pages fit between an address and the end of the 4 GiB.</summary>
    private static bool IsInside(uint address, uint pages) => pages <= MemoryLayout.FrameCount - (address >> MemoryLayout.PageShift);

    /// <summary>Whether every page of a range is mapped, and may be changed.</summary>
    private readonly MapError CheckMapped(VirtualAddress virtualAddress, uint pages)
    {
        if (!IsInside(virtualAddress.Value, pages))
        {
            return MapError.OutOfRange;
        }

        for (uint i = 0; i < pages; i++)
        {
            MapError error = CheckChangeable(CheckedPageNumber(virtualAddress + (i << MemoryLayout.PageShift)));
            if (error != MapError.None)
            {
                return error;
            }
        }

        return MapError.None;
    }

    /// <summary>The processor forgets the pages of a range whose entries were changed.</summary>
    private void Invalidate(VirtualAddress virtualAddress, uint pages)
    {
        if (pages >= PagesWorthDroppingAll)
        {
            _tables.InvalidateAll();
            return;
        }

        for (uint i = 0; i < pages; i++)
        {
            _tables.InvalidatePage(virtualAddress.PageNumber + i);
        }
    }

    /// <summary>The pages of a range that lie in one table.</summary>
    private readonly struct PageRun
    {
        public readonly VirtualAddress First;

        /// <summary>Pages of this table; 0 past the range's end.</summary>
        public readonly uint Pages;

        private readonly uint _pagesLeft;

        public PageRun(VirtualAddress first, uint pagesLeft)
        {
            uint inTable = MemoryLayout.EntriesPerTable - first.TableIndex;
            First = first;
            Pages = Math.Min(pagesLeft, inTable);
            _pagesLeft = pagesLeft;
        }

        public PageRun Next() => new(First + (Pages << MemoryLayout.PageShift), _pagesLeft - Pages);
    }
}
