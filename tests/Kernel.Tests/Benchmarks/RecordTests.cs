// No figure that is the same on every machine gets worse unnoticed: bench/record.json has the old figures.
using Osmosis.Measuring;

namespace Osmosis.Kernel.Tests.Benchmarks;

public sealed class RecordTests
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "bench");

    [Fact]
    [Slow]
    public async Task No_figure_is_worse_than_recorded()
    {
        IReadOnlyList<BenchmarkRow> targets = BenchmarkRow.ReadAll(Path.Combine(Folder, "targets.json"));
        IReadOnlyList<BenchmarkRow> record = BenchmarkRow.ReadAll(Path.Combine(Folder, "record.json"));
        IReadOnlyList<BenchmarkRow> rows =
            await BenchmarkMatrix.MeasureAsync(BenchmarkMatrix.All, Checkout.Image, targets);
        IReadOnlyList<string> worse = BenchmarkRecord.Regressions(record, rows);
        const string Advice =
            "If that is worth it, run ./osmosis bench --record and commit bench/record.json with the reason.";
        Assert.True(worse is [], $"Got worse: {string.Join("; ", worse)}. {Advice}");
        Assert.Superset(record.Select(row => row.Name).ToHashSet(), rows.Select(row => row.Name).ToHashSet());
    }

    [Fact]
    public void No_call_and_no_fault_costs_a_program_more_than_on_Linux()
    {
        BenchmarkRow[] rows = [.. BenchmarkRow.ReadAll(Path.Combine(Folder, "record.json"))
            .Where(row => row.Peers?.ContainsKey(ProgramBenchmark.Linux) is true)];
        Assert.Equal(26, rows.Length);
        Assert.Empty(rows.Where(row => row.Mean > row.Peers![ProgramBenchmark.Linux]).Select(row => row.Name));
    }

    [Theory]
    [InlineData(100, 100, Better.Lower, true)]
    [InlineData(100, 102, Better.Lower, true)]
    [InlineData(100, 102.1, Better.Lower, false)]
    [InlineData(100, 50, Better.Lower, true)]
    [InlineData(0, 1, Better.Lower, false)]
    [InlineData(100, 98, Better.Higher, true)]
    [InlineData(100, 97.9, Better.Higher, false)]
    public void A_figure_may_get_worse_by_2_percent(double recorded, double measured, Better better, bool mayBe)
    {
        BenchmarkRow old = new() { Name = "x", Mean = recorded, Worst = 1000, Better = better };
        Assert.Equal(mayBe, BenchmarkRecord.Regressions([old], [old with { Mean = measured }]) is []);
    }

    [Fact]
    public void The_worst_is_guarded_too_and_what_is_new_must_be_recorded()
    {
        BenchmarkRow old = new() { Name = "x", Mean = 100, Worst = 1000 };
        Assert.Contains("at worst", Assert.Single(BenchmarkRecord.Regressions([old], [old with { Worst = 1021 }])),
            StringComparison.Ordinal);
        Assert.Contains("not recorded", Assert.Single(BenchmarkRecord.Regressions([old], [old with { Name = "y" }])),
            StringComparison.Ordinal);
    }
}
