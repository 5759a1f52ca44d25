using System.Text.RegularExpressions;

namespace Osmosis.Memory.Tests.House;

/// <summary>
/// docs/ARCHITECTURE.md follows a <c>kmalloc</c> from the shell to the page-table entry, file by file.
/// </summary>
public partial class ReadingListTests
{
    private const int MostFiles = 18;

    private static readonly Match[] _steps = Read();

    [Fact]
    public void The_way_is_a_numbered_list_of_at_most_18_files()
    {
        Assert.Equal(Enumerable.Range(1, _steps.Length).Select(number => $"{number}"),
            _steps.Select(step => step.Groups["number"].Value));
        Assert.InRange(_steps.Length, 2, MostFiles);
    }

    /// <summary>Every name in backquotes behind a link is found in the file that the link leads to.</summary>
    [Fact]
    public void Every_link_leads_to_a_file_that_has_what_is_said_of_it()
    {
        foreach (Match step in _steps)
        {
            string file = Path.GetFullPath(Path.Combine(Checkout.Root, "docs", step.Groups["file"].Value));
            Assert.True(File.Exists(file), $"{step.Groups["file"].Value} doesn't exist");
            string text = File.ReadAllText(file);
            Assert.All(Name().Matches(step.Groups["text"].Value),
                name => Assert.Contains(name.Groups["name"].Value, text, StringComparison.Ordinal));
        }
    }

    private static Match[] Read()
    {
        string page = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "ARCHITECTURE.md"));
        string part = page[page.IndexOf("## Following a `kmalloc`", StringComparison.Ordinal)..];
        part = part[..part.IndexOf("\n## ", 3, StringComparison.Ordinal)];
        return [.. Step().Matches(part).Cast<Match>()];
    }

    [GeneratedRegex(@"^(?<number>\d+)\. \[[^\]]+\]\((?<file>[^)]+)\)(?<text>(.|\n(?!\d+\. |\n))*)",
        RegexOptions.Multiline)]
    private static partial Regex Step();

    [GeneratedRegex("`(?<name>[^`]+)`")]
    private static partial Regex Name();
}
