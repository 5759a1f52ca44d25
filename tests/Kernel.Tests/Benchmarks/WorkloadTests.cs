// The workloads do their defined work, and every allocator survives it.
using System.Globalization;
using Osmosis.Kernel.Tests.Machines;
using Osmosis.Measuring;

namespace Osmosis.Kernel.Tests.Benchmarks;

[Slow]
public class WorkloadTests
{
    private static readonly TimeSpan Patience = TimeLimit.Patience;

    /// <summary>
    /// The hashes belong to the workloads' definition: they show that the same operations were done on the same sizes.
    /// </summary>
    [Theory]
    [InlineData("c2", "6861e7ce")]
    [InlineData("c2h", "5117b853")]
    [InlineData("c3a", "221dec5a")]
    [InlineData("c3b", "6295d0d4")]
    public async Task The_defined_work_is_done_in_both_heap_modes_and_no_block_is_corrupted(string name, string hash)
    {
        foreach (string mode in (string[])["plain", "checked"])
        {
            Rows rows = await RunAsync($"bench={name} heap={mode}");
            Assert.Equal((mode, hash), (rows.Text("heap"), rows.Text("hash")));
            Assert.Equal((0ul, 0ul), (rows.Number("corrupted"), rows.Number("failed")));
            Assert.True(double.Parse(rows.Text("mean"), CultureInfo.InvariantCulture) > 0);
        }
    }

    [Theory]
    [InlineData("c4")]
    [InlineData("c4r")]
    public async Task After_the_window_was_full_of_small_blocks_every_larger_one_is_served(string name)
    {
        Rows rows = await RunAsync($"bench={name} heap=plain");
        Assert.Equal(("7 of 7", 1ul), (rows.Text("larger requests served"), rows.Number("free blocks left")));
    }

    [Theory]
    [InlineData("a1")]
    [InlineData("a2")]
    [InlineData("a3")]
    [InlineData("a4")]
    [InlineData("b1")]
    [InlineData("b2")]
    [InlineData("b2r")]
    [InlineData("b3")]
    [InlineData("c1")]
    [InlineData("irq")]
    [InlineData("fault")]
    public async Task Every_workload_says_what_it_cost(string name)
    {
        Rows rows = await RunAsync($"bench={name}");
        Assert.Equal(name, rows.Text("benchmark"));
        Assert.True(double.Parse(rows.Text("mean"), CultureInfo.InvariantCulture) > 0);
    }

    [Fact]
    public async Task An_unknown_workload_is_named()
    {
        Rows rows = await RunAsync("bench=c9");
        Assert.Equal("no benchmark is called c9 (bench=all lists them)", rows.Text("error"));
    }

    [Fact]
    public async Task All_says_that_each_needs_a_boot_of_its_own_and_lists_what_the_matrix_measures()
    {
        Rows rows = await RunAsync("bench=all");
        Assert.Contains("boot once for each", rows.Text("error"), StringComparison.Ordinal);
        string[] measured = [.. BenchmarkMatrix.All.OfType<WorkloadBenchmark>()
            .Select(benchmark => benchmark.Words.Split(' ')[0]["bench=".Length..]).Distinct()
            .Order(StringComparer.Ordinal)];
        Assert.Subset(measured.ToHashSet(), rows.Text("benchmarks").Split(' ').ToHashSet());
    }

    [Fact]
    public async Task Other_work_than_is_defined_is_an_error()
    {
        BenchmarkRow wrong = new() { Name = "c1.plain", Hash = "12345678" };
        BenchmarkException error =
            await Assert.ThrowsAsync<BenchmarkException>(() =>
                BenchmarkMatrix.MeasureAsync(BenchmarkMatrix.Select(["c1.plain"]), Checkout.Image, [wrong]));
        Assert.Contains("c1.plain did other work than is defined", error.Message, StringComparison.Ordinal);
    }

    private static async Task<Rows> RunAsync(string words)
    {
        (MachineEnd end, string[] lines) = await UnattendedMachine.RunAsync(
            new QemuOptions { KernelPath = Checkout.Image, BootCommandLine = words }, Patience);
        Assert.Equal(MachineEndKind.PoweredOff, end.Kind);
        return new Rows([.. lines.SkipWhile(line => !line.StartsWith("benchmark: ", StringComparison.Ordinal))]);
    }
}
