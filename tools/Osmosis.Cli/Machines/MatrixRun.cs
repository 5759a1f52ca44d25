// ./osmosis test --matrix, and its short forms in other test runs.
using Osmosis.Cli.Setup;
using Osmosis.Cli.Testing;

namespace Osmosis.Cli.Machines;

internal static class MatrixRun
{
    /// <summary>
    /// Tries those of the cells whose name contains <paramref name="filter"/>. Each counts as a test.
    /// </summary>
    /// <param name="record">Whether to write docs/MACHINES.md.</param>
    /// <exception cref="FailedException">The images or v86 could not be prepared.</exception>
    public static async Task<TestCount> RunAsync(Repository repository, IReadOnlyList<MatrixCell> chosen,
        string? filter, bool record, CancellationToken cancel)
    {
        MatrixCell[] cells =
            [.. chosen.Where(cell => filter is null || cell.Name.Contains(filter, StringComparison.Ordinal))];
        bool all = chosen.Count == MachineMatrix.All.Count;
        if (cells.Length == 0)
        {
            return default;
        }

        await NodePackages.EnsureAsync(repository.Explorer, cancel);
        MatrixImages images = await MatrixImages.MakeAsync(repository, cancel);
        Messages.Say($"Trying {cells.Length} machines …");
        IReadOnlyList<CellResult> results =
            await MachineMatrix.RunAsync(cells, images, result => Tell(result, isEach: all), cancel);
        MatrixReport.Print(results, onlyFailures: !all);
        MatrixReport.WriteJUnit(results, Path.Combine(repository.Artifacts, "matrix.xml"));
        if (record)
        {
            await MatrixReport.RecordAsync(results, repository, cancel);
        }

        int failed = results.Count(result => result.Failure is not null);
        return new TestCount(results.Count - failed, failed, 0);
    }

    private static void Tell(CellResult result, bool isEach)
    {
        if (isEach || result.Failure is not null)
        {
            Messages.Say($"{result.Cell.Name}: {result.Failure ?? "all right"} ({result.Total.TotalSeconds:0.0} s)");
        }
    }
}
