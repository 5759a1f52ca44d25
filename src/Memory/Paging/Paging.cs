using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;

namespace Osmosis.Memory.Paging;

/// <summary>
/// Maps and unmaps 4 KiB pages in one address space. Every refusal is a value and changes nothing; a range is checked
/// as a whole before any of it is changed (P6). A page's life, and who owns its frame:
/// <code>
/// unmapped ──Map(virtual, physical, flags)──▶ mapped ──Unmap(virtual, out frame)──▶ unmapped, the frame the caller's
/// unmapped ──MapNewFrame(virtual)──▶ mapped, owns its frame ──UnmapAndFreeFrame(virtual)──▶ unmapped, its frame free
/// </code>
/// The default value is not usable: <see cref="Initialise"/> makes it so. Interrupt handlers map nothing.
/// </summary>
/// <typeparam name="TTables">How tables are reached.</typeparam>
/// <typeparam name="TFrames">Where the frames of page tables come from (P1).</typeparam>
public struct Paging<TTables, TFrames>
    where TTables : struct, IPageTables
    where TFrames : struct, IFrameSource
{
    private PageMapper<TTables, TFrames> _mapper;
    private TFrames _frames;
    private PageRules _rules;

    /// <summary>Present entries of all page tables. Adds up the tables' counts.</summary>
    public readonly uint MappedPages => _mapper.Counts.Total;

    /// <summary>Page tables in use; the directory is not one.</summary>
    public readonly uint PageTables => Unsafe.AsRef(in this)._mapper.Counts.Tables;

    /// <summary>The end W of the identity window, in bytes (L1).</summary>
    public readonly uint IdentityEnd => _rules.IdentityEnd;

    /// <summary>The tables' counts, for an observer of memory from outside (docs/SNAPSHOT.md).</summary>
    [UnscopedRef]
    public ref TableCounts Counts => ref _mapper.Counts;

    /// <summary>Makes the default value the address space that boot has built: its tables' counts, and W.</summary>
    public void Initialise(TTables tables, TFrames frames, uint identityEnd, ref readonly TableCounts counts)
    {
        _mapper.Initialise(tables, frames, in counts);
        _frames = frames;
        _rules = new PageRules(identityEnd);
    }

    /// <summary>
    /// Maps one page (paging_map). Errors, each of which changes nothing: Unaligned, UnknownFlags, ReservedRegion,
    /// AlreadyMapped (P2), OutOfFrames (P5).
    /// </summary>
    /// <param name="virtualAddress">First byte of the page.</param>
    /// <param name="physicalAddress">First byte of the frame. It stays the caller's: paging never frees it.</param>
    /// <param name="flags">Some of <see cref="PageFlags.Requestable"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MapError Map(VirtualAddress virtualAddress, PhysicalAddress physicalAddress, PageFlags flags)
    {
        return PageRules.MayMap(virtualAddress, physicalAddress, flags)
            ? _mapper.Map(virtualAddress.PageNumber, Entry(physicalAddress, flags))
            : PageRules.WhyNotMap(virtualAddress, physicalAddress, flags);
    }

    /// <summary>
    /// Removes one mapping (paging_unmap), and hands its frame back to the caller (P3). A table that this leaves empty
    /// goes back (P7). Errors, each of which changes nothing: Unaligned, ReservedRegion, IdentityWindow, NotMapped.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MapError Unmap(VirtualAddress virtualAddress, out Frame frame)
    {
        if (_rules.MayChange(virtualAddress))
        {
            return _mapper.TryUnmap(virtualAddress.PageNumber, out frame) ? MapError.None : MapError.NotMapped;
        }

        frame = default;
        return _rules.WhyNotChange(virtualAddress);
    }

    /// <summary>
    /// Takes a frame and maps it, writable, as it is, as the mapping's own; if it can't be mapped it goes back at once
    /// (H3). Errors: those of <see cref="Map"/>.
    /// </summary>
    public MapError MapNewFrame(VirtualAddress virtualAddress)
    {
        if (!PageRules.MayMap(virtualAddress, default, default))
        {
            return PageRules.WhyNotMap(virtualAddress, default, default);
        }

        if (_frames.AllocateFrame(out Frame frame) != FrameError.None)
        {
            return MapError.OutOfFrames;
        }

        PageTableEntry entry = new(frame, PageFlags.Writable | PageFlags.OwnsFrame);
        MapError error = _mapper.Map(virtualAddress.PageNumber, entry);
        if (error != MapError.None)
        {
            _frames.FreeFrame(frame);
        }

        return error;
    }

    /// <summary>
    /// Removes a mapping that <see cref="MapNewFrame"/> made and frees its frame. Errors, each of which changes
    /// nothing: those of <see cref="Unmap"/>, and FrameNotOwned for any other mapping.
    /// </summary>
    public MapError UnmapAndFreeFrame(VirtualAddress virtualAddress)
    {
        MapError error = CheckMapped(virtualAddress, 1);
        if (error == MapError.None && !OwnsFrame(virtualAddress))
        {
            error = MapError.FrameNotOwned;
        }

        if (error == MapError.None)
        {
            _mapper.TryUnmap(virtualAddress.PageNumber, out Frame frame);
            _frames.FreeFrame(frame);
        }

        return error;
    }

    /// <summary>
    /// The physical address behind any virtual one (paging_resolve, P4), which may be 0. NotMapped if there is none.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public readonly MapError Resolve(VirtualAddress virtualAddress, out PhysicalAddress physicalAddress)
    {
        if (!TryReadEntry(virtualAddress, out PageTableEntry entry))
        {
            physicalAddress = default;
            return MapError.NotMapped;
        }

        physicalAddress = new PhysicalAddress((entry.Value & ~MemoryLayout.PageOffsetMask) | virtualAddress.PageOffset);
        return MapError.None;
    }

    /// <summary>
    /// Maps <paramref name="pages"/> pages to as many neighbouring frames. Errors, each of which changes nothing: those
    /// of <see cref="Map"/>, and OutOfRange.
    /// </summary>
    public MapError MapRange(VirtualAddress virtualAddress, PhysicalAddress physicalAddress, uint pages,
        PageFlags flags)
    {
        if (!PageRules.Fit(virtualAddress.Value, pages) || !PageRules.Fit(physicalAddress.Value, pages))
        {
            return MapError.OutOfRange;
        }

        if (pages == 0)
        {
            return MapError.None;
        }

        // The last page of the range is the first that a reserved region refuses.
        VirtualAddress last = virtualAddress + ((pages - 1) << MemoryLayout.PageShift);
        return PageRules.MayMap(last, physicalAddress, flags)
            ? _mapper.MapRange(virtualAddress.PageNumber, pages, Entry(physicalAddress, flags))
            : PageRules.WhyNotMap(last, physicalAddress, flags);
    }

    /// <summary>
    /// Removes <paramref name="pages"/> mappings. Errors, each of which changes nothing: those of <see cref="Unmap"/>,
    /// for the first page that has one, and OutOfRange.
    /// </summary>
    /// <param name="virtualAddress">First byte of the first page.</param>
    /// <param name="pages">How many.</param>
    /// <param name="frames">Receives the frames, which are the caller's again: as many as pages, or none.</param>
    public MapError UnmapRange(VirtualAddress virtualAddress, uint pages, Span<Frame> frames)
    {
        if (!frames.IsEmpty && (uint)frames.Length != pages)
        {
            return MapError.OutOfRange;
        }

        MapError error = CheckMapped(virtualAddress, pages);
        if (error == MapError.None)
        {
            _mapper.UnmapRange(virtualAddress.PageNumber, pages, frames);
        }

        return error;
    }

    /// <summary>
    /// Gives <paramref name="pages"/> mapped pages other flags (paging_protect); the frames, whose they are, and what
    /// the processor noted of their use stay. Errors, each of which changes nothing: Unaligned, UnknownFlags,
    /// ReservedRegion, IdentityWindow, NotMapped, OutOfRange.
    /// </summary>
    public MapError ProtectRange(VirtualAddress virtualAddress, uint pages, PageFlags flags)
    {
        if ((flags & ~PageFlags.Requestable) != 0)
        {
            return MapError.UnknownFlags;
        }

        MapError error = CheckMapped(virtualAddress, pages);
        if (error == MapError.None)
        {
            _mapper.ProtectRange(virtualAddress.PageNumber, pages, flags,
                PageFlags.Accessed | PageFlags.Dirty | PageFlags.OwnsFrame);
        }

        return error;
    }

    /// <summary>As <see cref="ProtectRange"/>, for one page.</summary>
    public MapError Protect(VirtualAddress virtualAddress, PageFlags flags) => ProtectRange(virtualAddress, 1, flags);

    /// <summary>The directory entry that translates an address.</summary>
    public readonly PageTableEntry ReadDirectoryEntry(VirtualAddress virtualAddress) =>
        _mapper.ReadDirectory(virtualAddress.DirectoryIndex);

    /// <summary>The table entry that translates an address. False when it or its table is not present.</summary>
    public readonly bool TryReadEntry(VirtualAddress virtualAddress, out PageTableEntry entry) =>
        _mapper.TryRead(virtualAddress.PageNumber, out entry);

    /// <summary>Whether the page is mapped to a frame that was taken for it.</summary>
    public readonly bool OwnsFrame(VirtualAddress virtualAddress) =>
        TryReadEntry(virtualAddress, out PageTableEntry entry) && (entry.Flags & PageFlags.OwnsFrame) != 0;

    private static PageTableEntry Entry(PhysicalAddress frame, PageFlags flags) =>
        new(frame.Value | (uint)(flags | PageFlags.Present));

    /// <summary>Whether every page of a range is mapped and may be changed, or why the first is refused.</summary>
    private readonly MapError CheckMapped(VirtualAddress virtualAddress, uint pages)
    {
        if (!PageRules.Fit(virtualAddress.Value, pages))
        {
            return MapError.OutOfRange;
        }

        for (uint i = 0; i < pages; i++)
        {
            VirtualAddress page = virtualAddress + (i << MemoryLayout.PageShift);
            if (!_rules.MayChange(page) || !TryReadEntry(page, out _))
            {
                return _rules.MayChange(page) ? MapError.NotMapped : _rules.WhyNotChange(page);
            }
        }

        return MapError.None;
    }
}
