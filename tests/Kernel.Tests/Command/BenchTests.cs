// ./osmosis bench: its output, its files, and its refusals.
using System.Text.Json;

namespace Osmosis.Kernel.Tests.Command;

public sealed class BenchTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmosis-bench-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Figures_are_printed_beside_target_and_peers_and_written_as_rows()
    {
        OsmosisCommand bench = await RunAsync("a1", "c2.plain");
        Assert.Equal(0, bench.Status);
        Assert.Contains(bench.Output, line => line.Contains(" a1 ", StringComparison.Ordinal) && line.Contains("≤ 40 / 60", StringComparison.Ordinal) && line.Contains("3,936", StringComparison.Ordinal));
        using JsonDocument rows = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Checkout.Tested, "bench.json")));
        JsonElement row = rows.RootElement.EnumerateArray().Single(row => row.GetProperty("name").GetString() == "c2.plain");
        Assert.Equal(("6861e7ce", 80, 250), (row.GetProperty("hash").GetString(), row.GetProperty("target").GetDouble(), row.GetProperty("targetWorst").GetDouble()));
        Assert.Equal(1714.8, row.GetProperty("peers").GetProperty("spec-C").GetDouble());
        Assert.InRange(row.GetProperty("mean").GetDouble(), 1, row.GetProperty("worst").GetDouble());
    }

    [Fact]
    public async Task Compare_shows_what_changed()
    {
        string old = Path.Combine(_folder.FullName, "old.json");
        await File.WriteAllTextAsync(old, """[{ "name": "b3", "mean": 1000000, "worst": 1000000 }]""");
        OsmosisCommand bench = await RunAsync("b3", "--compare", old);
        Assert.Equal(0, bench.Status);
        Assert.Contains(bench.Output, line => line.Contains(" b3 ", StringComparison.Ordinal) && line.Contains("1,000,000", StringComparison.Ordinal) && line.Contains("-100.0 %", StringComparison.Ordinal));
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

    private static Task<OsmosisCommand> RunAsync(params string[] arguments) => OsmosisCommand.RunAsync(Checkout.Root, ["bench", .. arguments]);
}
