// Draws a running kernel's memory for a terminal: maps of cells, figures, and disagreements in red.
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
/// <param name="Keys">
/// The keys to press, if any: the last line, after the lines that all maps need if they don't fit.
/// </param>
public sealed record MemoryView(int Width, int Height, string? Keys = null)
{
    private const int AddressColumns = 12;
    private const int LegendLines = 3;
    private const int MostDisagreements = 8;

    private int Columns => Width >= AddressColumns + 128 ? 128 : 64;

    /// <summary>The chosen map; without a choice all maps if they fit, otherwise the frames.</summary>
    public IRenderable Draw(MachinePicture picture, MapChoice choice)
    {
        KernelSnapshot kernel = picture.Snapshot;
        List<IRenderable> head = [Line($"stage: {kernel.Stage.ToString().ToLowerInvariant()}, {Figures(kernel)}")];
        head.AddRange(Disagreements(picture.Disagreements));
        List<IRenderable>[] maps =
        [
            Map("frames", picture.Frames is { } frames ? CellGrid.OfFrames(frames) : null),
            Map("address space", picture.Tables is { } tables ? CellGrid.OfSpace(kernel, tables) : null),
            Map("heap", picture.Heap is { } heap ? CellGrid.OfHeap(kernel, heap) : null),
        ];
        int needed = head.Count + maps.Sum(map => map.Count) + (Keys is null ? 0 : 1);
        bool showsAll = choice == MapChoice.All && needed <= Height;
        List<IRenderable> rows = [.. head, .. showsAll ? maps.SelectMany(map => map) : maps[choice == MapChoice.All ? 0 : choice - MapChoice.Frames]];
        string foot = (choice == MapChoice.All && !showsAll ? $"all maps need {needed} lines  " : "") + Keys;
        if (foot.Length > 0)
        {
            rows.Add(Line(foot));
        }

        return new Rows(rows);
    }

    // A damaged table can give one for each of a million frames.
    private static IEnumerable<IRenderable> Disagreements(IReadOnlyList<string> lines)
    {
        Style style = new(Color.Red, decoration: Decoration.Bold);
        foreach (string line in lines.Take(MostDisagreements))
        {
            yield return new Text($"disagreement: {line}", style);
        }

        if (lines.Count > MostDisagreements)
        {
            yield return new Text($"and {lines.Count - MostDisagreements} more disagreements", style);
        }
    }

    private static string Figures(KernelSnapshot kernel) => kernel.Stage < BootStage.Frames
        ? "frames are not ready"
        : $"{kernel.FreeFrames} frames free of {kernel.TotalFrames}"
            + (kernel.Stage < BootStage.Heap ? "" : $", {kernel.PageTables} page tables, {kernel.LiveAllocations} live allocations");

    private Text Line(string text) => new(text.Length > Width ? text[..Width] : text);

    private List<IRenderable> Map(string name, CellGrid? grid)
    {
        if (grid is null)
        {
            return [Line($"{name}: nothing yet")];
        }

        List<IRenderable> rows = [Line($"{name}: a cell is {Size(grid.CellBytes)}, of several kinds it shows the last")];
        for (int first = 0; first < grid.Cells.Count; first += Columns)
        {
            rows.Add(CellRow(grid, first, Math.Min(first + Columns, grid.Cells.Count)));
        }

        rows.AddRange(Enumerable.Range(0, grid.Kinds.Count).Chunk((grid.Kinds.Count + LegendLines - 1) / LegendLines).Select(kinds => LegendRow(grid, kinds)));
        return rows;
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
