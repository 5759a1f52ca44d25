// ./osmosis bench: its output, its files, and its refusals.
using System.Text.Json;

namespace Osmosis.Kernel.Tests.Command;

public sealed class BenchTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmosis-bench-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    [Slow]
    public async Task Figures_are_printed_beside_target_and_peers_and_written_as_rows()
    {
        OsmosisCommand bench = await RunAsync("a1", "c2.plain");
        Assert.Equal(0, bench.Status);
        JsonElement a1 = Target("a1");
        string target = $"≤ {a1.GetProperty("target")} / {a1.GetProperty("targetWorst")}";
        string peer = $"{a1.GetProperty("peers").GetProperty("spec-C").GetInt32():N0}";
        Assert.Contains(bench.Output,
            line => line.Contains(" a1 ", StringComparison.Ordinal) && line.Contains(target, StringComparison.Ordinal)
                && line.Contains(peer, StringComparison.Ordinal));
        using JsonDocument rows =
            JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Checkout.Tested, "bench.json")));
        JsonElement row = rows.RootElement.EnumerateArray()
            .Single(row => row.GetProperty("name").GetString() == "c2.plain");
        JsonElement c2 = Target("c2.plain");
        Assert.All(["hash", "target", "targetWorst", "peers"],
            name => Assert.True(JsonElement.DeepEquals(c2.GetProperty(name), row.GetProperty(name)), name));
        Assert.InRange(row.GetProperty("mean").GetDouble(), 1, row.GetProperty("worst").GetDouble());
    }

    [Fact]
    public async Task Compare_shows_what_changed()
    {
        string old = Path.Combine(_folder.FullName, "old.json");
        await File.WriteAllTextAsync(old, """[{ "name": "b3", "mean": 1000000, "worst": 1000000 }]""");
        OsmosisCommand bench = await RunAsync("b3", "--compare", old);
        Assert.Equal(0, bench.Status);
        Assert.Contains(bench.Output,
            line => line.Contains(" b3 ", StringComparison.Ordinal)
                && line.Contains("1,000,000", StringComparison.Ordinal)
                && line.Contains("-100.0 %", StringComparison.Ordinal));
        Assert.StartsWith("1 of 1 rows changed", bench.Output[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no benchmark is called 'c9'", "c9")]
    [InlineData("can't be read", "a1", "--compare", "/nowhere.json")]
    [InlineData("--record records every benchmark", "a1", "--record")]
    [InlineData("--host", "a1", "--host")]
    public async Task Nonsense_gets_one_line(string says, params string[] arguments)
    {
        OsmosisCommand bench = await RunAsync(arguments);
        Assert.NotEqual(0, bench.Status);
        Assert.Empty(bench.Output);
        Assert.Contains(says, Assert.Single(bench.Error), StringComparison.Ordinal);
    }

    private static Task<OsmosisCommand> RunAsync(params string[] arguments) =>
        OsmosisCommand.RunAsync(Checkout.Root, ["bench", .. arguments]);

    private static JsonElement Target(string name)
    {
        using JsonDocument targets =
            JsonDocument.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "bench", "targets.json")));
        return targets.RootElement.EnumerateArray().Single(row => row.GetProperty("name").GetString() == name).Clone();
    }
}
