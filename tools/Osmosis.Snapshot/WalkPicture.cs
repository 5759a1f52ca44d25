// The walk of one address as a picture for a document: the address cut in three, and the choice of each part.
using System.Globalization;

namespace Osmosis.Snapshot;

public static class WalkPicture
{
    private const int Width = 960;
    private const int Height = 262;
    private const int BoxWidth = 240;
    private const int AddressTop = 34;
    private const int TablesTop = 124;
    private const int BoxHeight = 106;

    // Left edges of the columns for the three parts' choices.
    private static readonly int[] Columns = [168, 438, 708];

    /// <param name="walk">Read from a machine.</param>
    /// <param name="title">The address, in a few words.</param>
    public static string Draw(PageWalk walk, string title)
    {
        SvgDrawing svg = new(Width, Height, title);
        DrawAddress(svg, walk);
        svg.Box(8, TablesTop, 116, 46, "#ffffff");
        svg.Text(18, TablesTop + 19, "CR3");
        svg.Text(18, TablesTop + 37, $"p0x{walk.Root:x8}");
        DrawEntry(svg, Columns[0], "page directory", walk.Root, walk.DirectoryIndex, walk.DirectoryEntry);
        DrawEntry(svg, Columns[1], "page table", walk.DirectoryEntry.Frame, walk.TableIndex, walk.TableEntry);
        DrawFrame(svg, walk);
        svg.Path($"M124 {TablesTop + 16} H{Columns[0] - 1}", isArrow: true);
        svg.Path($"M{Columns[0] + BoxWidth} {TablesTop + 96} h14 V{TablesTop + 16} H{Columns[1] - 1}", isArrow: true);
        svg.Path($"M{Columns[1] + BoxWidth} {TablesTop + 96} h14 V{TablesTop + 16} H{Columns[2] - 1}", isArrow: true);
        return svg.End();
    }

    private static void DrawAddress(SvgDrawing svg, PageWalk walk)
    {
        svg.Text(8, AddressTop + 18, "address");
        svg.Text(8, AddressTop + 36, $"v0x{walk.Address:x8}");
        (uint Value, int Bits, string Name)[] parts =
        [
            (walk.DirectoryIndex, 10, $"bits 31–22: entry {walk.DirectoryIndex}"),
            (walk.TableIndex, 10, $"bits 21–12: entry {walk.TableIndex}"),
            (walk.Offset, 12, $"bits 11–0: offset 0x{walk.Offset:x3}"),
        ];
        for (int part = 0; part < parts.Length; part++)
        {
            int x = Columns[part];
            svg.Box(x, AddressTop, BoxWidth, 46, "#e4ecf7");
            svg.Text(x + 10, AddressTop + 19,
                parts[part].Value.ToString($"b{parts[part].Bits}", CultureInfo.InvariantCulture));
            svg.Text(x + 10, AddressTop + 37, parts[part].Name);
            svg.Path($"M{x + BoxWidth / 2} {AddressTop + 46} V{TablesTop - 1}", isArrow: true);
        }
    }

    private static void DrawEntry(SvgDrawing svg, int x, string name, uint table, uint index, PageEntry entry)
    {
        svg.Box(x, TablesTop, BoxWidth, BoxHeight, "#efe3f3");
        svg.Text(x + 10, TablesTop + 20, $"{name} p0x{table:x8}");
        svg.Text(x + 10, TablesTop + 44, $"entry {index}, at p0x{table + index * sizeof(uint):x8}:");
        svg.Text(x + 10, TablesTop + 62, $"0x{entry.Value:x8}");
        svg.Text(x + 10, TablesTop + 80, entry.Flags, SvgDrawing.Quiet, 11);
        svg.Text(x + 10, TablesTop + 98, $"leads to p0x{entry.Frame:x8}");
    }

    private static void DrawFrame(SvgDrawing svg, PageWalk walk)
    {
        int x = Columns[2];
        svg.Box(x, TablesTop, BoxWidth, BoxHeight, "#e3f1e1");
        svg.Text(x + 10, TablesTop + 20, $"frame p0x{walk.TableEntry.Frame:x8}");
        svg.Text(x + 10, TablesTop + 44, $"      + offset 0x{walk.Offset:x3}");
        svg.Text(x + 10, TablesTop + 68, "physical address");
        svg.Text(x + 10, TablesTop + 86, $"p0x{walk.Physical:x8}");
    }
}
