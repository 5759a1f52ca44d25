// Programs in ring 3 of the real machine: what is theirs stays theirs, what they do wrong ends them and nothing else
// (U2, U4, U8).
using System.Globalization;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Programs;

public sealed class ProgramTests : IAsyncDisposable
{
    private const int Fault = 11;
    private const int Illegal = 4;
    private const int Trap = 5;
    private const int Arithmetic = 8;

    // The cases of faults.asm, in its order: the status of wait4, and what is said.
    private static readonly (int Status, string Said)[] s_faults =
    [
        (Fault, "read of v0x10000000 at * no region is there"),
        (Fault, "read of v0x00000008 at * no region is there"),
        (Fault, "write to v0x00000000 at * no region is there"),
        (Fault, "read of v0x00100000 at * no region is there"),
        (Fault, "read of v0xf9000000 at * no region is there"),
        (Fault, "write to v0xfffff000 at * no region is there"),
        (Fault, "write to v0x0804903e at * the region doesn't allow it"),
        (Fault, "read of v0x00100000 at v0x00100000: no region is there"),
        (Illegal, "invalid opcode (#UD)"),
        .. Enumerable.Repeat((Fault, "general protection (#GP)"), 6),
        (Fault, "general protection (#GP) *, error code 0x00000008"),
        (Fault, "general protection (#GP) *, error code 0x00000010"),
        (Fault, "general protection (#GP) *, error code 0x00000018"),
        (Fault, "general protection (#GP) *, error code 0x00000020"),
        (Fault, "general protection (#GP) *, error code 0x00000102"),
        (Fault, "general protection (#GP) *, error code 0x00000072"),
        (Fault, "general protection (#GP) *, error code 0x00000042"),
        (Fault, "general protection (#GP) *, error code 0x000007fa"),
        (Trap, "breakpoint (#BP)"),
        (Fault, "overflow trap (#OF)"),
        (Trap, "debug exception (#DB)"),
        (Arithmetic, "division error (#DE)"),
        (Illegal, "invalid opcode (#UD)"),
        (Fault, "write to v0xfffffffc at * no region is there"),
        (Fault, "write to v0xbf000000 at * no region is there"),
        (Fault, "write to v0xff809ffc at * no region is there"),
        (Fault, "general protection (#GP)"),
        (Arithmetic, "x87 floating-point error (#MF)"),
    ];

    private readonly TemporaryFolder _folder = TemporaryFolder.Create();
    private QemuMachine? _machine;

    [Fact]
    public async Task Whatever_a_program_does_wrong_ends_it_and_nothing_else()
    {
        KernelConsole console = await BootAsync("faults");
        IReadOnlyList<string> lines = await console.RunAsync("run");
        Assert.Equal(0, console.LastStatus);
        string[] said = [.. lines.Where(line => line.StartsWith("program ", StringComparison.Ordinal))];
        int[] statuses = [.. lines.Where(line => !line.StartsWith("program ", StringComparison.Ordinal))
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
        Assert.Equal(s_faults.Select(fault => fault.Status), statuses);
        Assert.Equal(s_faults.Length, said.Length);
        for (int i = 0; i < said.Length; i++)
        {
            string[] parts = s_faults[i].Said.Split('*');
            Assert.StartsWith($"program {i + 2}: {parts[0]}", said[i], StringComparison.Ordinal);
            Assert.EndsWith(parts[^1], parts.Length == 1 ? parts[^1] : said[i], StringComparison.Ordinal);
        }

        await AssertSoundAsync(console);
    }

    [Fact]
    public async Task Registers_flags_segments_and_floating_point_state_are_a_program_s_own()
    {
        KernelConsole console = await BootAsync("state");
        Assert.Empty(await console.RunAsync("run"));
        Assert.Equal(0, console.LastStatus);
        await AssertSoundAsync(console);
    }

    [Fact]
    public async Task A_child_has_its_parent_s_memory_and_changes_its_own_and_all_of_it_comes_back()
    {
        KernelConsole console = await BootAsync("family");
        // How many orphans there are at a time is up to the machine's clock, and the pools keep the pages that the most
        // of them needed. A leak takes frames at every run.
        ulong before, frames = 0;
        int runs = 0;
        do
        {
            before = frames;
            Assert.Equal(["all is well"], await console.RunAsync("run"));
            frames = await FreeAsync(console);
        }
        while (frames != before && ++runs < 10);

        Assert.Equal(before, frames);
        Assert.Equal(["programs: 0"], await console.RunAsync("ps"));
        Assert.Equal(0ul, new Rows(await console.RunAsync("space")).Number("address spaces"));
        await AssertSoundAsync(console);
    }

    [Fact]
    public async Task Control_bracket_stops_a_program_that_never_ends_and_resume_lets_it_go_on()
    {
        KernelConsole console = await BootAsync("loop");
        for (int i = 0; i < 2; i++)
        {
            string command = i == 0 ? "run" : "resume";
            Task<IReadOnlyList<string>> running = console.RunAsync(command);
            Assert.True(
                await console.WaitAsync(transcript => transcript.Find(0, "looping") is not null, TimeLimit.Patience));
            await Task.Delay(100);
            Assert.False(running.IsCompleted);
            do
            {
                // On a busy machine the key may come before the command that it is to interrupt.
                await _machine!.Serial.SendAsync("\u001d", TestContext.Current.CancellationToken);
            }
            while (await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(5))) != running);

            Assert.EndsWith("stopped: 1 programs; resume goes on, ps lists them", string.Join('\n', await running),
                StringComparison.Ordinal);
        }

