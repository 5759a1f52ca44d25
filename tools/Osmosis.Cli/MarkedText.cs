// Writes the part of a document between two markers.
namespace Osmosis.Cli;

internal static class MarkedText
{
    /// <summary>Puts lines between <c>&lt;!-- name:begin --&gt;</c> and <c>&lt;!-- name:end --&gt;</c>.</summary>
    /// <exception cref="FailedException">The document has no such markers.</exception>
    public static async Task ReplaceAsync(string path, string name, IEnumerable<string> lines, CancellationToken cancel)
    {
        (string first, string last) = ($"<!-- {name}:begin -->", $"<!-- {name}:end -->");
        string text = await File.ReadAllTextAsync(path, cancel);
        (int begin, int end) = (text.IndexOf(first, StringComparison.Ordinal),
            text.IndexOf(last, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
        {
            throw new FailedException($"{path} has no {first} … {last} to write between");
        }

        await File.WriteAllTextAsync(path, text[..begin] + string.Join('\n', [first, .. lines, ""]) + text[end..],
            cancel);
    }
}
