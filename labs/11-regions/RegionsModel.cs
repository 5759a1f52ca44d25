// What is right in lab 11, page by page: the regions are the longest runs of pages that are alike.
namespace Osmosis.Lab.Regions;

/// <summary>What a page shows.</summary>
/// <param name="IsWritable">It may be written.</param>
/// <param name="Offset">The page of the file.</param>
internal readonly record struct Shown(bool IsWritable, uint Offset);

/// <summary>Pages that belong together.</summary>
/// <param name="First">The number of the first in the world.</param>
/// <param name="Count">How many.</param>
/// <param name="Page">What the first one shows.</param>
internal readonly record struct Run(int First, int Count, Shown Page)
{
    public uint Start => RegionsModel.AddressOf(First);

    public override string ToString() => $"0x{Start:x8}, {Count} {(Count == 1 ? "page" : "pages")}, "
        + $"{(Page.IsWritable ? "writable" : "read-only")}, offset {Page.Offset}";
}

internal sealed class RegionsModel
{
    /// <summary>The world's pages: the last ones that there are.</summary>
    public const int Count = 6;

    /// <summary>The most regions.</summary>
    public const int Most = 3;

    private Shown?[] _pages = new Shown?[Count];

    /// <summary>How the rules see the pages. Not changed, but replaced.</summary>
    public IReadOnlyList<Shown?> Pages => _pages;

    public static uint AddressOf(int page) => 0xFFFF_A000 + ((uint)page << 12);

    /// <summary>The pages as they would be; null when there would be too many regions.</summary>
    public Shown?[]? With(int first, int count, Func<int, Shown?, Shown?> change)
    {
        Shown?[] changed = [.. _pages];
        for (int page = first; page < first + count; page++)
        {
            changed[page] = change(page, changed[page]);
        }

        return Runs(changed).Count() <= Most ? changed : null;
    }

    public void Set(Shown?[] pages) => _pages = pages;

    /// <summary>The region that has a page; null for none.</summary>
    public Run? RunAt(int page)
    {
        foreach (Run run in Runs(_pages))
        {
            if (page >= run.First && page < run.First + run.Count)
            {
                return run;
            }
        }

        return null;
    }

    public UInt128 Digest()
    {
        UInt128 digest = 1;
        foreach (Shown? page in _pages)
        {
            digest = (digest * 1_000_003)
                + (page is { } shown ? (shown.Offset << 2) + (shown.IsWritable ? 2u : 1u) : 0);
        }

        return digest;
    }

    public Action Save()
    {
        Shown?[] pages = _pages;
        return () => _pages = pages;
    }

    private static IEnumerable<Run> Runs(Shown?[] pages)
    {
        int first = 0;
        for (int page = 1; page <= Count; page++)
        {
            bool isAlike = page < Count && pages[page] is { } here && pages[page - 1] is { } before
                && here.IsWritable == before.IsWritable && here.Offset == before.Offset + 1;
            if (isAlike)
            {
                continue;
            }

            if (pages[first] is { } shown)
            {
                yield return new Run(first, page - first, shown);
            }

            first = page;
        }
    }
}
