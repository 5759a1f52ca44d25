using System;

namespace Osmosis.Memory;

// Changes of permission, and the forms of map, unmap and protect that take many pages (P6). A range is checked before it is changed, or
// undone when it fails half-way: an error means that nothing was changed.
public partial struct Paging<TTables, TFrames>
{
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

        for (uint done = 0; done < pages; done++)
        {
            uint offset = done << MemoryLayout.PageShift;
            MapError error = Map(virtualAddress + offset, physicalAddress + offset, flags);
            if (error != MapError.None)
            {
                RemovePages(virtualAddress, done, default);
                return error;
            }
        }

        return MapError.None;
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
        if (error == MapError.None)
        {
            RemovePages(virtualAddress, pages, frames);
        }

        return error;
    }

    /// <summary>As <see cref="Protect"/>, for <paramref name="pages"/> pages; also OutOfRange.</summary>
    public MapError ProtectRange(VirtualAddress virtualAddress, uint pages, PageFlags flags)
    {
        if ((flags & ~PageFlags.Requestable) != 0)
        {
            return MapError.UnknownFlags;
        }

        MapError error = CheckMapped(virtualAddress, pages);
        for (uint i = 0; i < pages && error == MapError.None; i++)
        {
            VirtualAddress page = virtualAddress + (i << MemoryLayout.PageShift);
            PageTableEntry entry = _tables.ReadEntry(page.DirectoryIndex, page.TableIndex);
            PageFlags kept = entry.Flags & (PageFlags.Accessed | PageFlags.Dirty | PageFlags.OwnsFrame);
            _tables.WriteEntry(page.DirectoryIndex, page.TableIndex, new PageTableEntry(entry.Frame, flags | kept));
            _tables.InvalidatePage(page);
        }

        return error;
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
            MapError error = CheckChangeable(virtualAddress + (i << MemoryLayout.PageShift));
            if (error != MapError.None)
            {
                return error;
            }
        }

        return MapError.None;
    }

    /// <summary>Removes pages that are known to be mapped and changeable.</summary>
    private void RemovePages(VirtualAddress virtualAddress, uint pages, Span<Frame> frames)
    {
        for (uint i = 0; i < pages; i++)
        {
            Frame frame = Remove(virtualAddress + (i << MemoryLayout.PageShift));
            if (!frames.IsEmpty)
            {
                frames[(int)i] = frame;
            }
        }
    }
}
