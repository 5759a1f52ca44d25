// The language of --filter.
using Osmosis.Testing.Host;

namespace Osmosis.Kit.Tests.Testing;

public sealed class FilterTests
{
    private static readonly string[] s_names =
        ["Kernel.StackTests.Pops", "Kernel.StackTests.Pushes", "HeapTests.Frees"];

    [Theory]
    [InlineData("stack", "Pops Pushes")]
    [InlineData("Name=pops", "Pops")]
    [InlineData("Name!=Pops", "Pushes Frees")]
    [InlineData("FullyQualifiedName~Kernel.", "Pops Pushes")]
    [InlineData("ClassName=HeapTests", "Frees")]
    [InlineData("ClassName!~Heap & Name!~ops", "Pushes")]
    [InlineData("Name=Pops|Name=Frees", "Pops Frees")]
    [InlineData("Heap|Stack&Pushes", "Pushes Frees")]
    [InlineData("(Heap|Stack) & (Pushes)", "Pushes")]
    [InlineData("nothing", "")]
    public void A_filter_chooses(string filter, string expected)
    {
        ListedTest[] tests = [.. s_names.Select((name, index) => new ListedTest(index, name, "", 1, "", default))];
        Assert.Equal(expected, string.Join(' ', tests.Where(Filter.Parse(filter)).Select(test => test.Method)));
    }

    [Theory]
    [InlineData("", "'' ends too early")]
    [InlineData("a|", "'a|' ends too early")]
    [InlineData("(a", "'(a' ends too early")]
    [InlineData("a)", "')' is unexpected at place 2 of 'a)'")]
    [InlineData("a&&b", "'&' is unexpected at place 3 of 'a&&b'")]
    [InlineData("Nam=a", "there is no property 'Nam': FullyQualifiedName, Name and ClassName are")]
    public void What_is_none_is_refused_with_the_place(string filter, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Filter.Parse(filter)).Message);
}
