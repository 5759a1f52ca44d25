// Plots of measured rows: cost against memory size and occupancy.
using System.Globalization;
using Osmosis.Measuring;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Osmosis.Cli.Benchmarks;

internal sealed class BenchmarkPlots(IReadOnlyList<BenchmarkRow> rows)
{
    private const string SpecificationC = "spec-C";
    private const int Width = 720;
    private const int Height = 360;

    private static readonly OxyColor[] Colors = [OxyColor.FromRgb(0x1B, 0x6E, 0xC2), OxyColor.FromRgb(0xC2, 0x4E, 0x1B),
        OxyColor.FromRgb(0x6B, 0x6B, 0x6B)];

    /// <summary>Writes the plots into a folder and returns their file names and captions.</summary>
    public IReadOnlyList<(string File, string Caption)> Write(string folder)
    {
        Directory.CreateDirectory(folder);
        (string File, string Caption, PlotModel Plot)[] plots =
        [
            ("frames-occupancy.svg", "Allocating and freeing a frame, as memory fills up", FramesByOccupancy()),
            ("frames-memory.svg",
                "Making the frame allocator (a4), and allocating and freeing a frame (a1), by memory size",
                FramesByMemory()),
            ("heap-live.svg", "An operation of the heap, by what is live", HeapByLiveBytes()),
            ("space-regions.svg", "Mapping and unmapping a page, by how many regions there are", SpaceByRegions()),
            ("boot-memory.svg", "From entry to prompt, by memory size", BootByMemory()),
        ];
        foreach ((string file, _, PlotModel plot) in plots)
        {
            SvgExporter exporter = new()
            {
                Width = Width,
                Height = Height,
                UseVerticalTextAlignmentWorkaround = true,
                TextMeasurer = new WideText()
            };
            File.WriteAllText(Path.Combine(folder, file), exporter.ExportToString(plot) + "\n");
        }

        return [.. plots.Select(plot => (plot.File, plot.Caption))];
    }

    private PlotModel FramesByOccupancy()
    {
        PlotModel plot = NewPlot("frames allocated, %", isLogarithmic: false);
        Add(plot, "OS/mosis", 0, Points("occupancy.", ""));
        Add(plot, SpecificationC, 1, [.. PeerAt(0, "a1"), .. PeerAt(90, "a3")]);
        return plot;
    }

    private PlotModel FramesByMemory()
    {
        PlotModel plot = NewPlot("memory, MiB", isLogarithmic: true);
        Add(plot, "OS/mosis: a4", 0, Points("a4.", ""));
        Add(plot, $"{SpecificationC}: a4", 1,
            [.. PeerAt(128, "a4.128"), .. PeerAt(1024, "a4.1024"), .. PeerAt(3072, "a4.3072")]);
        Add(plot, "OS/mosis: a1", 2, Points("a1.", ""));
        return plot;
    }

    private PlotModel HeapByLiveBytes()
    {
        PlotModel plot = NewPlot("most KiB live", isLogarithmic: true);
        foreach ((string mode, int color) in new[] { ("plain", 0), ("checked", 2) })
        {
            Add(plot, $"OS/mosis, {mode}", color,
                [.. Points("live.", $".{mode}")
                    .Select(point => new DataPoint(Mean($"live.{point.X}.{mode}.live") / 1024, point.Y))
                    .OrderBy(point => point.X)]);
        }

        Add(plot, SpecificationC, 1, [.. PeerAt(Mean("c2.plain.live") / 1024, "c2.plain")]);
        return plot;
    }

    private PlotModel SpaceByRegions()
    {
        PlotModel plot = NewPlot("regions", isLogarithmic: true);
        Add(plot, "map", 0, Points("s.map.", ""));
        Add(plot, "unmap", 2, Points("s.unmap.", ""));
        plot.Axes[1] = new LinearAxis
        {
            Position = AxisPosition.Left,
            Title = "instructions",
            Minimum = 0,
            StringFormat = "#,0",
            AxisTitleDistance = 12,
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = OxyColors.LightGray
        };
        return plot;
    }

    private PlotModel BootByMemory()
    {
        PlotModel plot = NewPlot("memory, MiB", isLogarithmic: true);
        Add(plot, "with the boot log", 2, Points("boot.", ""));
        Add(plot, "quiet", 0, Points("boot.", ".quiet"));
        return plot;
    }

    // The rows named prefix, number, suffix: number against mean.
    private IReadOnlyList<DataPoint> Points(string prefix, string suffix) =>
    [
        .. rows.Where(row => row.Name.StartsWith(prefix, StringComparison.Ordinal)
            && row.Name.EndsWith(suffix, StringComparison.Ordinal))
            .Select(row => (Row: row, Middle: row.Name[prefix.Length..^suffix.Length]))
            .Where(part => part.Middle.All(char.IsAsciiDigit))
            .Select(part =>
                new DataPoint(double.Parse(part.Middle, CultureInfo.InvariantCulture), part.Row.Mean!.Value))
            .OrderBy(point => point.X),
    ];

    private IEnumerable<DataPoint> PeerAt(double x, string name) =>
        rows.FirstOrDefault(row => row.Name == name)?.Peers?.TryGetValue(SpecificationC, out double figure) is true
            ? [new DataPoint(x, figure)] : [];

    private double Mean(string name) => rows.FirstOrDefault(row => row.Name == name)?.Mean ?? double.NaN;

    private static PlotModel NewPlot(string below, bool isLogarithmic)
    {
        // A font whose metrics the library knows.
        PlotModel plot = new()
        {
            Background = OxyColors.White,
            DefaultFont = "Arial",
            PlotAreaBorderColor = OxyColors.LightGray
        };
        Axis horizontal = isLogarithmic ? new LogarithmicAxis() : new LinearAxis { Minimum = -2, Maximum = 102 };
        horizontal.Position = AxisPosition.Bottom;
        horizontal.Title = below;
        plot.Axes.Add(horizontal);
        plot.Axes.Add(new LogarithmicAxis
        {
            Position = AxisPosition.Left,
            Title = "instructions",
            Minimum = 10,
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = OxyColors.LightGray
        });
        foreach (Axis axis in plot.Axes)
        {
            axis.StringFormat = "#,0";
            axis.AxisTitleDistance = 12;
        }

        plot.Legends.Add(new Legend
        {
            LegendPosition = LegendPosition.BottomCenter,
            LegendPlacement = LegendPlacement.Outside,
            LegendOrientation = LegendOrientation.Horizontal
        });
        return plot;
    }

    // Only single figures of the peers are known, so no line joins them.
    private static void Add(PlotModel plot, string title, int color, IReadOnlyList<DataPoint> points)
    {
        // Room above the highest point.
        plot.Axes[1].Maximum = points.Select(point => point.Y * 2)
            .Append(double.IsNaN(plot.Axes[1].Maximum) ? 0 : plot.Axes[1].Maximum).Max();
        plot.Series.Add(new LineSeries
        {
            Title = title,
            Color = Colors[color],
            LineStyle = title.StartsWith(SpecificationC, StringComparison.Ordinal) ? LineStyle.None : LineStyle.Solid,
            MarkerType = MarkerType.Circle,
            MarkerSize = 4,
            MarkerFill = Colors[color],
            ItemsSource = points,
        });
    }

    // The viewer's font may be wider.
    private sealed class WideText() : PdfRenderContext(Width, Height, OxyColors.White)
    {
        private const double Wider = 1.35;

        public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight)
        {
            OxySize size = base.MeasureText(text, fontFamily, fontSize, fontWeight);
            return new OxySize(size.Width * Wider, size.Height);
        }
    }
}
