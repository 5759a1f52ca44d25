using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Osmosis.Memory;

/// <summary>
/// Maps single 4 KiB pages in one address space. Every refusal is a value and changes nothing.
/// A page's life, and who owns its frame:
/// <code>
/// unmapped ──Map(virtual, physical, flags)──▶ mapped ──Unmap(virtual, out frame)──▶ unmapped, the frame is the caller's again
/// </code>
/// The default value is not usable: <see cref="Create"/> makes one. Not safe against interrupts: interrupt handlers map nothing.
/// </summary>
/// <typeparam name="TTables">How tables are reached.</typeparam>
/// <typeparam name="TFrames">Where the frames of page tables come from (P1).</typeparam>
public partial struct Paging<TTables, TFrames>
    where TTables : struct, IPageTables
    where TFrames : struct, IFrameSource
{
    private TTables _tables;
    private TFrames _frames;
    private PagingState _state;

    /// <summary>Present entries of all page tables. Adds up the tables' counts.</summary>
    public readonly uint MappedPages => _state.MappedPages;

    /// <summary>Page tables in use; the directory is not one.</summary>
    public readonly uint PageTables => _state.PageTables;

    /// <summary>The end W of the identity window, in bytes (L1).</summary>
    public readonly uint IdentityEnd => _state.IdentityEnd;

    /// <summary>What goes on to the next way of reaching the tables, when paging is switched on.</summary>
    public readonly PagingState State => _state;

    /// <summary>An address space that continues from <paramref name="state"/>.</summary>
    public static Paging<TTables, TFrames> Create(TTables tables, TFrames frames, PagingState state)
    {
        Paging<TTables, TFrames> paging = default;
        paging._tables = tables;
        paging._frames = frames;
        paging._state = state;
        return paging;
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
        uint offsets = (virtualAddress.Value | physicalAddress.Value) & MemoryLayout.PageOffsetMask;
        return (offsets | (uint)(flags & ~PageFlags.Requestable)) != 0 || virtualAddress.Value >= MemoryLayout.ScratchSlotBase
            ? CheckRequest(offsets, flags)
            : MapChecked(virtualAddress, new PageTableEntry(physicalAddress.Value | (uint)(flags | PageFlags.Present)));
    }

    /// <summary>
    /// Removes one mapping (paging_unmap), and hands its frame back to the caller (P3). A table that this leaves empty goes back to where it
    /// came from (P7). Errors, each of which changes nothing: Unaligned, ReservedRegion, IdentityWindow, NotMapped.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MapError Unmap(VirtualAddress virtualAddress, out Frame frame)
    {
        if (!IsChangeable(virtualAddress) || !TryReadEntry(virtualAddress, out PageTableEntry entry))
        {
            frame = default;
            return CheckChangeable(virtualAddress);
        }

        frame = entry.Frame;
        Remove(virtualAddress);
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

        MapError error = virtualAddress.Value >= MemoryLayout.ScratchSlotBase
            ? MapError.ReservedRegion
            : MapChecked(virtualAddress, new PageTableEntry(frame, PageFlags.Writable | PageFlags.OwnsFrame));
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
        if (!IsChangeable(virtualAddress) || !TryReadEntry(virtualAddress, out PageTableEntry entry))
        {
            return CheckChangeable(virtualAddress);
        }

        if ((entry.Flags & PageFlags.OwnsFrame) == 0)
        {
            return MapError.FrameNotOwned;
        }

        Remove(virtualAddress);
        _frames.FreeFrame(entry.Frame);
        return MapError.None;
    }

    /// <summary>Whether the page is mapped to a frame that was taken for it.</summary>
    public readonly bool OwnsFrame(VirtualAddress virtualAddress) =>
        TryReadEntry(virtualAddress, out PageTableEntry entry) && (entry.Flags & PageFlags.OwnsFrame) != 0;

    /// <summary>
    /// The physical address behind any virtual one, with its offset inside the page (paging_resolve, P4). NotMapped when there is none:
    /// physical address 0 is a valid answer.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
        if (!_tables.ReadDirectory(virtualAddress.DirectoryIndex).IsPresent)
        {
            entry = default;
            return false;
        }

        entry = _tables.ReadEntry(virtualAddress);
        return entry.IsPresent;
    }

    /// <summary>Why a request to map is refused: by its own arguments, or as its page lies where callers may not map.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static MapError CheckRequest(uint offsets, PageFlags flags) =>
        offsets != 0 ? MapError.Unaligned
        : (flags & ~PageFlags.Requestable) != 0 ? MapError.UnknownFlags
        : MapError.ReservedRegion;

    /// <summary>Maps a page that may lie anywhere; what the public form refuses is up to the caller. Errors: AlreadyMapped, OutOfFrames.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal MapError MapChecked(VirtualAddress page, PageTableEntry entry)
    {
        uint directory = page.DirectoryIndex;
        if (!_tables.ReadDirectory(directory).IsPresent)
        {
            return MapInNewTable(page, entry);
        }

        if (_tables.ReadEntry(page).IsPresent)
        {
            return MapError.AlreadyMapped;
        }

        // Not present becomes present: nothing can be cached, so nothing is invalidated (Intel SDM volume 3, 4.10.4.3).
        _tables.WriteEntry(page, entry);
        EntriesOf(directory)++;
        return MapError.None;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private MapError MapInNewTable(VirtualAddress page, PageTableEntry entry)
    {
        MapError error = AddTable(page.DirectoryIndex);
        if (error == MapError.None)
        {
            _tables.WriteEntry(page, entry);
            EntriesOf(page.DirectoryIndex)++;
        }

        return error;
    }

    /// <summary>
    /// Puts an empty table below a directory entry that is not present. It is zeroed before it can be seen (P1): the processor may walk a
    /// table speculatively from the moment that its entry is written. Without a frame the directory stays as it was (P5).
    /// The directory entry allows everything that a table entry may: the table entries decide.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal MapError AddTable(uint directory)
    {
        if (_frames.AllocateFrame(out Frame frame) != FrameError.None)
        {
            return MapError.OutOfFrames;
        }

        _tables.ZeroFrame(frame);
        _tables.WriteDirectory(directory, new PageTableEntry(frame, PageFlags.Writable));
        _state.PageTables++;
        return MapError.None;
    }

    /// <summary>Whether callers may unmap or protect the page at an address, if there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsChangeable(VirtualAddress page) =>
        page.IsPageAligned && page.Value >= _state.IdentityEnd && page.Value < MemoryLayout.ScratchSlotBase;

    /// <summary>Why a page can't be unmapped or protected; None when it can.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly MapError CheckChangeable(VirtualAddress page)
    {
        if (!page.IsPageAligned)
        {
            return MapError.Unaligned;
        }

        if (page.Value >= MemoryLayout.ScratchSlotBase)
        {
            return MapError.ReservedRegion;
        }

        if (page.Value < _state.IdentityEnd)
        {
            return MapError.IdentityWindow;
        }

        return TryReadEntry(page, out _) ? MapError.None : MapError.NotMapped;
    }

    /// <summary>Removes a mapping that is there and may be changed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Remove(VirtualAddress page)
    {
        ref ushort entries = ref EntriesOf(page.DirectoryIndex);
        if (entries == 1)
        {
            RemoveLast(page);
            return;
        }

        entries--;
        _tables.WriteEntry(page, default);
        _tables.InvalidatePage(page);
    }

    /// <summary>Removes the last entry of a table, and the table (P7).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RemoveLast(VirtualAddress page)
    {
        EntriesOf(page.DirectoryIndex) = 0;
        _tables.WriteEntry(page, default);
        _tables.InvalidatePage(page);
        ReturnTable(page.DirectoryIndex);
    }

    /// <summary>How many entries the table below a directory entry has.</summary>
    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ushort EntriesOf(uint directory) => ref _state.Entries[(int)(directory % MemoryLayout.EntriesPerTable)];

    /// <summary>
    /// Gives back the table below a directory entry when its last entry went (P7). Tables of the identity window stay without being asked
    /// about: the window's pages can't be unmapped, so their last entry never goes.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReturnTable(uint directory)
    {
        Frame table = _tables.ReadDirectory(directory).Frame;
        _tables.WriteDirectory(directory, default);
        _tables.InvalidateTable(directory);
        _frames.FreeFrame(table);
        _state.PageTables--;
    }
}
