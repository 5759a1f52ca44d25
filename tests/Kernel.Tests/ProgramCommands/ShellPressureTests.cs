// busybox's shell on machines that are hardly large enough, or too small for what it is told to do: that is said.

using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.ProgramCommands;

[Slow]
public sealed class ShellPressureTests(SessionFiles files) : IClassFixture<SessionFiles>
{
    private const string Alive = "3 2 1 ";

    // The smallest machine whose shell runs pipes, and the smallest one with memory for their files.
    private static readonly MemorySize s_smallest = MemorySize.FromMiB(6);
    private static readonly MemorySize s_smallestWithFiles = MemorySize.FromMiB(7);

    [Fact]
    public async Task On_the_smallest_machine_pipes_give_what_they_give_on_Linux() =>
        await CompareAsync("pipes.sh", s_smallest);

    [Fact]
    public async Task With_a_mebibyte_more_a_session_gives_what_it_gives_on_Linux() =>
        await CompareAsync("session.sh", s_smallestWithFiles);

    // From too small for the files to almost enough for pipes.
    [Theory]
    [InlineData(4928)]
    [InlineData(5376)]
    [InlineData(5504)]
    [InlineData(5632)]
    [InlineData(5760)]
    [InlineData(5888)]
    public async Task A_machine_that_is_too_small_says_so(long size)
    {
        await using QemuMachine machine = await StartAsync(new MemorySize(size));
        KernelConsole console = new(machine);
        await console.WaitForPromptAsync();
        IReadOnlyList<string> lines = await console.RunAsync("run /bin/sh /pipes.sh");
        Assert.Contains(lines, line => IsReport(line) || line.StartsWith("run: ", StringComparison.Ordinal));
        await AssertSoundAsync(console);
    }

    [Fact]
    public async Task Fork_bombs_leave_the_shell_and_memory_as_they_were() =>
        Assert.Equal(["refused", "as many as there can be", Alive],
            await RunTwiceAsync("bomb.sh", MemorySize.FromMiB(16)));

    // Where frames run out before processes do, it is not the shell that is ended, but those that it made.
    [Fact]
    public async Task Fork_bombs_on_a_machine_without_memory_for_them_leave_the_shell()
    {
        IReadOnlyList<string> lines = await RunTwiceAsync("bomb.sh", MemorySize.FromMiB(8));
        Assert.Contains(lines, IsReport);
        Assert.DoesNotContain(lines, line => line.StartsWith("program 1:", StringComparison.Ordinal));
        Assert.Equal(Alive, lines[^1]);
    }

    [Fact]
    public async Task A_hog_is_ended_and_the_shell_goes_on()
    {
        IReadOnlyList<string> lines = await RunTwiceAsync("hog.sh", MemorySize.FromMiB(16));
        Assert.Equal(["taking memory", "Killed", "ended 137", Alive], lines.Where(line => !IsReport(line)));
        Assert.Single(lines, IsReport);
    }

    private static bool IsReport(string line) =>
        line.Contains("ended because no frame is free", StringComparison.Ordinal);

    private static async Task AssertSoundAsync(KernelConsole console)
    {
        Assert.Equal(["programs: 0"], await console.RunAsync("ps"));
        Assert.Equal(0ul, new Rows(await console.RunAsync("space")).Number("address spaces"));
        Assert.Equal(
            ["frames check: passed", "paging check: passed", "spaces check: passed", "heap check: passed"],
            await console.RunAsync("check"));
    }

    private async Task CompareAsync(string script, MemorySize memory)
    {
        await using QemuMachine machine = await StartAsync(memory);
        KernelConsole console = new(machine) { Timeout = TimeLimit.Patience };
        await console.WaitForPromptAsync();
        Assert.Equal(await files.OnLinuxAsync(script), await console.RunAsync($"run /bin/sh /{script}"));
        await AssertSoundAsync(console);
    }

    private async Task<QemuMachine> StartAsync(MemorySize memory) =>
        await QemuMachine.StartAsync(
            new QemuOptions { KernelPath = Checkout.Image, ModulePath = files.Module, Memory = memory });

    // The first run makes records, and shows pages of busybox that stay. After the second all is as before it, but
    // for the pages of busybox that a machine without memory gives up and shows again.
    private async Task<IReadOnlyList<string>> RunTwiceAsync(string script, MemorySize memory)
    {
        await using QemuMachine machine = await StartAsync(memory);
        KernelConsole console = new(machine);
        await console.WaitForPromptAsync();
        IReadOnlyList<string> lines = await console.RunAsync($"run /bin/sh /{script}");
        ulong free = await FreeAsync(console);
        Assert.Equal(lines[^1], (await console.RunAsync($"run /bin/sh /{script}"))[^1]);
        Assert.Equal(0, console.LastStatus);
        const uint PagesOfBusybox = 64;
        Assert.InRange(await FreeAsync(console), free - PagesOfBusybox, free + PagesOfBusybox);
        await AssertSoundAsync(console);
        return lines;
    }

    private static async Task<ulong> FreeAsync(KernelConsole console) =>
        new Rows(await console.RunAsync("mem")).Number("free frames");
}
