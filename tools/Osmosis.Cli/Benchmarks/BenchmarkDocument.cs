// Writes the measured parts of docs/BENCHMARKS.md: the table and the plots, between two marks.
using Osmosis.Measuring;

namespace Osmosis.Cli.Benchmarks;

internal static class BenchmarkDocument
{
    private const string Begin = "<!-- figures:begin -->";
    private const string End = "<!-- figures:end -->";

    /// <exception cref="FailedException">The document has no marks.</exception>
    public static void Write(Repository repository, IReadOnlyList<BenchmarkRow> rows)
    {
        IReadOnlyList<(string File, string Caption)> plots = new BenchmarkPlots(rows).Write(Path.Combine(repository.Root, "docs", "images"));
        string path = Path.Combine(repository.Root, "docs", "BENCHMARKS.md");
        string text = File.ReadAllText(path);
        (int begin, int end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
        {
            throw new FailedException($"{path} has no {Begin} … {End} to put the figures between");
        }

        File.WriteAllText(path, text[..begin] + string.Join('\n', [Begin, .. Table(rows), "", .. plots.SelectMany(Picture), ""]) + text[end..]);
    }

    private static IEnumerable<string> Table(IReadOnlyList<BenchmarkRow> rows)
    {
        yield return $"| work | | ours | target | {string.Join(" | ", BenchmarkTables.Peers)} |";
        yield return $"| --- | --- | ---: | ---: | {string.Join(" | ", BenchmarkTables.Peers.Select(_ => "---:"))} |";
        foreach (BenchmarkRow row in rows.Where(row => row.What is not null))
        {
            string target = FigureText.Target(row) + (row.MissesMean || row.MissesWorst ? " **missed**" : "");
            yield return $"| `{row.Name}` | {row.What} | {FigureText.Ours(row)} | {target} | {string.Join(" | ", BenchmarkTables.Peers.Select(peer => FigureText.Peer(row, peer)))} |";
        }
    }

    private static string[] Picture((string File, string Caption) plot) => [$"![{plot.Caption}](images/{plot.File})", ""];
}
