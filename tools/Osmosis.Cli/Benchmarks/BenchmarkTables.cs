// The output of ./osmosis bench.
using Osmosis.Measuring;
using Spectre.Console;

namespace Osmosis.Cli.Benchmarks;

internal static class BenchmarkTables
{
    private const int WidthWithoutTerminal = 220;
    private const double Changed = 0.0005;

    /// <summary>Whose figures stand beside the kernel's own, and whose beside those of programs.</summary>
    public static readonly string[] KernelPeers = ["spec-C", "xv6", "TLSF", "K&R"];
    public static readonly string[] ProgramPeers = [ProgramBenchmark.Linux];

    private static readonly string[] s_peers = [.. KernelPeers, .. ProgramPeers];

    /// <summary>
    /// Our figures beside targets and peers; missed targets are marked. Rows without a target are left out unless asked
    /// for.
    /// </summary>
    public static void PrintFigures(IReadOnlyList<BenchmarkRow> rows, bool all)
    {
        Table table = NewTable("Name", "Ours", "Target", "");
        Array.ForEach(s_peers, peer => table.AddColumn(new TableColumn(peer).RightAligned().NoWrap()));
        table.AddColumn("What");
        foreach (BenchmarkRow row in rows.Where(row => all || row.What is not null))
        {
            bool misses = row.MissesMean || row.MissesWorst;
            string mark = row.Target is null ? "" : misses ? "[red]missed[/]" : "[green]met[/]";
            table.AddRow([Plain(row.Name), Plain(FigureText.Ours(row)), Plain(FigureText.Target(row)), new Markup(mark),
                .. s_peers.Select(peer => Plain(FigureText.Peer(row, peer))), Plain(row.What ?? "")]);
        }

        AnsiConsole.Write(table);
        int missed = rows.Count(row => row.MissesMean || row.MissesWorst);
        Console.WriteLine(
            $"Instructions (mean / "
                + $"worst). {rows.Count(row => row.Target is not null) - missed} targets met, {missed} missed.");
    }

    /// <summary>The differences between an older list of rows and a new one.</summary>
    public static void PrintChanges(IReadOnlyList<BenchmarkRow> old, IReadOnlyList<BenchmarkRow> rows)
    {
        Dictionary<string, BenchmarkRow> before = old.ToDictionary(row => row.Name);
        Table table = NewTable("Name", "Old", "New", "Mean", "Worst");
        foreach (BenchmarkRow row in rows)
        {
            BenchmarkRow? was = before.GetValueOrDefault(row.Name);
            if (was is null || Differs(was.Mean, row.Mean) || Differs(was.Worst, row.Worst))
            {
                table.AddRow(Plain(row.Name), Plain(FigureText.Pair(was?.Mean, was?.Worst)),
                    Plain(FigureText.Pair(row.Mean, row.Worst)),
                    Change(row, was?.Mean, row.Mean), Change(row, was?.Worst, row.Worst));
            }
        }

        AnsiConsole.Write(table);
        Console.WriteLine($"{table.Rows.Count} of {rows.Count} rows changed.");
    }

    private static bool Differs(double? old, double? now) =>
        old is double was && now is double all ? Math.Abs(all - was) > Math.Abs(was) * Changed : old != now;

    private static Markup Change(BenchmarkRow row, double? old, double? now)
    {
        if (old is not double was || now is not double figure)
        {
            return new Markup(now is null ? "" : "new");
        }

        string colour = row.IsWorse(figure, was) ? "red" : "green";
        return new Markup($"[{colour}]{FigureText.Change(was, figure)}[/]");
    }

    private static Table NewTable(params string[] columns)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = WidthWithoutTerminal;
        }

        Table table = new Table().Border(TableBorder.Rounded);
        Array.ForEach(columns, column => table.AddColumn(new TableColumn(column).NoWrap()));
        return table;
    }

    private static Text Plain(string text) => new(text);
}
