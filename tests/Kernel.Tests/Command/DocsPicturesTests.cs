// Every picture shown in the documents exists and is made by a command, and every picture that is made is shown.
using System.Text.RegularExpressions;

namespace Osmosis.Kernel.Tests.Command;

public sealed partial class DocsPicturesTests
{
    // Made by ./osmosis bench --record.
    private static readonly string[] _plots =
        ["docs/images/boot-memory.svg", "docs/images/frames-memory.svg", "docs/images/frames-occupancy.svg",
            "docs/images/heap-live.svg", "docs/images/space-regions.svg"];

    [Fact]
    public async Task Pictures_shown_are_those_that_are_made()
    {
        OsmosisCommand listed = await OsmosisCommand.RunAsync(Checkout.Root, ["docs", "--list"]);
        Assert.Equal(0, listed.Status);
        string[] documents = [Path.Combine(Checkout.Root, "README.md"),
            .. Directory.GetFiles(Path.Combine(Checkout.Root, "docs"), "*.md")];
        string[] shown = [.. documents.SelectMany(Shown).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(listed.Output.Concat(_plots).Order(StringComparer.Ordinal), shown);
        Assert.All(shown,
            picture => Assert.True(File.Exists(Path.Combine(Checkout.Root, picture)), $"{picture} isn't there"));
    }

    private static IEnumerable<string> Shown(string document) => Picture().Matches(File.ReadAllText(document))
        .Select(match =>
            Path.GetRelativePath(Checkout.Root, Path.Combine(Path.GetDirectoryName(document)!, match.Groups[1].Value)));

    [GeneratedRegex(@"!\[[^\]]*\]\(([^)#:]+)\)")]
    private static partial Regex Picture();
}
