// The results of the matrix: on the terminal, as JUnit XML, and in docs/MACHINES.md.
using System.Globalization;
using System.Xml.Linq;
using Spectre.Console;

namespace Osmosis.Cli.Machines;

internal static class MatrixReport
{
    private const int WidthWithoutTerminal = 120;

    private static readonly string[] s_columns = ["Emulator", "Machine", "Processor", "Memory", "Loader", "Prompt",
        "All", "Result"];

    /// <summary>Prints every cell; with <paramref name="onlyFailures"/> only those that failed.</summary>
    public static void Print(IReadOnlyList<CellResult> results, bool onlyFailures)
    {
        CellResult[] shown = [.. results.Where(result => !onlyFailures || result.Failure is not null)];
        if (shown.Length == 0)
        {
            return;
        }

        if (System.Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = WidthWithoutTerminal;
        }

        Table table = new Table().Border(TableBorder.Rounded).AddColumns(s_columns);
        foreach (CellResult result in shown)
        {
            string colour = result.Failure is null ? "green" : "red";
            table.AddRow(
                [.. Fields(result)[..^1].Select(Markup.Escape), $"[{colour}]{Markup.Escape(Fields(result)[^1])}[/]"]);
        }

        AnsiConsole.Write(table);
    }

    /// <summary>Writes a test case a cell, grouped by emulator.</summary>
    public static void WriteJUnit(IReadOnlyList<CellResult> results, string path) => new XDocument(new XElement(
        "testsuites",
        from emulator in results.GroupBy(result => result.Cell.Emulator)
        select new XElement(
            "testsuite",
            new XAttribute("name", emulator.Key),
            new XAttribute("tests", emulator.Count()),
            new XAttribute("failures", emulator.Count(result => result.Failure is not null)),
            new XAttribute("time", Seconds(emulator.Aggregate(TimeSpan.Zero, (sum, result) => sum + result.Total))),
            from result in emulator
            select new XElement(
                "testcase",
                new XAttribute("classname", emulator.Key),
                new XAttribute("name", result.Cell.Name),
                new XAttribute("time", Seconds(result.Total)),
                result.Failure is null ? null : new XElement("failure", new XAttribute("message", result.Failure))))))
        .Save(path);

    /// <summary>Writes the table of docs/MACHINES.md, with the day and the kernel's commit.</summary>
    /// <exception cref="FailedException">The document has no markers for the table.</exception>
    public static async Task RecordAsync(IReadOnlyList<CellResult> results, Repository repository,
        CancellationToken cancel)
    {
        ProcessOutput commit = await ProcessOutput.OfAsync("sh",
            [Path.Combine(repository.Root, "build", "commit.sh"), repository.Root], repository.Root, cancel);
        string day = DateTime.UtcNow.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
        int right = results.Count(result => result.Failure is null);
        await MarkedText.ReplaceAsync(
            Path.Combine(repository.Root, "docs", "MACHINES.md"),
            "matrix",
            [
                $"Recorded on {day} with the kernel of commit {commit.Text.Trim()}: {right} of {results.Count} cells "
                    + "are right.",
                "",
                $"| {string.Join(" | ", s_columns)} |",
                $"|{string.Concat(s_columns.Select(column => column is "Prompt" or "All" ? " ---: |" : " --- |"))}",
                .. results.Select(result => $"| {string.Join(" | ", Fields(result))} |"),
            ],
            cancel);
    }

    private static string[] Fields(CellResult result)
    {
        MatrixCell cell = result.Cell;
        string outcome = result.Failure ?? (cell.IsRefused ? "refused, as it must be" : "all right");
        return [cell.Emulator, cell.Machine, cell.Processor, cell.Memory.ToString(), cell.Loader.Name,
            result.Prompt is { } prompt ? Seconds(prompt) : "-", Seconds(result.Total), outcome];
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
}
