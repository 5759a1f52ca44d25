using System;

namespace Osmosis.Memory.Paging;

/// <summary>
/// The pages of a range that lie in one table. A range is walked run by run:
/// <c>for (PageRun run = new(first, pages); run.Pages != 0; run = run.Next())</c>.
/// </summary>
internal readonly struct PageRun
{
    /// <summary>
    /// From so many pages on all translations are dropped at once: loading CR3 costs as much as a few dozen INVLPG
    /// (Intel SDM volume 3, 4.10.4.2 leaves the choice to software).
    /// </summary>
    public const uint WorthDroppingAll = 33;

    /// <summary>The number of the run's first page.</summary>
    public readonly uint First;

    /// <summary>Pages of this run; 0 past the range's end.</summary>
    public readonly uint Pages;

    private readonly uint _pagesLeft;

    /// <summary>The first run of <paramref name="pages"/> pages from page number <paramref name="first"/> up.</summary>
    public PageRun(uint first, uint pages)
    {
        First = first;
        Pages = Math.Min(pages, MemoryLayout.EntriesPerTable - (first % MemoryLayout.EntriesPerTable));
        _pagesLeft = pages;
    }

    /// <summary>The directory entry above the run.</summary>
    public uint Directory => First / MemoryLayout.EntriesPerTable;

    public PageRun Next() => new(First + Pages, _pagesLeft - Pages);
}
