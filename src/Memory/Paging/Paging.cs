using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;

namespace Osmosis.Memory.Paging;

/// <summary>
/// Maps and unmaps 4 KiB pages in one address space. Every refusal is a value and changes nothing; a range is checked as a whole before
/// any of it is changed (P6). A page's life, and who owns its frame:
/// <code>
/// unmapped ──Map(virtual, physical, flags)──▶ mapped ──Unmap(virtual, out frame)──▶ unmapped, the frame is the caller's again
/// unmapped ──MapNewFrame(virtual)──▶ mapped, owns its frame ──UnmapAndFreeFrame(virtual)──▶ unmapped, the frame is free
/// </code>
/// The default value is not usable: <see cref="Initialise"/> makes it so. Not safe against interrupts: interrupt handlers map nothing.
/// </summary>
/// <typeparam name="TTables">How tables are reached.</typeparam>
/// <typeparam name="TFrames">Where the frames of page tables come from (P1).</typeparam>
public struct Paging<TTables, TFrames>
    where TTables : struct, IPageTables
    where TFrames : struct, IFrameSource
{
    private PageMapper<TTables, TFrames> _mapper;
    private TFrames _frames;
    private uint _identityEnd;

    /// <summary>Present entries of all page tables. Adds up the tables' counts.</summary>
    public readonly uint MappedPages => _mapper.Counts.Total;

    /// <summary>Page tables in use; the directory is not one.</summary>
    public readonly uint PageTables => Unsafe.AsRef(in this)._mapper.Counts.Tables;

    /// <summary>The end W of the identity window, in bytes (L1).</summary>
    public readonly uint IdentityEnd => _identityEnd;

    /// <summary>The tables' counts, for an observer of memory from outside (docs/SNAPSHOT.md).</summary>
    [UnscopedRef]
    public ref TableCounts Counts => ref _mapper.Counts;

    /// <summary>
    /// Makes the default value the address space that <see cref="PagingSetup{TMachine, TFrames}"/> has built, which gives
    /// <paramref name="counts"/>, with the identity window [0, <paramref name="identityEnd"/>).
    /// </summary>
    public void Initialise(TTables tables, TFrames frames, uint identityEnd, ref readonly TableCounts counts)
    {
        _mapper.Initialise(tables, frames, in counts);
        _frames = frames;
        _identityEnd = identityEnd;
    }

    /// <summary>
    /// Maps one page (paging_map). Errors, each of which changes nothing: Unaligned, UnknownFlags, ReservedRegion, AlreadyMapped (P2),
    /// OutOfFrames (P5).
    /// </summary>
    /// <param name="virtualAddress">First byte of the page.</param>
    /// <param name="physicalAddress">First byte of the frame. It stays the caller's: paging never frees it.</param>
    /// <param name="flags">Some of <see cref="PageFlags.Requestable"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MapError Map(VirtualAddress virtualAddress, PhysicalAddress physicalAddress, PageFlags flags)
    {
        return IsRequest(virtualAddress, physicalAddress, flags)
            ? _mapper.Map(virtualAddress.PageNumber, Entry(physicalAddress, flags))
            : Refusal(virtualAddress, physicalAddress, flags);
    }

    /// <summary>
    /// Removes one mapping (paging_unmap), and hands its frame back to the caller (P3). A table that this leaves empty goes back to where
    /// it came from (P7). Errors, each of which changes nothing: Unaligned, ReservedRegion, IdentityWindow, NotMapped.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MapError Unmap(VirtualAddress virtualAddress, out Frame frame)
    {
        if (IsChangeable(virtualAddress))
        {
            return _mapper.TryUnmap(virtualAddress.PageNumber, out frame) ? MapError.None : MapError.NotMapped;
        }

        frame = default;
        return Refusal(virtualAddress);
    }

    /// <summary>
    /// Takes a frame and maps it, writable, as the mapping's own; a frame that can't be mapped goes back at once (H3). Its contents are
    /// whatever they were. Errors: those of <see cref="Map"/>.
    /// </summary>
    public MapError MapNewFrame(VirtualAddress virtualAddress)
    {
        if (!IsRequest(virtualAddress, default, default))
        {
            return Refusal(virtualAddress, default, default);
        }

        if (_frames.AllocateFrame(out Frame frame) != FrameError.None)
        {
            return MapError.OutOfFrames;
        }

        MapError error = _mapper.Map(virtualAddress.PageNumber, Entry(frame.Address, PageFlags.Writable | PageFlags.OwnsFrame));
        if (error != MapError.None)
        {
            _frames.FreeFrame(frame);
        }

        return error;
    }

    /// <summary>
    /// Removes a mapping that <see cref="MapNewFrame"/> made and frees its frame. Errors, each of which changes nothing: those of
    /// <see cref="Unmap"/>, and FrameNotOwned for any other mapping.
    /// </summary>
    public MapError UnmapAndFreeFrame(VirtualAddress virtualAddress)
    {
        MapError error = CheckMapped(virtualAddress, 1);
        if (error != MapError.None)
        {
            return error;
        }

        if (!OwnsFrame(virtualAddress))
        {
            return MapError.FrameNotOwned;
        }

        _mapper.TryUnmap(virtualAddress.PageNumber, out Frame frame);
        _frames.FreeFrame(frame);
        return MapError.None;
    }

    /// <summary>
    /// The physical address behind any virtual one, with its offset inside the page (paging_resolve, P4). NotMapped when there is none:
    /// physical address 0 is a valid answer.
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
    /// Maps <paramref name="pages"/> pages to as many neighbouring frames. Errors, each of which changes nothing: those of
    /// <see cref="Map"/>, and OutOfRange.
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

        VirtualAddress last = virtualAddress + ((pages - 1) << MemoryLayout.PageShift);
        return IsRequest(last, physicalAddress, flags)
            ? _mapper.MapRange(virtualAddress.PageNumber, pages, Entry(physicalAddress, flags))
            : Refusal(last, physicalAddress, flags);
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

        for (int i = 0; i < frames.Length; i++)
        {
            _mapper.TryRead(virtualAddress.PageNumber + (uint)i, out PageTableEntry entry);
            frames[i] = entry.Frame;
        }

        _mapper.UnmapRange(virtualAddress.PageNumber, pages);
        return MapError.None;
    }

    /// <summary>
    /// Gives <paramref name="pages"/> mapped pages other flags (paging_protect); the frames, whose they are, and what the processor noted
    /// of their use stay. Errors, each of which changes nothing: Unaligned, UnknownFlags, ReservedRegion, IdentityWindow, NotMapped,
    /// OutOfRange.
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
            _mapper.ProtectRange(virtualAddress.PageNumber, pages, flags, PageFlags.Accessed | PageFlags.Dirty | PageFlags.OwnsFrame);
        }

        return error;
    }

    /// <summary>As <see cref="ProtectRange"/>, for one page.</summary>
    public MapError Protect(VirtualAddress virtualAddress, PageFlags flags) => ProtectRange(virtualAddress, 1, flags);

    /// <summary>The directory entry that translates an address.</summary>
    public readonly PageTableEntry ReadDirectoryEntry(VirtualAddress virtualAddress) => _mapper.ReadDirectory(virtualAddress.PageNumber);

    /// <summary>The table entry that translates an address. False when it, or the directory entry above it, is not present.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryReadEntry(VirtualAddress virtualAddress, out PageTableEntry entry) =>
        _mapper.TryRead(virtualAddress.PageNumber, out entry);

    /// <summary>Whether the page is mapped to a frame that was taken for it.</summary>
    public readonly bool OwnsFrame(VirtualAddress virtualAddress) =>
        TryReadEntry(virtualAddress, out PageTableEntry entry) && (entry.Flags & PageFlags.OwnsFrame) != 0;

    private static PageTableEntry Entry(PhysicalAddress frame, PageFlags flags) =>
        new(frame.Value | (uint)(flags | PageFlags.Present));

    /// <summary>Whether so many pages fit between an address and the end of the 4 GiB.</summary>
    private static bool IsInside(uint address, uint pages) =>
        pages <= MemoryLayout.FrameCount - (address >> MemoryLayout.PageShift);

    /// <summary>Whether a request to map can be granted for what it says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsRequest(VirtualAddress page, PhysicalAddress frame, PageFlags flags) =>
        ((page.Value | frame.Value) & MemoryLayout.PageOffsetMask) == 0
        && (flags & ~PageFlags.Requestable) == 0
        && page.Value < MemoryLayout.ScratchSlotBase;

    /// <summary>Why a request to map is not granted.</summary>
    private static MapError Refusal(VirtualAddress page, PhysicalAddress frame, PageFlags flags) =>
        !page.IsPageAligned || !frame.IsPageAligned ? MapError.Unaligned
        : (flags & ~PageFlags.Requestable) != 0 ? MapError.UnknownFlags
        : MapError.ReservedRegion;

    /// <summary>Whether a page may be unmapped or protected, if it is mapped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsChangeable(VirtualAddress page) =>
        page.IsPageAligned && page.Value >= _identityEnd && page.Value < MemoryLayout.ScratchSlotBase;

    /// <summary>Why a page may not be unmapped or protected.</summary>
    private readonly MapError Refusal(VirtualAddress page) =>
        !page.IsPageAligned ? MapError.Unaligned
        : page.Value < _identityEnd ? MapError.IdentityWindow
        : MapError.ReservedRegion;

    /// <summary>Whether every page of a range is mapped and may be changed, or else why the first that may not is refused.</summary>
    private readonly MapError CheckMapped(VirtualAddress virtualAddress, uint pages)
    {
        if (!IsInside(virtualAddress.Value, pages))
        {
            return MapError.OutOfRange;
        }

        for (uint i = 0; i < pages; i++)
        {
            VirtualAddress page = virtualAddress + (i << MemoryLayout.PageShift);
            if (!IsChangeable(page))
            {
                return Refusal(page);
            }

            if (!TryReadEntry(page, out _))
            {
                return MapError.NotMapped;
            }
        }

        return MapError.None;
    }
}
