// What docs/PROGRAMS.md has from real runs: how often a session made each call, what the shell's start costs, a space
// as it is while a program runs; and how many lines each folder has.
using System.Globalization;
using Osmosis.Cli.Programs;
using Osmosis.Emulators;

namespace Osmosis.Cli.Documents;

internal static class ProgramFigures
{
    // The parts of the page.
    private const string Calls = "session-calls";
    private const string Start = "shell-start";
    private const string Space = "running-space";
    private const string Lines = "program-lines";

    private const int CallsARow = 4;

    private static readonly string[] s_folders =
        [Path.Combine("src", "Programs"), Path.Combine("src", "Kernel", "Programs"), "programs"];

    /// <summary>The kernel and the programs in C# have been built.</summary>
    public static async Task WriteAsync(Repository repository, CancellationToken cancel)
    {
        string page = repository.ProgramsPage;
        using ShellSession session = await ShellSession.PrepareAsync(repository, cancel);
        await MarkedText.ReplaceAsync(page, Calls, CallTable(await session.RunAsync(cancel)), cancel);
        await MarkedText.ReplaceAsync(page, Start, await StartTextAsync(session, cancel), cancel);
        await MarkedText.ReplaceAsync(page, Space, await RunningSpace.ShowAsync(repository, cancel), cancel);
        await MarkedText.ReplaceAsync(page, Lines, LineTable(repository), cancel);
    }

    /// <summary>Folders with sources, by path, and how many lines their own files have.</summary>
    private static IEnumerable<(string Folder, int Lines)> CountLines(Repository repository) =>
        s_folders.SelectMany(top => Directory.EnumerateDirectories(
                Path.Combine(repository.Root, top), "*", SearchOption.AllDirectories)
            .Prepend(Path.Combine(repository.Root, top)))
            .Select(folder => (Path.GetRelativePath(repository.Root, folder),
                Directory.EnumerateFiles(folder, "*.cs").Sum(file => File.ReadLines(file).Count())))
            .Where(counted => counted.Item2 != 0 && !counted.Item1.Split(Path.DirectorySeparatorChar).Contains("obj"))
            .OrderBy(counted => counted.Item1, StringComparer.Ordinal);

    private static IEnumerable<string> CallTable(ProgramReport report)
    {
        string[] cells =
        [
            .. report.Calls.OrderByDescending(call => call.Count).ThenBy(call => call.Number)
                .Select(call => $"{CallNames.Of(call.Number)} | {Number(call.Count)}"
                    + (call.Unknown == 0 ? "" : " (unknown)")),
        ];
        return
        [
            "",
            "|" + string.Concat(Enumerable.Repeat(" call | times |", CallsARow)),
            "|" + string.Concat(Enumerable.Repeat(" --- | --- |", CallsARow)),
            .. cells.Chunk((cells.Length + CallsARow - 1) / CallsARow) is var columns
                ? Enumerable.Range(0, columns.First().Length).Select(row => "| " + string.Join(" | ",
                    columns.Select(column => row < column.Length ? column[row] : " | ")) + " |")
                : [],
            "",
        ];
    }

    private static async Task<IEnumerable<string>> StartTextAsync(ShellSession session, CancellationToken cancel)
    {
        ulong shell = await session.CountStartAsync(cancel);
        long boot = await session.CountBootAsync(cancel);
        TimeSpan time = await session.TimeBootAsync(cancel);
        return
        [
            "",
            "| from | to | cost |",
            "| --- | --- | --- |",
            $"| the kernel's entry | the shell waits for a line | {Number((ulong)boot)} instructions of the kernel |",
            $"| `sh -c exit` begins | its end | {Number(shell)} instructions, the program's and the kernel's |",
            "| QEMU's start | the shell waits for a line | "
                + $"{time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s on the machine that made this "
                + "page |",
            "",
        ];
    }

    private static IEnumerable<string> LineTable(Repository repository) =>
    [
        "",
        "| folder | lines |",
        "| --- | --- |",
        .. CountLines(repository).Select(counted => $"| `{counted.Folder}` | {Number((ulong)counted.Lines)} |"),
        "",
    ];

    private static string Number(ulong number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
