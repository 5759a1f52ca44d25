// Writes the measured parts of docs/BENCHMARKS.md: the table and the plots, between two markers.
using Osmosis.Measuring;

namespace Osmosis.Cli.Benchmarks;

internal static class BenchmarkDocument
{
    /// <exception cref="FailedException">The document has no markers.</exception>
    public static Task WriteAsync(Repository repository, IReadOnlyList<BenchmarkRow> rows, CancellationToken cancel)
    {
        string documents = Path.Combine(repository.Root, "docs");
        IReadOnlyList<(string File, string Caption)> plots = new BenchmarkPlots(rows)
            .Write(Path.Combine(documents, "images"));
        return MarkedText.ReplaceAsync(Path.Combine(documents, "BENCHMARKS.md"), "figures",
            [.. Table(rows), "", .. plots.SelectMany(Picture)], cancel);
    }

    private static IEnumerable<string> Table(IReadOnlyList<BenchmarkRow> rows)
    {
        yield return $"| work | | ours | target | {string.Join(" | ", BenchmarkTables.Peers)} |";
        yield return $"| --- | --- | ---: | ---: | {string.Join(" | ", BenchmarkTables.Peers.Select(_ => "---:"))} |";
        foreach (BenchmarkRow row in rows.Where(row => row.What is not null))
        {
            string target = FigureText.Target(row) + (row.MissesMean || row.MissesWorst ? " **missed**" : "");
            yield return $"| `{row.Name}` "
                + $"| {row.What} | {FigureText.Ours(row)} | {target} | "
                + $"{string.Join(" | ", BenchmarkTables.Peers.Select(peer => FigureText.Peer(row, peer)))} |";
        }
    }

    private static string[] Picture((string File, string Caption) plot) =>
        [$"![{plot.Caption}](images/{plot.File})", ""];
}
