// The parts of documents that a command makes: between <!-- name:begin --> and <!-- name:end -->.
namespace Osmosis.Cli.Commands;

internal static class MarkedPart
{
    /// <summary>Puts lines, as they are, in place of what stands between the marks.</summary>
    /// <exception cref="FailedException">The document has no such marks.</exception>
    public static async Task ReplaceAsync(string document, string name, IEnumerable<string> lines, CancellationToken cancel)
    {
        (string begin, string end) = ($"<!-- {name}:begin -->", $"<!-- {name}:end -->");
        string text = await File.ReadAllTextAsync(document, cancel);
        int from = text.IndexOf(begin, StringComparison.Ordinal);
        int to = text.IndexOf(end, StringComparison.Ordinal);
        if (from < 0 || to < from)
        {
            throw new FailedException($"{document} has no {begin} … {end} to put the session between");
        }

        string[] part = [begin, "```", .. lines, "```", ""];
        await File.WriteAllTextAsync(document, text[..from] + string.Join('\n', part) + text[to..], cancel);
    }
}
