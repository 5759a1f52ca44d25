// The reports in docs/FAULTS.md, all of one run.
using Osmosis.Emulators;

namespace Osmosis.Cli.Documents;

internal static class FaultReports
{
    // alloc_test makes the heap grow and shrink, so that there is an end of its mapped part to read past.
    private static readonly (string Command, string? Mark)[] s_session =
        [("fault null", "null"), ("alloc_test", null), ("fault heap", "heap"), ("fault stack", "stack")];

    /// <summary>Causes the faults, and writes each report between its markers.</summary>
    /// <exception cref="FailedException">The document lacks a marker.</exception>
    public static async Task WriteAsync(Repository repository, KernelConsole console, CancellationToken cancel)
    {
        string document = Path.Combine(repository.Root, "docs", "FAULTS.md");
        foreach ((string command, string? mark) in s_session)
        {
            IReadOnlyList<string> report = await console.RunAsync(command, cancel);
            if (mark is not null)
            {
                await MarkedText.ReplaceAsync(document, mark, ["```", KernelConsole.Prompt + command, .. report, "```"],
                    cancel);
            }
        }
    }
}
