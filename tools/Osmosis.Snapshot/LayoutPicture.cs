// The address space as a picture for a document: its parts, and how their pages are mapped. Not to scale.
namespace Osmosis.Snapshot;

public static class LayoutPicture
{
    private const int Width = 900;
    private const int Top = 32;
    private const int BandHeight = 25;
    private const int BoxLeft = 96;
    private const int BoxWidth = 250;
    private const int BracketLeft = BoxLeft + BoxWidth + 220;

    private static readonly string[] Colors = ["#dbe7f6", "#dcefd9", "#ffffff", "#fbeecb", "#efe3f3"];

    /// <param name="Start">First address.</param>
    /// <param name="Group">Number of the part of the address space.</param>
    /// <param name="Name">The name of the contents.</param>
    private sealed record Band(uint Start, int Group, string Name);

    /// <param name="snapshot">Gives the parts' addresses.</param>
    /// <param name="tables">Give the mappings.</param>
    /// <param name="title">The machine, in a few words.</param>
    public static string Draw(KernelSnapshot snapshot, PageTables tables, string title)
    {
        IReadOnlyList<Band> bands = [.. BandsOf(snapshot)];
        SvgDrawing svg = new(Width, Top + bands.Count * BandHeight + 8, title);
        for (int i = 0; i < bands.Count; i++)
        {
            int y = Top + i * BandHeight;
            svg.Text(8, y + 17, $"0x{bands[i].Start:x8}", SvgDrawing.Quiet);
            svg.Box(BoxLeft, y, BoxWidth, BandHeight, Colors[bands[i].Group]);
            svg.Text(BoxLeft + 10, y + 17, bands[i].Name);
            svg.Text(BoxLeft + BoxWidth + 12, y + 17,
                Mapping(tables, bands[i].Start, i + 1 < bands.Count ? bands[i + 1].Start : 1ul << 32),
                SvgDrawing.Quiet);
        }

        DrawGroups(svg, bands, Groups(snapshot));
        return svg.End();
    }

    private static IEnumerable<Band> BandsOf(KernelSnapshot snapshot)
    {
        const uint ScratchPage = PageTables.ScratchSlot * PageTables.Span;
        const uint Recursive = PageTables.RecursiveSlot * PageTables.Span;
        IEnumerable<Band> bands =
        [
            new(0, 0, "page 0: null"), new(KernelSnapshot.PageSize, 0, "BIOS, VGA text at 0xb8000"),
            new(snapshot.KernelStart, 0, "kernel: code"), new(snapshot.CodeEnd, 0, "kernel: constants"),
            new(snapshot.ConstantsEnd, 0, "kernel: variables"), new(snapshot.HeapBase, 1, "heap: blocks"),
            new(snapshot.HeapMappedEnd, 1, "heap: to grow into"),
            new(snapshot.HeapLimit, 2, "unused"), new(ScratchPage, 3, "scratch page"),
            new(ScratchPage + KernelSnapshot.PageSize, 3, "guard page"), new(snapshot.StackBottom, 3, "kernel stack"),
            new(snapshot.StackTop, 3, "guard page"),
            new(snapshot.StackTop + KernelSnapshot.PageSize, 3, "three more stacks"), new(Recursive, 4, "page tables"),
            new(uint.MaxValue - KernelSnapshot.PageSize + 1, 4, "page directory"),
        ];

        // A heap that hasn't grown yet has no blocks.
        return bands.Where(band => band.Name != "heap: blocks" || snapshot.HeapMappedEnd != snapshot.HeapBase);
    }

    private static string[] Groups(KernelSnapshot snapshot) =>
    [
        $"identity window, to W = 0x{snapshot.IdentityEnd:x8}:\nevery page maps to itself",
        $"heap window, {(snapshot.HeapLimit - snapshot.HeapBase) >> 20} MiB from W on:\nmapped on demand", "",
        "entry 1022 of the directory:\nkept for the kernel", "entry 1023: recursive,\nleads to the directory itself",
    ];

    /// <summary>The mapping of a range's pages in the tables.</summary>
    private static string Mapping(PageTables tables, uint start, ulong end)
    {
        // Behind entry 1023 the tables appear as pages; the directory is the last of them.
        PageWalk[] pages =
            [.. Enumerable.Range(0, (int)((end - start + KernelSnapshot.PageSize - 1) / KernelSnapshot.PageSize))
                .Select(page => tables.Walk(start + (uint)page * KernelSnapshot.PageSize)).OfType<PageWalk>()];
        int writable = pages.Count(page => page.TableEntry.IsWritable);
        return pages.Length == 0 ? "not mapped"
            : writable == pages.Length ? Pages(writable, "writable")
            : writable == 0 ? Pages(pages.Length, "read-only")
            : $"{pages.Length - writable} read-only, {writable} writable";
    }

    private static string Pages(int count, string access) => $"{count} page{(count == 1 ? "" : "s")}, {access}";

    private static void DrawGroups(SvgDrawing svg, IReadOnlyList<Band> bands, string[] groups)
    {
        for (int group = 0; group < groups.Length; group++)
        {
            int first = bands.Index().First(band => band.Item.Group == group).Index;
            int top = Top + first * BandHeight;
            int bottom = top + bands.Count(band => band.Group == group) * BandHeight;
            if (groups[group].Split('\n') is [string what, string how])
            {
                svg.Path($"M{BracketLeft} {top + 3} h6 V{bottom - 3} h-6", isArrow: false);
                svg.Text(BracketLeft + 16, (top + bottom) / 2 - 2, what);
                svg.Text(BracketLeft + 16, (top + bottom) / 2 + 14, how, SvgDrawing.Quiet);
            }
        }
    }
}
