using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;

namespace Osmosis.Memory.Paging;

/// <summary>
/// Maps single 4 KiB pages in one address space. Every refusal is a value and changes nothing.
/// A page's life, and who owns its frame:
/// <code>
/// unmapped ──Map(virtual, physical, flags)──▶ mapped ──Unmap(virtual, out frame)──▶ unmapped, the frame is the caller's again
/// </code>
/// The default value is not usable: <see cref="Initialise"/> makes it so. Not safe against interrupts: interrupt handlers map nothing.
/// </summary>
/// <typeparam name="TTables">How tables are reached.</typeparam>
/// <typeparam name="TFrames">Where the frames of page tables come from (P1).</typeparam>
public partial struct Paging<TTables, TFrames>
    where TTables : struct, IPageTables
    where TFrames : struct, IFrameSource
{
    private PagingState _state;
    private TTables _tables;
    private TFrames _frames;

    /// <summary>Present entries of all page tables. Adds up the tables' counts.</summary>
    public readonly uint MappedPages => _state.MappedPages;

    /// <summary>Page tables in use; the directory is not one.</summary>
    public readonly uint PageTables => _state.PageTables;

    /// <summary>The end W of the identity window, in bytes (L1).</summary>
    public readonly uint IdentityEnd => _state.IdentityEnd;

    /// <summary>What goes on to the next way of reaching the tables, when paging is switched on.</summary>
    [UnscopedRef]
    public readonly ref readonly PagingState State => ref _state;

    /// <summary>Makes the default value an address space that continues from <paramref name="state"/>.</summary>
    public void Initialise(TTables tables, TFrames frames, ref readonly PagingState state)
    {
        _tables = tables;
        _frames = frames;
        _state = state;
    }

    /// <summary>
    /// Maps one page (paging_map). Errors, each of which changes nothing: Unaligned, UnknownFlags, ReservedRegion, AlreadyMapped (P2),
    /// OutOfFrames (P5).
    /// </summary>
    /// <param name="virtualAddress">First byte of the page.</param>
    /// <param name="physicalAddress">First byte of the frame. It stays the caller's: paging never frees it.</param>
    /// <param name="flags">Some of <see cref="PageFlags.Requestable"/>.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public MapError Map(VirtualAddress virtualAddress, PhysicalAddress physicalAddress, PageFlags flags)
    {
        uint page = CheckedPageNumber(virtualAddress);
        uint directory = page / MemoryLayout.EntriesPerTable;
        if (!physicalAddress.IsPageAligned || page >= _state.CallersEnd || (flags & ~PageFlags.Requestable) != 0)
        {
            return CheckRequest(page, physicalAddress, flags);
        }

        // The bits of the three are apart.
        PageTableEntry entry = new(physicalAddress.Value + (uint)flags + (uint)PageFlags.Present);
        if (EntriesOf(directory) == 0 || _tables.IsMapped(page))
        {
            // No table yet, or a refusal.
            return MapChecked(page, entry);
        }

        // Not present becomes present: nothing can be cached, so nothing is invalidated (Intel SDM volume 3, 4.10.4.3).
        _tables.WriteEntry(page, entry);
        EntriesOf(directory) = (short)(EntriesOf(directory) + 1);
        return MapError.None;
    }

    /// <summary>
    /// Removes one mapping (paging_unmap), and hands its frame back to the caller (P3). A table that this leaves empty goes back to where it
    /// came from (P7). Errors, each of which changes nothing: Unaligned, ReservedRegion, IdentityWindow, NotMapped.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public MapError Unmap(VirtualAddress virtualAddress, out Frame frame)
    {
        uint page = CheckedPageNumber(virtualAddress);
        uint directory = page / MemoryLayout.EntriesPerTable;

        // A table with two entries is there, and stays. One with fewer, and one that is kept (whose count is negative), take the longer way.
        if (page >= _state.CallersEnd || EntriesOf(directory) <= 1)
        {
            return UnmapChecked(page, out frame);
        }

        PageTableEntry entry = _tables.ReadEntry(page);
        if (!entry.IsPresent)
        {
            return UnmapChecked(page, out frame);
        }

        _tables.WriteEntry(page, default);
        EntriesOf(directory) = (short)(EntriesOf(directory) - 1);
        frame = entry.Frame;
        _tables.InvalidatePage(page);
        return MapError.None;
    }

    /// <summary>
    /// Takes a frame and maps it, writable, as the mapping's own; a frame that can't be mapped goes back at once (H3). Its contents are
    /// whatever they were. Errors: those of <see cref="Map"/>.
    /// </summary>
    public MapError MapNewFrame(VirtualAddress virtualAddress)
    {
        if (!virtualAddress.IsPageAligned)
        {
            return MapError.Unaligned;
        }

        if (_frames.AllocateFrame(out Frame frame) != FrameError.None)
        {
            return MapError.OutOfFrames;
        }

        MapError error = virtualAddress.PageNumber >= _state.CallersEnd
            ? MapError.ReservedRegion
            : MapChecked(virtualAddress.PageNumber, new PageTableEntry(frame, PageFlags.Writable | PageFlags.OwnsFrame));
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
        uint page = CheckedPageNumber(virtualAddress);
        MapError error = CheckChangeable(page);
        if (error != MapError.None)
        {
            return error;
        }

        if (!OwnsFrame(virtualAddress))
        {
            return MapError.FrameNotOwned;
        }

        _frames.FreeFrame(Remove(page));
        return MapError.None;
    }

    /// <summary>Whether the page is mapped to a frame that was taken for it.</summary>
    public readonly bool OwnsFrame(VirtualAddress virtualAddress) =>
        TryReadEntry(virtualAddress, out PageTableEntry entry) && (entry.Flags & PageFlags.OwnsFrame) != 0;

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

    /// <summary>The directory entry that translates an address.</summary>
    public readonly PageTableEntry ReadDirectoryEntry(VirtualAddress virtualAddress) =>
        _tables.ReadDirectory(virtualAddress.DirectoryIndex);

    /// <summary>The table entry that translates an address. False when it, or the directory entry above it, is not present.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryReadEntry(VirtualAddress virtualAddress, out PageTableEntry entry)
    {
        if (!_tables.HasTable(virtualAddress.DirectoryIndex))
        {
            entry = default;
            return false;
        }

        entry = _tables.ReadEntry(virtualAddress.PageNumber);
        return entry.IsPresent;
    }

    /// <summary>
    /// The number of the page that starts at an address, by a rotation; one that starts nowhere gets a number past those of all pages, so that the
    /// comparison that an aligned address needs too refuses it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint CheckedPageNumber(VirtualAddress address) => BitOperations.RotateRight(address.Value, MemoryLayout.PageShift);

    /// <summary>Why a request to map is refused: by its own arguments, or as its page lies where callers may not map.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static MapError CheckRequest(uint page, PhysicalAddress physicalAddress, PageFlags flags) =>
        page >= MemoryLayout.FrameCount || !physicalAddress.IsPageAligned ? MapError.Unaligned
        : (flags & ~PageFlags.Requestable) != 0 ? MapError.UnknownFlags
        : MapError.ReservedRegion;

    /// <summary>Maps a page that may lie anywhere; what the public form refuses is up to the caller. Errors: AlreadyMapped, OutOfFrames.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal MapError MapChecked(uint page, PageTableEntry entry)
    {
        uint directory = page / MemoryLayout.EntriesPerTable;
        if (!_tables.HasTable(directory))
        {
            MapError error = AddTable(directory);
            if (error != MapError.None)
            {
                return error;
            }
        }

        if (_tables.IsMapped(page))
        {
            return MapError.AlreadyMapped;
        }

        _tables.WriteEntry(page, entry);
        EntriesOf(directory)++;
        return MapError.None;
    }

    /// <summary>Why a page can't be unmapped or protected; None when it can.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly MapError CheckChangeable(uint page)
    {
        if (page >= MemoryLayout.FrameCount)
        {
            return MapError.Unaligned;
        }

        if (page >= _state.CallersEnd)
        {
            return MapError.ReservedRegion;
        }

        if (page < _state.IdentityEnd >> MemoryLayout.PageShift)
        {
            return MapError.IdentityWindow;
        }

        return _tables.HasTable(page / MemoryLayout.EntriesPerTable) && _tables.IsMapped(page)
            ? MapError.None
            : MapError.NotMapped;
    }

    /// <summary>Unmaps any page that may be unmapped, or says why not.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private MapError UnmapChecked(uint page, out Frame frame)
    {
        MapError error = CheckChangeable(page);
        frame = error == MapError.None ? Remove(page) : default;
        return error;
    }

    /// <summary>Removes a mapping that is there and may be changed, and its table if this was the last entry (P7). Returns the frame.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Frame Remove(uint page)
    {
        Frame frame = _tables.ReadEntry(page).Frame;
        _tables.WriteEntry(page, default);
        _tables.InvalidatePage(page);
        uint directory = page / MemoryLayout.EntriesPerTable;
        if (--EntriesOf(directory) == 0)
        {
            ReturnTable(directory);
        }

        return frame;
    }
}
