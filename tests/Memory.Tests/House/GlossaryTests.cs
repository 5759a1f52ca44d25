using System.Text.RegularExpressions;

namespace Osmosis.Memory.Tests.House;

/// <summary>
/// docs/GLOSSARY.md: terms in order, each with a place where it can be seen. <see cref="DocumentsTests"/> follows the
/// links.
/// </summary>
public partial class GlossaryTests
{
    private static readonly string[] _entries =
        [.. File.ReadAllText(Path.Combine(Checkout.Root, "docs", "GLOSSARY.md")).Split("\n\n").Skip(2)];

    [Fact]
    public void Terms_are_in_alphabetical_order()
    {
        string[] terms = [.. _entries.Select(entry => Term().Match(entry).Groups["term"].Value)];
        Assert.DoesNotContain("", terms);
        Assert.Equal(terms.Distinct().Order(StringComparer.OrdinalIgnoreCase), terms);
    }

    [Fact]
    public void Every_term_links_to_where_it_can_be_seen() =>
        Assert.All(_entries, entry => Assert.Contains("](", entry, StringComparison.Ordinal));

    [Fact]
    public void Commands_to_try_exist()
    {
        string folder = Path.Combine(Checkout.Root, "src", "Kernel", "Shell", "Commands");
        string[] known = [.. Directory.GetFiles(folder, "*.cs")
            .SelectMany(file => Name().Matches(File.ReadAllText(file))).Select(match => match.Groups["name"].Value)];
        string[] tried =
            [.. _entries.SelectMany(entry => Tried().Matches(entry)).Select(match => match.Groups["name"].Value)];
        Assert.True(tried.Length > 20, $"{tried.Length} commands");
        Assert.Empty(tried.Except(known));
    }

    [GeneratedRegex(@"^\*\*(?<term>[^*]+)\*\*: ")]
    private static partial Regex Term();

    [GeneratedRegex(@"Name => ""(?<name>\w+)""u8")]
    private static partial Regex Name();

    [GeneratedRegex(@"\b[Tt]ry\s`(?<name>\w+)")]
    private static partial Regex Tried();
}
