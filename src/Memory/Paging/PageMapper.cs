using System;
using System.Runtime.CompilerServices;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;

namespace Osmosis.Memory.Paging;

/// <summary>
/// Writes table entries, and keeps the tables that they need: a table comes when the first page below it is mapped, and
/// goes with the last (P1, P5, P7). The caller decides which pages may be mapped or unmapped, and gives their numbers.
/// </summary>
/// <typeparam name="TTables">How tables are reached.</typeparam>
/// <typeparam name="TFrames">Where the frames of page tables come from (P1).</typeparam>
public struct PageMapper<TTables, TFrames>
    where TTables : struct, IPageTables
    where TFrames : struct, IFrameSource
{
    public TableCounts Counts;

    private TTables _tables;
    private TFrames _frames;

    /// <summary>Makes the default value a mapper of the tables that <paramref name="counts"/> are those of.</summary>
    public void Initialise(TTables tables, TFrames frames, ref readonly TableCounts counts)
    {
        _tables = tables;
        _frames = frames;
        Counts = counts;
    }

    /// <inheritdoc cref="IPageTables.ReadDirectory"/>
    public readonly PageTableEntry ReadDirectory(uint directory) => _tables.ReadDirectory(directory);

    /// <summary>Reads a page's table entry. False when it, or the directory entry above it, is not present.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryRead(uint page, out PageTableEntry entry)
    {
        if (!_tables.ReadDirectory(page / MemoryLayout.EntriesPerTable).IsPresent)
        {
            entry = default;
            return false;
        }

        entry = _tables.ReadEntry(page);
        return entry.IsPresent;
    }

    /// <summary>Maps one page. Errors, each of which changes nothing: AlreadyMapped, OutOfFrames.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MapError Map(uint page, PageTableEntry entry)
    {
        uint directory = page / MemoryLayout.EntriesPerTable;
        if (!_tables.ReadDirectory(directory).IsPresent)
        {
            return MapBelowNewTable(page, entry);
        }

        if (_tables.ReadEntry(page).IsPresent)
        {
            return MapError.AlreadyMapped;
        }

        // Not present becomes present: nothing can be cached, so nothing is invalidated (Intel SDM volume 3, 4.10.4.3).
        _tables.WriteEntry(page, entry);
        Counts.EntriesOf(directory)++;
        return MapError.None;
    }

    /// <summary>
    /// Removes a mapping and tells its frame. A table that this leaves empty goes back. False, and nothing changed,
    /// when the page is not mapped.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryUnmap(uint page, out Frame frame)
    {
        uint directory = page / MemoryLayout.EntriesPerTable;
        if (!_tables.ReadDirectory(directory).IsPresent || !_tables.ReadEntry(page).IsPresent)
        {
            frame = default;
            return false;
        }

        frame = _tables.ReadEntry(page).Frame;
        _tables.WriteEntry(page, default);
        _tables.InvalidatePage(page);
        Counts.EntriesOf(directory)--;
        if (Counts.EntriesOf(directory) == 0)
        {
            ReturnTable(directory);
        }

        return true;
    }

    /// <summary>
    /// Maps pages to neighbouring frames, the first to that of <paramref name="first"/>. Every table is there and every
    /// entry is empty before the first is written; if that can't be had, the tables that were added go back. Errors,
    /// each of which changes nothing: AlreadyMapped, OutOfFrames.
    /// </summary>
    public MapError MapRange(uint page, uint pages, PageTableEntry first)
    {
        for (PageRun run = new(page, pages); run.Pages != 0; run = run.Next())
        {
            MapError error = PrepareToMap(run);
            if (error != MapError.None)
            {
                ReturnEmptyTables(page, run.First);
                return error;
            }
        }

        uint entry = first.Value;
        for (uint i = page; i != page + pages; i++)
        {
            _tables.WriteEntry(i, new PageTableEntry(entry));
            entry += MemoryLayout.PageSize;
        }

        for (PageRun run = new(page, pages); run.Pages != 0; run = run.Next())
        {
            Counts.EntriesOf(run.Directory) += run.Pages;
        }

        return MapError.None;
    }

    /// <summary>
    /// Removes mappings, all of which must be there, and tells their frames, if <paramref name="frames"/> has room for
    /// them. Tables that this leaves empty go back.
    /// </summary>
    public void UnmapRange(uint page, uint pages, Span<Frame> frames)
    {
        for (uint i = 0; i < pages; i++)
        {
            if (!frames.IsEmpty)
            {
                frames[(int)i] = _tables.ReadEntry(page + i).Frame;
            }

            _tables.WriteEntry(page + i, default);
        }

        // A table goes back only when the processor has forgotten its entries.
        Invalidate(page, pages);
        for (PageRun run = new(page, pages); run.Pages != 0; run = run.Next())
        {
            if ((Counts.EntriesOf(run.Directory) -= run.Pages) == 0)
            {
                ReturnTable(run.Directory);
            }
        }
    }

    /// <summary>Gives mapped pages other flags. Their frames, and the flags in <paramref name="kept"/>, stay.</summary>
    public void ProtectRange(uint page, uint pages, PageFlags flags, PageFlags kept)
    {
        for (uint i = 0; i < pages; i++)
        {
            PageTableEntry entry = _tables.ReadEntry(page + i);
            _tables.WriteEntry(page + i, new PageTableEntry(entry.Frame, flags | (entry.Flags & kept)));
        }

        Invalidate(page, pages);
    }

    /// <summary>
    /// Puts an empty table below a directory entry that is not present. It is zeroed before it can be seen (P1): the
    /// processor may walk a table speculatively from the moment its entry is written. The directory entry allows
    /// everything: the table entries decide. False, and the directory as it was, when no frame is free (P5).
    /// </summary>
    public bool TryAddTable(uint directory)
    {
        if (_frames.AllocateFrame(out Frame frame) != FrameError.None)
        {
            return false;
        }

        _tables.ZeroFrame(frame);
        _tables.WriteDirectory(directory, new PageTableEntry(frame, PageFlags.Writable));
        Counts.Tables++;
        return true;
    }

    private MapError MapBelowNewTable(uint page, PageTableEntry entry) =>
        TryAddTable(page / MemoryLayout.EntriesPerTable) ? Map(page, entry) : MapError.OutOfFrames;

    /// <summary>Sees to it that the pages of one table can be mapped.</summary>
    private MapError PrepareToMap(PageRun run)
    {
        if (!_tables.ReadDirectory(run.Directory).IsPresent)
        {
            return TryAddTable(run.Directory) ? MapError.None : MapError.OutOfFrames;
        }

        // Entries that are not present are 0, unless somebody else wrote them.
        for (uint done = _tables.CountEmpty(run.First, run.Pages); done < run.Pages; done++)
        {
            if (_tables.ReadEntry(run.First + done).IsPresent)
            {
                return MapError.AlreadyMapped;
            }
        }

        return MapError.None;
    }

    /// <summary>Gives back the empty tables from that of one page up to the one below that of another.</summary>
    private void ReturnEmptyTables(uint from, uint to)
    {
        for (uint directory = from / MemoryLayout.EntriesPerTable; directory != to / MemoryLayout.EntriesPerTable;
            directory++)
        {
            if (Counts.EntriesOf(directory) == 0 && _tables.ReadDirectory(directory).IsPresent)
            {
                ReturnTable(directory);
            }
        }
    }

    /// <summary>Gives back the table below a directory entry, which has no entry, unless it is to stay (P7).</summary>
    private void ReturnTable(uint directory)
    {
        if (Counts.IsKept(directory))
        {
            return;
        }

        Frame table = _tables.ReadDirectory(directory).Frame;
        _tables.WriteDirectory(directory, default);
        _tables.InvalidateTable(directory);
        _frames.FreeFrame(table);
        Counts.Tables--;
    }

    /// <summary>The processor forgets pages whose entries were changed.</summary>
    private void Invalidate(uint page, uint pages)
    {
        if (pages >= PageRun.WorthDroppingAll)
        {
            _tables.InvalidateAll();
            return;
        }

        for (uint i = 0; i < pages; i++)
        {
            _tables.InvalidatePage(page + i);
        }
    }
}
