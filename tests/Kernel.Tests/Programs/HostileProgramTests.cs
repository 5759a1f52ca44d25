// Programs that try to do harm (U8): random calls, random bytes as instructions, files that take all memory. Each says
// how far it came. Then the kernel's checks hold, no program and no space is left, and as many frames are free as
// before.
using System.Globalization;

namespace Osmosis.Kernel.Tests.Programs;

[Slow]
public sealed class HostileProgramTests : IAsyncDisposable
{
    // Records of files, regions and processes stay for the next ones; a run may need a few pages of them more than
    // another.
    private const uint FramesOfRecords = 24;

    private readonly TemporaryFolder _folder = TemporaryFolder.Create();
    private QemuMachine? _machine;

    [Fact]
    public async Task Random_calls_harm_nobody()
    {
        KernelConsole console = await BootAsync("randomcalls");
        await RunAsync(console, "1 1000", "calls, succeeded");
        ulong free = await FreeAsync(console);
        await RunAsync(console, "20261130 40000", "calls, succeeded");
        await AssertSoundAsync(console, free);
    }

    /// <summary>Some minutes of processor time.</summary>
    [Fact(Explicit = true)]
    public async Task Ten_million_random_calls_harm_nobody()
    {
        KernelConsole console = await BootAsync("randomcalls");
        await RunAsync(console, "1 1000", "calls, succeeded");
        ulong free = await FreeAsync(console);
        for (int seed = 1; seed <= 100; seed++)
        {
            await RunAsync(console, $"{seed} 100000", "calls, succeeded");
            await AssertSoundAsync(console, free);
        }
    }

    // With the second seed QEMU 7.2 lets an `iret` of the program lead to virtual-8086 mode.
    [Fact]
    public async Task Random_bytes_as_instructions_harm_nobody()
    {
        KernelConsole console = await BootAsync("randombytes");
        await RunAsync(console, "1 1000", "trials, processes, killed, stuck");
        ulong free = await FreeAsync(console);
        await RunAsync(console, "2 10000", "trials, processes, killed, stuck");
        await AssertSoundAsync(console, free);
    }

    // The kernel does such a call in parts, and hears the clock between them.
    [Fact]
    public async Task A_call_that_goes_on_and_on_is_ended_by_its_alarm()
    {
        KernelConsole console = await BootAsync("longcall");
        string[] expected = ["file to its end: ended, by signal 1 14", "hole: ended, by signal 1 14"];
        Assert.Equal(expected, await console.RunAsync("run"));
        await console.RunAsync("run");
        ulong free = await FreeAsync(console);
        Assert.Equal(expected, await console.RunAsync("run"));
        await AssertSoundAsync(console, free);
    }

    [Fact]
    public async Task When_files_take_all_memory_that_they_get_programs_go_on()
    {
        KernelConsole console = await BootAsync("fullfiles", MemorySize.FromMiB(16));
        string[] expected = ["full -28 -28", "child 1280", "removed 0 0"];
        Assert.Equal(expected, await console.RunAsync("run"));
        ulong free = await FreeAsync(console);
        Assert.Equal(expected, await console.RunAsync("run"));
        await AssertSoundAsync(console, free);
    }

    public async ValueTask DisposeAsync()
    {
        if (_machine is not null)
        {
            await _machine.DisposeAsync();
        }

        _folder.Dispose();
    }

    // The program's words are a seed and how often. It must have come to its end, and done at least that much.
    private static async Task RunAsync(KernelConsole console, string words, string expected)
    {
        IReadOnlyList<string> lines = await console.RunAsync($"run /init {words}");
        Assert.True(console.LastStatus == 0, string.Join('\n', lines));
        string line = Assert.Single(lines, line => line.StartsWith(expected, StringComparison.Ordinal));
        int made = int.Parse(line[expected.Length..].Split(' ')[1], CultureInfo.InvariantCulture);
        Assert.InRange(made, int.Parse(words.Split(' ')[1], CultureInfo.InvariantCulture), int.MaxValue);
    }

    private static async Task<ulong> FreeAsync(KernelConsole console) =>
        new Rows(await console.RunAsync("mem")).Number("free frames");

    private static async Task AssertSoundAsync(KernelConsole console, ulong free)
    {
        Assert.Equal(["programs: 0"], (await console.RunAsync("ps")).Take(1));
        Assert.Equal(0ul, new Rows(await console.RunAsync("space")).Number("address spaces"));
        Assert.Equal(
            ["frames check: passed", "paging check: passed", "spaces check: passed", "heap check: passed"],
            await console.RunAsync("check"));
        Assert.InRange(await FreeAsync(console), free - FramesOfRecords, free + FramesOfRecords);
    }

    private async Task<KernelConsole> BootAsync(string program, MemorySize? memory = null)
    {
        string path = await TestProgram.CompileAsync(program, _folder);
        _machine = await QemuMachine.StartAsync(new QemuOptions
        {
            KernelPath = Checkout.Image,
            ModulePath = path,
            Memory = memory ?? MemorySize.FromMiB(32),
        });
        KernelConsole console = new(_machine);
        await console.WaitForPromptAsync();
        return console;
    }
}
