using System.Text.RegularExpressions;

namespace Osmosis.Memory.Tests.House;

/// <summary>A Markdown file: its lines outside fences, their numbers, and the anchors of its headings.</summary>
internal sealed partial record Document(string Name, (int Number, string Text)[] Lines)
{
    public static Document Read(string file)
    {
        List<(int Number, string Text)> lines = [];
        bool isFenced = false;
        foreach ((int index, string text) in File.ReadLines(file).Index())
        {
            bool isFence = text.TrimStart().StartsWith("```", StringComparison.Ordinal);
            isFenced ^= isFence;
            if (!isFenced && !isFence)
            {
                lines.Add((index + 1, text));
            }
        }

        return new Document(Path.GetRelativePath(Checkout.Root, file), [.. lines]);
    }

    /// <summary>What the group <c>what</c> of the pattern matches, in each line.</summary>
    public IEnumerable<string> Matches(Regex pattern) =>
        Lines.SelectMany(line => pattern.Matches(line.Text)).Select(match => match.Groups["what"].Value);

    /// <summary>As GitHub makes them: lower case, blanks as hyphens, without other punctuation.</summary>
    public IEnumerable<string> Anchors() => Lines.Select(line => line.Text)
        .Where(text => text.StartsWith('#'))
        .Select(text => Punctuation().Replace(text.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}
