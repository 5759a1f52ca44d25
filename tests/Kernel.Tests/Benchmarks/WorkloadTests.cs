// The workloads do the work that they are defined to do, and every allocator survives it.
using System.Globalization;

namespace Osmosis.Kernel.Tests.Benchmarks;

public class WorkloadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The hashes are those of the workloads' definition: they say that the same operations were done on the same sizes.</summary>
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
        Assert.Equal("no benchmark is called c9", rows.Text("error"));
    }

    private static async Task<Rows> RunAsync(string words)
    {
        await using QemuMachine machine = await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image, BootCommandLine = words });
        Assert.Equal(MachineEndKind.PoweredOff, (await machine.Ended.WaitAsync(Patience)).Kind);
        await new KernelConsole(machine).SettleAsync(TimeSpan.FromMilliseconds(200));
        string[] lines = machine.Serial.Look(transcript => transcript.Lines(0, transcript.Count));
        return new Rows([.. lines.SkipWhile(line => !line.StartsWith("benchmark: ", StringComparison.Ordinal))]);
    }
}
