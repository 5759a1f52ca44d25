// A map of cells as a picture for a document: SVG, the same bytes for the same cells.
using System.Globalization;
using System.Text;

namespace Osmosis.Snapshot;

public static class GridPicture
{
    private const int Columns = 64;
    private const int CellSize = 12;
    private const int Left = 96;
    private const int Top = 30;
    private const int LegendColumns = 3;
    private const int LegendLine = 18;
    private const int Width = Left + Columns * CellSize + 10;

    // Named colours are a terminal's and too bright for a page; these are readable on light and on dark.
    private static readonly Dictionary<string, string> Colors = new()
    {
        ["grey"] = "#d5d9de",
        ["red"] = "#d1495b",
        ["blue"] = "#3d6fb4",
        ["aqua"] = "#3ba3a3",
        ["lime"] = "#5fa55a",
        ["yellow"] = "#e0a030",
        ["fuchsia"] = "#9b5fb0",
        ["white"] = "#2f6b2b",
    };

    /// <param name="grid">What to draw.</param>
    /// <param name="title">A title in a few words.</param>
    public static string Draw(CellGrid grid, string title)
    {
        int rows = (grid.Cells.Count + Columns - 1) / Columns;
        int legendTop = Top + rows * CellSize + 24;
        int height = legendTop + (grid.Kinds.Count + LegendColumns - 1) / LegendColumns * LegendLine;
        StringBuilder svg = new();
        svg.AppendLine(CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" """
                + $"""font-family="monospace" font-size="12">""");
        svg.AppendLine(CultureInfo.InvariantCulture,
            $"""<title>{title}</title><rect width="{Width}" height="{height}" fill="#ffffff"/>""");
        svg.AppendLine(CultureInfo.InvariantCulture,
            $"""<text x="8" y="18">{title}: a cell is {grid.CellBytes} bytes</text>""");
        for (int row = 0; row < rows; row++)
        {
            svg.AppendLine(CultureInfo.InvariantCulture,
                $"""<text x="8" y="{Top + row * CellSize + 10}" """
                    + $"""fill="#505860">{grid.Mark}0x"""
                    + $"""{grid.Start + (ulong)(row * Columns) * grid.CellBytes:x8}</text>""");
            DrawRow(svg, grid, row);
        }

        for (int kind = 0; kind < grid.Kinds.Count; kind++)
        {
            (int x, int y) = (8 + kind % LegendColumns * 280, legendTop + kind / LegendColumns * LegendLine);
            svg.AppendLine(CultureInfo.InvariantCulture,
                $"""{Square(x, y - 10, grid.Kinds[kind])}<text x="{x + 18}" """
                    + $"""y="{y}">{grid.Kinds[kind].Letter} {grid.Kinds[kind].Name}: {grid.Count(kind)}</text>""");
        }

        return svg.AppendLine("</svg>").ToString();
    }

    /// <summary>Hollow for an empty cell.</summary>
    private static string Square(int x, int y, CellKind kind) => kind.Letter == '-'
        ? string.Create(CultureInfo.InvariantCulture,
            $"""<rect x="{x}.5" y="{y}.5" width="10" height="10" fill="none" stroke="{Colors[kind.Color]}"/>""")
        : string.Create(CultureInfo.InvariantCulture,
            $"""<rect x="{x}" y="{y}" width="11" height="11" fill="{Colors[kind.Color]}"/>""");

    // Each cell has its letter too, because not everybody can tell the colours apart.
    private static void DrawRow(StringBuilder svg, CellGrid grid, int row)
    {
        int y = Top + row * CellSize;
        for (int cell = row * Columns; cell < Math.Min((row + 1) * Columns, grid.Cells.Count); cell++)
        {
            CellKind kind = grid.Kinds[grid.Cells[cell]];
            int x = Left + cell % Columns * CellSize;
            svg.Append(Square(x, y, kind));
            if (kind.Letter is not ('.' or '-'))
            {
                svg.Append(CultureInfo.InvariantCulture,
                    $"""<text x="{x + 2}" y="{y + 9}" font-size="10" fill="#ffffff">{kind.Letter}</text>""");
            }
        }

        svg.AppendLine();
    }
}
