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
    private const int LegendColumns = 26;
    private const int ColumnStep = 16;
    private const int FewestRows = 4;
    private const int MostDisagreements = 8;

    private static readonly Style _alarm = new(Color.Red, decoration: Decoration.Bold);

    private int Columns => Math.Max((Width - AddressColumns) / ColumnStep, 1) * ColumnStep;

    private int LegendKinds => Math.Max(Width / LegendColumns, 1);

    // The title, and the legend of the map with the most kinds.
    private int LinesAroundCells => 1 + (CellGrid.MostKinds + LegendKinds - 1) / LegendKinds;

    /// <summary>
    /// The chosen map; without a choice all maps if they fit, otherwise the frames. Cells are as small as the terminal
    /// has room for.
    /// </summary>
    public IRenderable Draw(MachinePicture picture, MapChoice choice)
    {
        List<IRenderable> head = [.. Head(picture)];
        int others = head.Count + (Keys is null ? 0 : 1);
        int maps = Enum.GetValues<MapChoice>().Length - 1;
        int needed = others + (maps * (LinesAroundCells + FewestRows));
        bool isAll = choice == MapChoice.All && needed <= Height;
        MapChoice[] shown = isAll ? [MapChoice.Frames, MapChoice.Space, MapChoice.Heap]
            : [choice == MapChoice.All ? MapChoice.Frames : choice];
        int rows = Math.Max(((Height - others) / shown.Length) - LinesAroundCells, 1);
        List<IRenderable> lines = [.. head, .. shown.SelectMany(map => Map(picture, map, rows * Columns))];
        string foot = (choice == MapChoice.All && !isAll ? $"all maps need {needed} lines  " : "") + Keys;
        if (foot.Length > 0)
        {
            lines.Add(Line(foot));
        }

        return new Rows(lines);
    }

    private IEnumerable<IRenderable> Head(MachinePicture picture)
    {
        KernelSnapshot kernel = picture.Snapshot;
        if (kernel.HasPanicked)
        {
            yield return new Text("the kernel has panicked: this is what it left", _alarm);
        }

        yield return Line($"stage: {kernel.Stage.ToString().ToLowerInvariant()}, {Figures(kernel)}");
        foreach (IRenderable line in Disagreements(picture.Disagreements))
        {
            yield return line;
        }
    }

    // A damaged table can give one for each of a million frames.
    private static IEnumerable<IRenderable> Disagreements(IReadOnlyList<string> lines)
    {
        foreach (string line in lines.Take(MostDisagreements))
        {
            yield return new Text($"disagreement: {line}", _alarm);
        }

        if (lines.Count > MostDisagreements)
        {
            yield return new Text($"and {lines.Count - MostDisagreements} more disagreements", _alarm);
        }
    }

    private static string Figures(KernelSnapshot kernel) => kernel.Stage < BootStage.Frames
        ? "frames are not ready"
        : $"{kernel.FreeFrames} frames free of {kernel.TotalFrames}"
            + (kernel.Stage < BootStage.Heap
                ? "" : $", {kernel.PageTables} page tables, {kernel.LiveAllocations} live allocations");

    private Text Line(string text) => new(text.Length > Width ? text[..Width] : text);

    private List<IRenderable> Map(MachinePicture picture, MapChoice choice, int cells)
    {
        (string name, CellGrid? grid) = choice switch
        {
            MapChoice.Frames => ("frames", picture.Frames is { } frames ? CellGrid.OfFrames(frames, cells) : null),
            MapChoice.Space =>
                ("address space",
                    picture.Tables is { } tables ? CellGrid.OfSpace(picture.Snapshot, tables, cells) : null),
            _ => ("heap", picture.Heap is { } heap ? CellGrid.OfHeap(picture.Snapshot, heap, cells) : null),
        };
        if (grid is null)
        {
            return [Line($"{name}: nothing yet")];
        }

        List<IRenderable> rows =
            [Line($"{name}: a cell is {Size(grid.CellBytes)}, of several kinds it shows the last")];
        for (int first = 0; first < grid.Cells.Count; first += Columns)
        {
            rows.Add(CellRow(grid, first, Math.Min(first + Columns, grid.Cells.Count)));
        }

        rows.AddRange(Enumerable.Range(0, grid.Kinds.Count).Chunk(LegendKinds).Select(kinds => LegendRow(grid, kinds)));
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

    private static string Size(ulong bytes) =>
        bytes >= 1 << 20 ? $"{bytes >> 20} MiB" : bytes >= 1 << 10 ? $"{bytes >> 10} KiB" : $"{bytes} bytes";
}
