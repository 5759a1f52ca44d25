// Every stack has guard pages, and a fault in one names the stack (E4). Before paging is on, a canary does the job.

using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Faults;

[Slow]
public sealed class GuardPageTests
{
    // As in Osmosis.Memory.KernelStack.
    private const uint DoubleFaultStack = 0xFF80C000;
    private const uint FaultStack = 0xFF812000;
    private const uint InterruptStack = 0xFF818000;
    private const uint Nowhere = 0xC0000000;
    private const int StackBytes = 16384;

    private static readonly TimeSpan _patience = TimeLimit.Patience;

    private static readonly (uint Address, string Region)[] _guards =
    [
        (0xFF801000, "in the guard page below the kernel stack, 0x1000 bytes below its end"),
        (0xFF80A000, "in the guard page above the kernel stack, 0x0 bytes above its top"),
        (0xFF80BFFC, "in the guard page below the double-fault stack, 0x4 bytes below its end"),
        (0xFF810000, "in the guard page above the double-fault stack, 0x0 bytes above its top"),
        (0xFF811FFC, "in the guard page below the fault stack, 0x4 bytes below its end"),
        (0xFF816000, "in the guard page above the fault stack, 0x0 bytes above its top"),
        (0xFF817FFC, "in the guard page below the interrupt stack, 0x4 bytes below its end"),
        (0xFF81C000, "in the guard page above the interrupt stack, 0x0 bytes above its top"),
    ];

    private readonly KernelImage _image = KernelImage.Load(Checkout.Image);

    [Fact]
    public async Task Every_guard_page_is_named_with_its_stack()
    {
        await using QemuMachine machine = await StartAsync("quiet");
        using Debugger debugger = await PromptAsync(machine);
        KernelConsole console = new(machine);
        foreach ((uint address, string region) in _guards)
        {
            int line = machine.Serial.Look(all => all.Count);
            await RunToAsync(machine, debugger, "fault unmapped", _image.Method("DeliberateFault", "Write"));
            await debugger.WriteAsync(Register.Ecx, address);
            await debugger.ContinueAsync();
            Assert.True(
                await console.WaitAsync(all => all.Find(line, "command ended by a fault") is not null, _patience),
                region);
            Assert.Equal(region, new FaultReport(machine.Serial.Look(all => all.Lines(line, all.Count))).Row("region"));
            await console.SettleAsync(TimeSpan.FromMilliseconds(10));
        }
    }

