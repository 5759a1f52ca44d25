// Programs that print what happens to them: line by line what they print on Linux. The files beside them were made by
// Debian 12's kernel for the i386 (6.1.0-50-686) in QEMU with a Pentium III, where frames are as on this kernel; it ran
// each program as its /init, three times with the same output. Those of descriptors and waiting were made by a kernel
// for the x86-64 (6.18), which runs programs of the i386, too; four times with the same output.
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Programs;

[Slow]
public sealed class RecordedProgramTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = TemporaryFolder.Create();
    private QemuMachine? _machine;

    [Theory]
    [InlineData("signals")]
    [InlineData("jobs")]
    [InlineData("terminal")]
    [InlineData("busyfile")]
    [InlineData("entrystates")]
    [InlineData("descriptors")]
    [InlineData("waiting")]
    public async Task A_program_prints_what_it_prints_on_Linux(string name)
    {
        KernelConsole console = await BootAsync(await TestProgram.CompileAsync(name, _folder));
        IReadOnlyList<string> lines = await console.RunAsync("run");

        // This kernel says why it ends a program.
        IEnumerable<string> printed = lines.Where(line => !line.StartsWith("program ", StringComparison.Ordinal));
        string expected = Path.Combine(Checkout.Sources, "tests", "Kernel.Tests", "Programs", $"{name}.linux.txt");
        Assert.Equal(await File.ReadAllLinesAsync(expected), printed);
        Assert.Equal(0, console.LastStatus);
        Assert.Equal(["programs: 0"], (await console.RunAsync("ps")).Take(1));
        Assert.DoesNotContain(await console.RunAsync("check"),
            line => !line.EndsWith("passed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\u0003", "ended: by signal 2 (interrupt)")]
    [InlineData("\u001c", "ended: by signal 3 (quit)")]
    public async Task A_key_of_the_terminal_ends_the_program_in_front(string key, string expected)
    {
        KernelConsole console = await BootAsync(await TestProgram.BuildAsync("loop", _folder));
        Task<IReadOnlyList<string>> running = console.RunAsync("run");
        Assert.True(
            await console.WaitAsync(transcript => transcript.Find(0, "looping") is not null, TimeLimit.Patience));
        await _machine!.Serial.SendAsync(key, TestContext.Current.CancellationToken);
        Assert.Equal(expected, (await running)[^1]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_machine is not null)
        {
            await _machine.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task<KernelConsole> BootAsync(string module)
    {
        _machine = await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image, ModulePath = module });
        KernelConsole console = new(_machine);
        await console.WaitForPromptAsync();
        return console;
    }
}
