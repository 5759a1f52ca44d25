using System.Diagnostics;

namespace Osmosis.Memory.Tests.SmallWorlds;

/// <summary>
/// Every sequence of operations in machines so small that there is an end to them: no invariant breaks in any state.
/// </summary>
public class SmallWorldTests(ITestOutputHelper output)
{
    private const string Smallest = "six frames";

    public static TheoryData<string> Names => [.. SmallWorld.All.Keys];

    public static TheoryData<string> Larger => [.. SmallWorld.All.Keys.Where(name => name != Smallest)];

    [Fact]
    public void Every_sequence_in_the_smallest_keeps_every_invariant() =>
        Explore(Smallest, SmallWorld.All[Smallest].Depth);

    [Slow]
    [Theory]
    [MemberData(nameof(Larger))]
    public void Every_short_sequence_keeps_every_invariant(string name) => Explore(name, SmallWorld.All[name].Depth);

    /// <summary>As deep as some minutes go for each world.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Names))]
    public void Every_longer_sequence_keeps_every_invariant(string name) =>
        Explore(name, SmallWorld.All[name].LongDepth);

    private void Explore(string name, int depth)
    {
        Stopwatch time = Stopwatch.StartNew();
        Exploration exploration = new Explorer(SmallWorld.All[name].Boot).Explore(depth);
        output.WriteLine($"{name}: {exploration}, {exploration.States / time.Elapsed.TotalSeconds:N0} states a second");
    }
}
