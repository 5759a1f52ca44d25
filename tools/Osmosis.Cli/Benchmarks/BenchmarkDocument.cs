// Writes the measured parts of docs/BENCHMARKS.md: the table and the plots, between two markers.
using Osmosis.Measuring;

namespace Osmosis.Cli.Benchmarks;

internal static class BenchmarkDocument
{
    private const string ProgramRows = "p.";

    /// <exception cref="FailedException">The document has no markers.</exception>
    public static async Task WriteAsync(Repository repository, IReadOnlyList<BenchmarkRow> rows,
        CancellationToken cancel)
    {
        string documents = Path.Combine(repository.Root, "docs"), document = Path.Combine(documents, "BENCHMARKS.md");
        ILookup<bool, BenchmarkRow> described = rows.Where(row => row.What is not null)
            .ToLookup(row => row.Name.StartsWith(ProgramRows, StringComparison.Ordinal));
        IReadOnlyList<(string File, string Caption)> plots = new BenchmarkPlots(rows)
            .Write(Path.Combine(documents, "images"));
        string[] kernel = [.. Table(described[false], BenchmarkTables.KernelPeers), "", .. plots.SelectMany(Picture)];
        await MarkedText.ReplaceAsync(document, "figures", kernel, cancel);
        await MarkedText.ReplaceAsync(document, "programs", [.. Table(described[true], BenchmarkTables.ProgramPeers)],
            cancel);
    }

    private static IEnumerable<string> Table(IEnumerable<BenchmarkRow> rows, string[] peers)
    {
        yield return $"| work | | ours | target | {string.Join(" | ", peers)} |";
        yield return $"| --- | --- | ---: | ---: | {string.Join(" | ", peers.Select(_ => "---:"))} |";
        foreach (BenchmarkRow row in rows)
        {
            string target = FigureText.Target(row) + (row.MissesMean || row.MissesWorst ? " **missed**" : "");
            string others = string.Join(" | ", peers.Select(peer => FigureText.Peer(row, peer)));
            yield return $"| `{row.Name}` | {row.What} | {FigureText.Ours(row)} | {target} | {others} |";
        }
    }

    private static string[] Picture((string File, string Caption) plot) =>
        [$"![{plot.Caption}](images/{plot.File})", ""];
}
