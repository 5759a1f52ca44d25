// The command `frames`: runs of frames, allocated and freed, and every frame's state (D5, F5).
using System.Globalization;
using System.Text.RegularExpressions;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Memory;

public partial class FramesCommandTests(BootedMachine<OrdinaryMachine> machine)
    : IClassFixture<BootedMachine<OrdinaryMachine>>
{
    [Fact]
    public async Task An_aligned_run_is_allocated_and_freed()
    {
        Rows before = await machine.RowsAsync("mem");
        uint start = Start(await machine.RowsAsync("frames run 40 64"), "40 frames");
        Assert.Equal(0u, start % (64 * 4096));
        Assert.Equal(before.Number("free frames") - 40, (await machine.RowsAsync("mem")).Number("free frames"));
        uint first = start / 4096;
        IReadOnlyList<string> lines = await machine.Console.RunAsync("frames");
        Assert.Contains(lines, line => line == $"frames {first} to {first + 39}: allocated, 40");
        Assert.Equal("one is allocated already: free it first", (await machine.RowsAsync("frames run 1")).Text("run"));
        Assert.Equal("done", (await machine.RowsAsync("frames free")).Text("free"));
        Assert.Equal(lines.Count - 2, (await machine.Console.RunAsync("frames")).Count);
        Rows after = await machine.RowsAsync("mem");
        Assert.Equal((before.Number("free frames"), before.Number("refused frees")),
            (after.Number("free frames"), after.Number("refused frees")));
    }

    [Fact]
    public async Task A_run_of_one_is_one_frame()
    {
        Start(await machine.RowsAsync("frames run 1"), "1 frame");
        Assert.Equal("done", (await machine.RowsAsync("frames free")).Text("free"));
    }

    [Theory]
    [InlineData("frames run 0", "run", "a run of no frames")]
    [InlineData("frames run 1 3", "run", "the alignment is not a power of two")]
    [InlineData("frames run 1 0x80000000", "run", "no run of free frames fits")]
    [InlineData("frames run 0xFFFFFFFF", "run", "too few frames are free")]
    [InlineData("frames free", "free", "a run of no frames")]
    public async Task A_run_that_cannot_be_had_is_refused(string command, string row, string refusal) =>
        Assert.Equal(refusal, (await machine.RowsAsync(command)).Text(row));

    [Fact]
    public async Task Every_frame_is_listed_in_the_state_that_mem_counts()
    {
        IReadOnlyList<string> lines = await machine.Console.RunAsync("frames");
        Rows mem = await machine.RowsAsync("mem");
        Assert.Equal(mem.Number("free frames"), Sum(lines, ": free, "));
        Assert.Equal(mem.Number("allocated frames"), Sum(lines, ": allocated, "));
    }

    // The address of a run, which the answer puts behind its length.
    private static uint Start(Rows answer, string length)
    {
        Match match = RunStart().Match(answer.Text("run"));
        Assert.Equal(length, match.Groups[1].Value);
        return uint.Parse(match.Groups[2].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("^(.*) from p0x([0-9a-f]{8})$")]
    private static partial Regex RunStart();

    private static ulong Sum(IEnumerable<string> lines, string state) => lines
        .Where(line => line.Contains(state, StringComparison.Ordinal))
        .Aggregate(0ul, (sum, line) => sum + ulong.Parse(line.Split(", ")[^1], CultureInfo.InvariantCulture));
}
