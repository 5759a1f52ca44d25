// busybox's shell when a child takes all memory: it goes on.

namespace Osmosis.Kernel.Tests.ProgramCommands;

[Slow]
public sealed class ShellPressureTests(SessionFiles files) : IClassFixture<SessionFiles>
{
    private const string Alive = "3 2 1 ";

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