        Assert.Equal(["run: programs are stopped already: resume goes on"], await console.RunAsync("run"));
        Assert.StartsWith("1: init, child of 0, ready, space 1,", (await console.RunAsync("ps"))[1],
            StringComparison.Ordinal);
        Assert.Equal(["space: 1 is program 1's, and only looked at: regions, pte"],
            await console.RunAsync("space end 1"));
        const string Stack = "v0xbffe0000 to v0xbfffffff: rw- private, anonymous, 32 pages";
        Assert.Equal(Stack, (await console.RunAsync("space regions 1"))[^2]);
        Assert.Equal($"its region: {Stack}", (await console.RunAsync("pte 1 0xbffe0000"))[0]);
        IReadOnlyList<string> nowhere = await console.RunAsync("pte 1 0x50000000");
        Assert.EndsWith(" bytes behind: v0x0804b000 to v0x0804bfff: rw- private, anonymous, 1 page", nowhere[0],
            StringComparison.Ordinal);
        Assert.Equal($"{0xBFFE_0000 - 0x5000_0000} bytes before: {Stack}", nowhere[1]);
        Assert.Equal("a write would be: refused: no region is there", nowhere[^1]);
        await AssertSoundAsync(console);
    }

    [Fact]
    public async Task What_is_no_program_is_refused()
    {
        string path = _folder.In("text");
        await File.WriteAllTextAsync(path, "#!/bin/sh\n");
        KernelConsole console = await BootFileAsync(path);
        Assert.Equal(["run: the boot module is neither a program nor a cpio archive (newc)"],
            await console.RunAsync("run"));
        Assert.Equal(["resume: there is no program"], await console.RunAsync("resume"));
        Assert.Equal(1, console.LastStatus);
        await AssertSoundAsync(console);
    }

    [Fact]
    public async Task Without_a_module_there_is_nothing_to_run()
    {
        KernelConsole console = await BootFileAsync(null);
        Assert.Equal(["run: there is no boot module"], await console.RunAsync("run"));
        Assert.Equal(["programs: 0"], await console.RunAsync("ps"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_machine is not null)
        {
            await _machine.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static async Task<ulong> FreeAsync(KernelConsole console) =>
        new Rows(await console.RunAsync("mem")).Number("free frames");

    private static async Task AssertSoundAsync(KernelConsole console) =>
        Assert.Equal(["frames check: passed", "paging check: passed", "spaces check: passed", "heap check: passed"],
            await console.RunAsync("check"));

    private async Task<KernelConsole> BootAsync(string program) =>
        await BootFileAsync(await TestProgram.BuildAsync(program, _folder));

    private async Task<KernelConsole> BootFileAsync(string? path)
    {
        _machine = await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image, ModulePath = path });
        KernelConsole console = new(_machine);
        await console.WaitForPromptAsync();
        return console;
    }
}
