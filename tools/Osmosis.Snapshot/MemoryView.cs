// Draws a running kernel's memory for a terminal: maps of cells, figures, and in red whatever doesn't agree.
using Osmosis.Kernel.Snapshot;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Osmosis.Snapshot;

/// <summary>Which map to draw.</summary>
public enum MapChoice
{
    All,
    Frames,
    Space,
    Heap,
}

/// <param name="Width">Columns of the terminal.</param>
/// <param name="Height">Its lines.</param>
public sealed record MemoryView(int Width, int Height)
{
    private const int AddressColumns = 12;
    private const int LegendLines = 3;

    // A map's title, its legend, and the blank line after it; the first line, and the last.
    private const int LinesAround = LegendLines + 2;
    private const int OtherLines = 2;

    private int Columns => Width >= AddressColumns + 128 ? 128 : 64;

    private bool FitsAll => 3 * (CellGrid.MostCells / Columns + LinesAround) + OtherLines <= Height;

    /// <summary>All maps if they fit, else the frames; or the one that was chosen.</summary>
    public IRenderable Draw(MachinePicture picture, MapChoice choice)
    {
        KernelSnapshot kernel = picture.Snapshot;
        List<IRenderable> rows = [new Text($"stage: {kernel.Stage.ToString().ToLowerInvariant()}, {Figures(kernel)}")];
        rows.AddRange(picture.Disagreements.Select(line => new Text($"disagreement: {line}", new Style(Color.Red, decoration: Decoration.Bold))));
        bool Shows(MapChoice map) => choice == map || (choice == MapChoice.All && (FitsAll || map == MapChoice.Frames));
        if (Shows(MapChoice.Frames))
        {
            rows.Add(Map("frames", picture.Frames is { } frames ? CellGrid.OfFrames(frames) : null));
        }

        if (Shows(MapChoice.Space))
        {
            rows.Add(Map("address space", picture.Tables is { } tables ? CellGrid.OfSpace(kernel, tables) : null));
        }

        if (Shows(MapChoice.Heap))
        {
            rows.Add(Map("heap", picture.Heap is { } heap ? CellGrid.OfHeap(kernel, heap) : null));
        }

        return new Rows(rows);
    }

    private static string Figures(KernelSnapshot kernel) => kernel.Stage < BootStage.Frames
        ? "frames are not ready"
        : $"{kernel.FreeFrames} frames free of {kernel.TotalFrames}"
            + (kernel.Stage < BootStage.Heap ? "" : $", {kernel.PageTables} page tables, {kernel.LiveAllocations} live allocations");

    private Text Line(string text) => new(text.Length > Width ? text[..Width] : text);

    private IRenderable Map(string name, CellGrid? grid)
    {
        if (grid is null)
        {
            return Line($"{name}: nothing yet");
        }

        List<IRenderable> rows = [Line($"{name}: a cell is {Size(grid.CellBytes)}")];
        for (int first = 0; first < grid.Cells.Count; first += Columns)
        {
            rows.Add(CellRow(grid, first, Math.Min(first + Columns, grid.Cells.Count)));
        }

        rows.AddRange(Enumerable.Range(0, grid.Kinds.Count).Chunk((grid.Kinds.Count + LegendLines - 1) / LegendLines).Select(kinds => LegendRow(grid, kinds)));
        return new Rows(rows);
    }

    private static Paragraph CellRow(CellGrid grid, int first, int end)
    {
        Paragraph row = new($"{grid.Mark}0x{grid.Start + (ulong)first * grid.CellBytes:x8} ");
        for (int start = first, at = first + 1; at <= end; at++)
        {
            if (at == end || grid.Cells[at] != grid.Cells[start])
            {
                CellKind kind = grid.Kinds[grid.Cells[start]];
                row.Append(new string(kind.Letter, at - start), Style.Parse(kind.Color));
                start = at;
            }
        }

        return row;
    }

    private static Paragraph LegendRow(CellGrid grid, IEnumerable<int> kinds)
    {
        Paragraph row = new();
        foreach (int kind in kinds)
        {
            row.Append($"{grid.Kinds[kind].Letter}", Style.Parse(grid.Kinds[kind].Color));
            row.Append($" {grid.Count(kind),4} {grid.Kinds[kind].Name,-19}");
        }

        return row;
    }

    private static string Size(ulong bytes) => bytes >= 1 << 20 ? $"{bytes >> 20} MiB" : bytes >= 1 << 10 ? $"{bytes >> 10} KiB" : $"{bytes} bytes";
}
