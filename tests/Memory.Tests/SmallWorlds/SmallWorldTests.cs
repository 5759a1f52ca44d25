namespace Osmosis.Memory.Tests.SmallWorlds;

/// <summary>Every sequence of operations in machines so small that there is an end to them: no invariant breaks in any state.</summary>
public class SmallWorldTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. SmallWorld.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_short_sequence_keeps_every_invariant(string name)
    {
        SmallWorld world = SmallWorld.All[name];
        output.WriteLine($"{name}: {new Explorer(world.Boot).Explore(world.Depth)}");
    }
}
