// Many processes: one after the other, each the child of the one before, and a bomb. What doesn't fit is refused
// (EAGAIN), the first process goes on, and afterwards the ledger is as before.

namespace Osmosis.Kernel.Tests.Programs;

public sealed class ForkTests : IAsyncDisposable
{
    private const int OutOfProcesses = -11;

    // For 32 MiB, without the first one.
    private const int Most = 254;

    private readonly TemporaryFolder _folder = TemporaryFolder.Create();
    private QemuMachine? _machine;

    // The first process holds more, but all others would end with it.
    [Fact]
    public async Task When_a_child_takes_all_memory_the_first_process_goes_on()
    {
        KernelConsole console = await BootAsync();
        IReadOnlyList<string> lines = await console.RunAsync("run /init hog");
        Assert.Equal(2, lines.Count);
        Assert.StartsWith("program 2: ended because no frame is free and it holds most, ", lines[0],
            StringComparison.Ordinal);
        Assert.Equal("hog 9", lines[1]);
    }

    [Fact]
    [Slow]
    public async Task A_thousand_forks_a_chain_and_a_bomb_leave_nothing()
    {
        KernelConsole console = await BootAsync();
        await RunAllAsync(console);
        ulong free = await FreeAsync(console);

        // The first run has made all records that there ever are.
        await RunAllAsync(console);
        Assert.Equal(free, await FreeAsync(console));
        Assert.Equal(["programs: 0"], await console.RunAsync("ps"));
        Assert.Equal(0ul, new Rows(await console.RunAsync("space")).Number("address spaces"));
        Assert.Equal(
            ["frames check: passed", "paging check: passed", "spaces check: passed", "heap check: passed"],
            await console.RunAsync("check"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_machine is not null)
        {
            await _machine.DisposeAsync();
        }

        _folder.Dispose();
    }

    // Every refusal is the same, and all that were made have ended: of a chain each has waited for its child, of a bomb
    // the first process for all.
    private static async Task RunAllAsync(KernelConsole console)
    {
        Assert.Equal(["row 1000 -3"], await console.RunAsync("run /init row"));
        Assert.Equal([$"chain {Most} {OutOfProcesses} 0 1"], await console.RunAsync("run /init chain"));
        Assert.Equal([$"bomb 0 {Most} {OutOfProcesses} 0 {Most}"], await console.RunAsync("run /init bomb"));
    }

    private static async Task<ulong> FreeAsync(KernelConsole console) =>
        new Rows(await console.RunAsync("mem")).Number("free frames");

    private async Task<KernelConsole> BootAsync()
    {
        string path = await TestProgram.CompileAsync("forks", _folder);
        _machine = await QemuMachine.StartAsync(new QemuOptions
        {
            KernelPath = Checkout.Image,
            ModulePath = path,
            Memory = MemorySize.FromMiB(32),
        });
        KernelConsole console = new(_machine);
        await console.WaitForPromptAsync();
        return console;
    }
}
