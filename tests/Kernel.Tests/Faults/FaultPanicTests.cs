// Faults that the system can't survive: the same report, then the action of panic=, and never a reset (E3, E5). The
// debugger causes the faults that no command can.
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Faults;

public sealed class FaultPanicTests
{
    // Above every mapping, below the scratch slot.
    private const uint Nowhere = 0xC0000000;

    private const int Looks = 20;

    private static readonly TimeSpan _patience = TimeLimit.Patience;

    [Fact]
    public async Task A_double_fault_is_a_panic()
    {
        await using QemuMachine machine = await StartAsync("panic=exit");
        FaultReport report = await PanicAsync(machine, "fault double",
            "a double fault: the handler of another exception could not be entered");
        Assert.Equal("fault: double fault (#DF): another exception's handler could not be entered", report.Headline);
        Assert.StartsWith("lose_stack+0x", report.Row("instruction"), StringComparison.Ordinal);
        Assert.Equal(Nowhere, report.Register("ESP"));
        Assert.Equal(Nowhere - 4, report.Number("address"));
    }

    [Fact]
    public async Task A_fault_in_an_interrupt_handler_is_a_panic_after_a_warning()
    {
        await using QemuMachine machine = await StartAsync("panic=exit");
        FaultReport report = await PanicAsync(machine, "fault interrupt", "the fault came in an interrupt handler");
        Assert.NotNull(machine.Serial.Look(transcript => transcript.Find(0, "the next timer interrupt will")));
        FaultSource.AssertAt(report.Row("instruction"), "Write", "0xDEADBEEF");
        int interrupt = report.Backtrace.ToList()
            .FindIndex(line => line.Contains("--- interrupt", StringComparison.Ordinal));
        Assert.Contains(report.Backtrace.Take(interrupt),
            line => line.StartsWith("Timer.OnInterrupt  Timer.cs:", StringComparison.Ordinal));
        Assert.Contains(report.Backtrace.Skip(interrupt),
            line => line.StartsWith("FaultCommand.Run  FaultCommand.cs:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("fault double")]
    [InlineData("fault interrupt")]
    public async Task A_panic_halts_unless_told_otherwise(string command)
    {
        await using QemuMachine machine = await StartAsync(null);
        KernelConsole console = new(machine);
        await console.WaitForPromptAsync();
        NoAnswerException silence = await Assert.ThrowsAsync<NoAnswerException>(() => console.RunAsync(command));
        Assert.StartsWith(KernelConsole.StoppedMark, silence.Output[^2], StringComparison.Ordinal);
        Assert.False(machine.Ended.IsCompleted);
    }

    // The host's processor is free while the machine waits for a key, also if the timer's own handler is what failed.
    [Theory]
    [InlineData("fault double")]
    [InlineData("fault interrupt")]
    public async Task After_a_panic_the_processor_is_halted_until_a_key_restarts_the_machine(string command)
    {
        await using QemuMachine machine = await StartAsync(null);
        KernelConsole console = new(machine);
        await console.WaitForPromptAsync();
        await Assert.ThrowsAsync<NoAnswerException>(() => console.RunAsync(command));
        Assert.True(await console.WaitAsync(
            all => all.Find(0, KernelConsole.StoppedMark) is not null && all.CurrentLine.Length == 0, _patience));
        int halted = 0;
        for (int look = 0; look < Looks; look++)
        {
            Registers registers = await machine.Monitor.RegistersAsync();
            halted += registers.Halted && registers.InterruptsEnabled ? 1 : 0;
            await Task.Delay(TimeSpan.FromMilliseconds(7));
        }

        Assert.InRange(halted, Looks * 3 / 4, Looks);
        await machine.Serial.SendAsync("r", CancellationToken.None);
        Assert.Equal(MachineEndKind.Reset, (await machine.Ended.WaitAsync(_patience)).Kind);
    }

    [Fact]
    public async Task A_fault_inside_the_heap_is_a_panic()
    {
        await using QemuMachine machine = await StartAsync("panic=exit");
        KernelImage image = KernelImage.Load(Checkout.Image);
        using Debugger debugger = await PromptAsync(machine);
        await DivertAsync(machine, debugger, "alloc_test", image.Method("FreeHistory", "Add"));
        await AssertPanicAsync(machine, "the fault came while frames, paging or the heap were being changed");
    }

    // The command has called kmalloc and kfree by then, so the core was busy once but isn't any more.
    [Fact]
    public async Task A_fault_after_the_heap_came_back_ends_the_command()
    {
        await using QemuMachine machine = await StartAsync("panic=exit");
        using Debugger debugger = await PromptAsync(machine);
        KernelConsole console = new(machine);
        await DivertAsync(machine, debugger, "alloc_test",
            KernelImage.Load(Checkout.Image).Method("AllocTestCommand", "Unchanged"));
        await EndedAsync(console);
        Assert.Equal(["heap check: passed"], await console.RunAsync("heap check"));
    }

    [Fact]
    public async Task A_fault_at_boot_is_a_panic()
    {
        await using QemuMachine machine = await StartAsync("panic=exit");
        using Debugger debugger = await Debugger.ConnectAsync(machine);
        await RunToAsync(debugger, KernelImage.Load(Checkout.Image).Method("MemoryStartup", "InitialiseHeap"));
        await debugger.WriteAsync(Register.Eip, Nowhere);
        await debugger.DetachAsync();
        await AssertPanicAsync(machine, "the fault came while no command was running");
    }

    [Fact]
    public async Task A_fault_while_reporting_gets_one_short_line()
    {
        await using QemuMachine machine = await StartAsync("panic=exit");
        using Debugger debugger = await PromptAsync(machine);
        await DivertAsync(machine, debugger, "fault null",
            KernelImage.Load(Checkout.Image).Method("FaultPrinter", "WriteRegisters"));
        Assert.Equal(MachineEndKind.DebugExit, (await machine.Ended.WaitAsync(_patience)).Kind);
        string[] lines = machine.Serial.Look(transcript => transcript.Lines(0, transcript.Count));
        string line = Assert.Single(lines, line => line.StartsWith(KernelConsole.PanicMark, StringComparison.Ordinal));
        Assert.Equal("panic: page fault (#PF) while reporting: EIP 0xc0000000, error code 0x00000000, CR2 0xc0000000",
            line);
        Assert.Equal(line, lines.Last(text => text.Length > 0));
        AssertNoReset(machine);
    }

    [Fact]
    public async Task A_third_fault_is_silent_and_halts()
    {
        await using QemuMachine machine = await StartAsync("panic=exit");
        KernelImage image = KernelImage.Load(Checkout.Image);
        using Debugger debugger = await PromptAsync(machine);
        await RunToAsync(machine, debugger, "fault null", image.Method("FaultPrinter", "WriteRegisters"));
        await debugger.WriteAsync(Register.Eip, Nowhere);
        await RunToAsync(debugger, image.Method("Power", "ExitEmulator"));
        await debugger.WriteAsync(Register.Eip, Nowhere);
        await debugger.DetachAsync();
        await new KernelConsole(machine).SettleAsync(TimeSpan.FromMilliseconds(300));
        Assert.Single(machine.Serial.Look(transcript => transcript.Lines(0, transcript.Count)),
            line => line.Contains("while reporting", StringComparison.Ordinal));
        Registers registers = await machine.Monitor.RegistersAsync();
        Assert.True(registers.Halted && !registers.InterruptsEnabled);
        Assert.False(machine.Ended.IsCompleted);
        AssertNoReset(machine);
    }

    // Interrupts off, direction flag set: a command may leave them so when it faults.
    [Fact]
    public async Task The_flags_are_those_that_the_command_began_with()
    {
        const uint FlagsAtFault = 0x402;
        const uint DirectionFlag = 0x400;
        await using QemuMachine machine = await StartAsync("panic=exit");
        using Debugger debugger = await PromptAsync(machine);
        KernelConsole console = new(machine);
        await RunToAsync(machine, debugger, "alloc_test",
            KernelImage.Load(Checkout.Image).Method("AllocTestCommand", "Unchanged"));
        await debugger.WriteAsync(Register.Eflags, FlagsAtFault);
        await debugger.WriteAsync(Register.Eip, Nowhere);
        await debugger.DetachAsync();
        await EndedAsync(console);
        FaultReport report = new(machine.Serial.Look(transcript => transcript.Lines(0, transcript.Count)));
        Assert.Equal(DirectionFlag, report.Register("EFLAGS") & DirectionFlag);
        Registers registers = await machine.Monitor.RestingRegistersAsync();
        Assert.Equal(0u, registers.Eflags & DirectionFlag);
        Assert.True(registers.Halted && registers.InterruptsEnabled, $"{registers}");
        Assert.StartsWith("alloc_test: passed", Assert.Single(await console.RunAsync("alloc_test")),
            StringComparison.Ordinal);
    }

    private static Task<QemuMachine> StartAsync(string? words) =>
        QemuMachine.StartAsync(new QemuOptions
        {
            KernelPath = Checkout.Image,
            BootCommandLine = words,
            WaitForDebugger = words is not null
        });

    private static async Task<Debugger> PromptAsync(QemuMachine machine)
    {
        Debugger debugger = await Debugger.ConnectAsync(machine);
        Task<IReadOnlyList<string>> prompt = new KernelConsole(machine).WaitForPromptAsync();
        await debugger.ContinueAsync();
        await prompt;
        return debugger;
    }

    // Types a command, and sends the processor to an unmapped address when it reaches a given one.
    private static async Task DivertAsync(QemuMachine machine, Debugger debugger, string command, uint address)
    {
        await RunToAsync(machine, debugger, command, address);
        await debugger.WriteAsync(Register.Eip, Nowhere);
        await debugger.DetachAsync();
    }

    private static async Task EndedAsync(KernelConsole console) => Assert.True(await console.WaitAsync(
        transcript => transcript.Find(0, "command ended by a fault") is not null
            && transcript.CurrentLine == KernelConsole.Prompt, _patience));

    private static async Task RunToAsync(QemuMachine machine, Debugger debugger, string command, uint address)
    {
        await machine.Monitor.StopAsync();
        await machine.Serial.SendAsync(command + "\r", CancellationToken.None);
        await RunToAsync(debugger, address);
    }

    private static async Task RunToAsync(Debugger debugger, uint address)
    {
        using CancellationTokenSource limit = new(_patience);
        await debugger.RunToAsync(address, limit.Token);
    }

    private static async Task<FaultReport> PanicAsync(QemuMachine machine, string command, string reason)
    {
        using Debugger debugger = await PromptAsync(machine);
        await machine.Serial.SendAsync(command + "\r", CancellationToken.None);
        return await AssertPanicAsync(machine, reason);
    }

    private static async Task<FaultReport> AssertPanicAsync(QemuMachine machine, string reason)
    {
        MachineEnd end = await machine.Ended.WaitAsync(_patience);
        Assert.Equal((MachineEndKind.DebugExit, 1), (end.Kind, end.Value));
        await new KernelConsole(machine).SettleAsync(TimeSpan.FromMilliseconds(30));
        string[] lines = machine.Serial.Look(transcript => transcript.Lines(0, transcript.Count));
        Assert.Equal($"{KernelConsole.PanicMark}{reason}", lines.Last(line => line.Length > 0));
        AssertNoReset(machine);
        return new FaultReport(lines);
    }

    // The reset at power-on is QEMU's own, and is in its log.
    private static void AssertNoReset(QemuMachine machine)
    {
        Assert.DoesNotContain("Triple fault", machine.ResetLog, StringComparison.Ordinal);
        Assert.InRange(machine.ResetLog.Split("CPU Reset").Length - 1, 0, 2);
    }
}