    [Fact]
    public async Task An_overflow_of_the_interrupt_stack_is_a_panic_that_says_so()
    {
        await using QemuMachine machine = await StartAsync("panic=exit");
        using Debugger debugger = await PromptAsync(machine);
        await RunToAsync(machine, debugger, "sleep 50", _image.Method("Timer", "OnInterrupt"));
        await debugger.WriteAsync(Register.Esp, InterruptStack + 4);
        await debugger.DetachAsync();
        string[] lines = await EndAsync(machine);
        Assert.Equal($"{KernelConsole.PanicMark}the fault came in an interrupt handler",
            lines.Last(line => line.Length > 0));
        Assert.StartsWith("fault: interrupt stack overflow: ESP ", ReportOf(machine).Headline,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_overflow_of_the_fault_stack_is_told_in_a_line()
    {
        await using QemuMachine machine = await StartAsync("panic=exit");
        using Debugger debugger = await PromptAsync(machine);
        await RunToAsync(machine, debugger, "fault null", _image.Method("FaultPrinter", "WriteRegisters"));
        await debugger.WriteAsync(Register.Esp, FaultStack + 4);
        await debugger.DetachAsync();
        string[] lines = await EndAsync(machine);
        string panic = Assert.Single(lines, line => line.StartsWith(KernelConsole.PanicMark, StringComparison.Ordinal));
        Assert.StartsWith("panic: double fault (#DF) while reporting: EIP ", panic, StringComparison.Ordinal);
        Assert.EndsWith(" (the fault stack is used up)", panic, StringComparison.Ordinal);
    }

    // The interrupted task reports a double fault, so that the double-fault task is free for the next.
    [Fact]
    public async Task A_double_fault_while_a_double_fault_is_reported_is_told_in_a_line()
    {
        await using QemuMachine machine = await StartAsync("panic=exit");
        using Debugger debugger = await PromptAsync(machine);
        await RunToAsync(machine, debugger, "fault double", _image.Method("FaultPrinter", "WriteRegisters"));
        await debugger.WriteAsync(Register.Esp, Nowhere);
        await debugger.DetachAsync();
        string[] lines = await EndAsync(machine);
        Assert.Single(lines,
            line => line.StartsWith("panic: double fault (#DF) while reporting: ", StringComparison.Ordinal));
    }

    // The one case where the processor allows no report: a double fault while the double-fault task runs, for some
    // fifty instructions.
    [Fact]
    public async Task A_double_fault_in_the_double_fault_task_is_the_processors_end()
    {
        await using QemuMachine machine = await StartAsync("panic=exit", allowsTripleFault: true);
        using Debugger debugger = await PromptAsync(machine);
        await RunToAsync(machine, debugger, "fault double",
            _image.Symbols.Single(symbol => symbol.Key == "double_fault_dispatch").Value);
        await debugger.WriteAsync(Register.Esp, DoubleFaultStack);
        await debugger.DetachAsync();
        Assert.Equal(MachineEndKind.Reset, (await machine.Ended.WaitAsync(_patience)).Kind);
        Assert.True(machine.HasTripleFaulted);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    public async Task An_overflow_of_the_boot_stack_is_told_when_boot_leaves_it(int word)
    {
        await using QemuMachine machine = await StartAsync("panic=exit");
        using Debugger debugger = await Debugger.ConnectAsync(machine);
        await debugger.RunToAsync(_image.Method("MemoryStartup", "InitialiseFrames"));
        await debugger.WriteMemoryAsync(_image["boot_stack"] + (uint)(word * 4), new byte[] { 1, 2, 3, 4 });
        await debugger.DetachAsync();
        string[] lines = await EndAsync(machine);
        Assert.Single(lines, line => line.StartsWith(
            $"panic: the boot stack overflowed: word {word} from its low end, 0x{_image["boot_stack"]:x8}, holds "
                + $"0x04030201, not 0x", StringComparison.Ordinal));
    }

    // The boot stack is zero at first. When boot leaves it, at least a page must be unused, the largest step that code
    // takes unprobed.
    [Fact]
    public async Task Boot_leaves_a_page_of_its_stack_untouched()
    {
        await using QemuMachine machine = await StartAsync("quiet");
        using Debugger debugger = await Debugger.ConnectAsync(machine);
        await debugger.RunToAsync(_image["switch_stack"]);
        byte[] stack = await machine.Monitor.ReadPhysicalAsync(_image["boot_stack"], StackBytes);
        const int CanaryBytes = 64;
        int lowest = CanaryBytes + Array.FindIndex(stack[CanaryBytes..], value => value != 0);
        TestContext.Current.SendDiagnosticMessage($"boot uses {StackBytes - lowest} bytes of its stack");
        Assert.InRange(StackBytes - lowest, 100, StackBytes - 4096);
    }

    private static Task<QemuMachine> StartAsync(string? words, bool allowsTripleFault = false) =>
        QemuMachine.StartAsync(
            new QemuOptions
            {
                KernelPath = Checkout.Image,
                BootCommandLine = words,
                WaitForDebugger = true,
                AllowsTripleFault = allowsTripleFault
            });

    private static async Task<Debugger> PromptAsync(QemuMachine machine)
    {
        Debugger debugger = await Debugger.ConnectAsync(machine);
        Task<IReadOnlyList<string>> prompt = new KernelConsole(machine).WaitForPromptAsync();
        await debugger.ContinueAsync();
        await prompt;
        return debugger;
    }

    private static async Task RunToAsync(QemuMachine machine, Debugger debugger, string command, uint address)
    {
        await machine.Monitor.StopAsync();
        await machine.Serial.SendAsync(command + "\r", CancellationToken.None);
        await debugger.RunToAsync(address);
    }

    private static async Task<string[]> EndAsync(QemuMachine machine)
    {
        Assert.Equal(MachineEndKind.DebugExit, (await machine.Ended.WaitAsync(_patience)).Kind);
        await new KernelConsole(machine).SettleAsync(TimeSpan.FromMilliseconds(30));
        return machine.Serial.Look(all => all.Lines(0, all.Count));
    }

    private static FaultReport ReportOf(QemuMachine machine) =>
        new(machine.Serial.Look(all => all.Lines(0, all.Count)));
}
