// The boot command line: the action after a panic, and unknown words.
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Boot;

public sealed class BootCommandLineTests
{
    // Above every mapping, below the scratch slot: executing it faults.
    private const uint Nowhere = 0xC0000000;

    private static readonly TimeSpan Patience = TimeLimit.Patience;

    [Theory]
    [InlineData("frobnicate", "frobnicate")]
    [InlineData("panic=sometimes", "panic=sometimes")]
    [InlineData("panic=halt panic", "panic")]
    [InlineData("=", "=")]
    public async Task Unknown_words_are_reported_and_ignored(string words, string reported)
    {
        await using QemuMachine machine = await QemuMachine.StartAsync(With(words));
        IReadOnlyList<string> log = await new KernelConsole(machine).WaitForPromptAsync();
        string line = Assert.Single(log,
            line => line.Contains("unknown", StringComparison.Ordinal)
                || line.Contains("ignored", StringComparison.Ordinal));
        Assert.Contains(reported, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("panic=halt")]
    [InlineData("panic=exit")]
    [InlineData("panic=reboot")]
    public async Task Known_words_are_not_reported(string? words)
    {
        await using QemuMachine machine = await QemuMachine.StartAsync(With(words));
        IReadOnlyList<string> log = await new KernelConsole(machine).WaitForPromptAsync();
        Assert.DoesNotContain(log,
            line => line.Contains("unknown", StringComparison.Ordinal)
                || line.Contains("ignored", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Quiet_boots_without_a_word_but_warnings()
    {
        await using QemuMachine machine = await QemuMachine.StartAsync(With("quiet"));
        Assert.Empty(await new KernelConsole(machine).WaitForPromptAsync());
        await using QemuMachine warned = await QemuMachine.StartAsync(With("quiet frobnicate"));
        Assert.Contains("frobnicate", Assert.Single(await new KernelConsole(warned).WaitForPromptAsync()),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("panic=halt")]
    public async Task A_panic_halts_unless_told_otherwise(string? words)
    {
        await using QemuMachine machine = await PanickedAsync(words);
        KernelConsole console = new(machine);
        Assert.True(await console.WaitAsync(HasPanicked, Patience));
        Assert.True(
            await console.WaitAsync(transcript => transcript.Find(0, KernelConsole.StoppedMark) is not null, Patience));
        await console.SettleAsync(TimeSpan.FromMilliseconds(100));
        Assert.False(machine.Ended.IsCompleted);
    }

    [Fact]
    public async Task Panic_exit_ends_the_emulator()
    {
        await using QemuMachine machine = await PanickedAsync("panic=exit");
        Assert.Equal(MachineEndKind.DebugExit, (await machine.Ended.WaitAsync(Patience)).Kind);
        Assert.True(await new KernelConsole(machine).WaitAsync(HasPanicked, Patience));
    }

    [Fact]
    public async Task Panic_reboot_resets_the_machine_without_a_triple_fault()
    {
        await using QemuMachine machine = await PanickedAsync("panic=reboot");
        Assert.Equal(MachineEndKind.Reset, (await machine.Ended.WaitAsync(Patience)).Kind);
        Assert.True(await new KernelConsole(machine).WaitAsync(HasPanicked, Patience));
        Assert.DoesNotContain("Triple fault", machine.ResetLog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Halt_switches_the_machine_off()
    {
        await using QemuMachine machine = await QemuMachine.StartAsync(With(null));
        KernelConsole console = new(machine);
        await console.WaitForPromptAsync();
        NoAnswerException end = await Assert.ThrowsAsync<NoAnswerException>(() => console.RunAsync("halt"));
        Assert.Equal(NoAnswer.MachineEnded, end.Reason);
        Assert.Equal(MachineEndKind.PoweredOff, (await machine.Ended).Kind);
    }

    [Fact]
    public async Task Reboot_resets_the_machine_without_a_triple_fault()
    {
        await using QemuMachine machine = await QemuMachine.StartAsync(With(null));
        KernelConsole console = new(machine);
        await console.WaitForPromptAsync();
        await Assert.ThrowsAsync<NoAnswerException>(() => console.RunAsync("reboot"));
        Assert.Equal(MachineEndKind.Reset, (await machine.Ended).Kind);
        Assert.DoesNotContain("Triple fault", machine.ResetLog, StringComparison.Ordinal);
    }

    private static QemuOptions With(string? words) => new() { KernelPath = Checkout.Image, BootCommandLine = words };

    // The debugger sends the kernel, waiting at its prompt, to an unmapped address.
    private static bool HasPanicked(TerminalTranscript transcript) =>
        transcript.Find(0, KernelConsole.PanicMark) is not null;

    private static async Task<QemuMachine> PanickedAsync(string? words)
    {
        QemuMachine machine = await QemuMachine.StartAsync(With(words) with { WaitForDebugger = true });
        using Debugger debugger = await Debugger.ConnectAsync(machine);
        KernelConsole console = new(machine);
        Task<IReadOnlyList<string>> prompt = console.WaitForPromptAsync();
        await debugger.ContinueAsync();
        await prompt;
        await machine.Monitor.StopAsync();
        await debugger.WriteAsync(Register.Eip, Nowhere);
        await debugger.DetachAsync();
        return machine;
    }
}
