namespace Osmosis.Memory.Tests.PlantedBugs;

/// <summary>
/// Bugs of other kernels' memory code, planted one at a time: each is found, and the unchanged core passes the same
/// search.
/// </summary>
public class PlantedBugTests(ITestOutputHelper output)
{
    // Found after one operation.
    private const string First = "table not zeroed";

    // One copy for all, so that its code is compiled once.
    private static readonly Lazy<OtherCore> _core =
        new(() => new OtherCore(CoreCompiler.Compile(PlantedBug.All.Values)));

    public static TheoryData<string> Others => [.. PlantedBug.All.Keys.Where(name => name != First)];

    [Fact]
    public void There_are_twenty_seven() => Assert.Equal(27, PlantedBug.All.Count);

    [Fact]
    public void Each_changes_one_place_of_the_core() => Assert.All(
        PlantedBug.All.Values, bug => bug.PlaceIn(File.ReadAllText(Path.Combine(Checkout.Root, bug.File))));

    // Before this one the core is compiled, which takes seconds.
    [Fact]
    [Slow]
    public void The_first_is_found_by_the_check_that_the_documentation_names() => AssertFound(First);

    [Slow]
    [Theory]
    [MemberData(nameof(Others))]
    public void Each_is_found_by_the_check_that_the_documentation_names(string name) => AssertFound(name);

    [Fact]
    [Slow]
    public void The_core_without_any_passes()
    {
        string[]? found = _core.Value.Search(bug: 0, ofSpaces: false);
        Assert.True(found is null, string.Join('\n', found ?? []));
    }

    private void AssertFound(string name)
    {
        int number = PlantedBug.All.Keys.Index().Single(entry => entry.Item == name).Index + 1;
        string[]? found = _core.Value.Search(number,
            ofSpaces: PlantedBug.All[name].File.Contains("/Spaces/", StringComparison.Ordinal));
        Assert.True(found is not null, $"{name} was not found");
        string row = $"| {name} | {found[0]} | {found[1]} |";
        output.WriteLine($"{row} after {found[2]}; {found[3]} states; {found[4]}");
        Assert.Contains(row, File.ReadAllText(Path.Combine(Checkout.Root, "docs", "TESTING.md")));
    }
}
