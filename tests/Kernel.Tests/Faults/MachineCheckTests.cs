// Machine checks, made by QEMU's monitor: reported like any fault, at the prompt and in boot, and never a reset
// (E2, E5).

using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Faults;

[Slow]
public sealed class MachineCheckTests
{
    // CR4.MCE.
    private const uint MachineCheckEnable = 1 << 6;

    // Bank, valid | uncorrected | enabled | context corrupt; the program can't continue.
    private const string Uncorrected = "mce 0 0 0xb200000000000000 0x4 0 0";

    // The same with an address, a lost error, and a program that could continue.
    private const string WithAddress = "mce 0 2 0xf400000000000136 0x7 0x12345678 0";

    private static readonly TimeSpan _patience = TimeLimit.Patience;

    private readonly KernelImage _image = KernelImage.Load(Checkout.Image);

    [Fact]
    public async Task At_the_prompt_it_is_reported_and_a_panic()
    {
        await using QemuMachine machine = await StartAsync("panic=exit", debugger: false);
        await new KernelConsole(machine).WaitForPromptAsync();
        await StopAtRestAsync(machine.Monitor);
        await machine.Monitor.HumanAsync(Uncorrected);
        await machine.Monitor.ContinueAsync();
        FaultReport report = await EndAsync(machine);
        Assert.Equal("fault: machine check (#MC): the processor or the memory reports an error", report.Headline);
        Assert.Equal("status 0x0000000000000004", report.Row("machine check"));
        Assert.Equal("can't go on", report.Row("the program"));
        Assert.Equal("status 0xb200000000000000, error code 0x0000", report.Row("bank 0"));
        Assert.Equal("uncorrected, context corrupt", report.Row("error 0"));
        Assert.StartsWith("interrupts_await+0x", report.Row("instruction"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_is_told()
    {
        await using QemuMachine machine = await StartAsync("panic=exit", debugger: false);
        await new KernelConsole(machine).WaitForPromptAsync();
        await machine.Monitor.HumanAsync(WithAddress);
        FaultReport report = await EndAsync(machine);
        Assert.Equal("status 0x0000000000000007", report.Row("machine check"));
        Assert.Equal("could go on, EIP is the cause", report.Row("the program"));
        Assert.Equal("status 0xf400000000000136, error code 0x0136", report.Row("bank 2"));
        Assert.Equal("uncorrected, more were lost, at p0x0000000012345678", report.Row("error 2"));
    }

    [Theory]
    [InlineData("SnapshotStages", "Enter")]
    [InlineData("MemoryStartup", "InitialiseFrames")]
    [InlineData("MemoryStartup", "InitialiseHeap")]
    public async Task In_boot_too(string type, string method)
    {
        // At the first place the boot words haven't been read, so a panic halts.
        await using QemuMachine machine = await StartAsync("panic=exit", debugger: true);
        using Debugger debugger = await Debugger.ConnectAsync(machine);
        await debugger.RunToAsync(_image.Method(type, method));
        await machine.Monitor.HumanAsync(Uncorrected);
        await debugger.DetachAsync();
        FaultReport report = await ReportAsync(machine);
        Assert.StartsWith("fault: machine check (#MC)", report.Headline, StringComparison.Ordinal);
        Assert.Contains(report.Backtrace,
            line => line.StartsWith($"{type}.{method}  {type}.cs:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_of_them_while_the_first_is_reported_and_after_it_dont_reset()
    {
        await using QemuMachine machine = await StartAsync(null, debugger: true);
        using Debugger debugger = await Debugger.ConnectAsync(machine);
        KernelConsole console = new(machine);
        Task<IReadOnlyList<string>> prompt = console.WaitForPromptAsync();
        await debugger.ContinueAsync();
        await prompt;
        await machine.Monitor.StopAsync();
        await machine.Monitor.HumanAsync(Uncorrected);
        await debugger.RunToAsync(_image.Method("MachineCheckText", "Print"));
        await machine.Monitor.HumanAsync(Uncorrected);
        await debugger.DetachAsync();
        Assert.True(
            await console.WaitAsync(all => all.Find(0, "panic: machine check (#MC) while reporting: ") is not null,
                _patience));
        for (int i = 0; i < 3; i++)
        {
            await console.SettleAsync(TimeSpan.FromMilliseconds(50));
            await machine.Monitor.HumanAsync(Uncorrected);
        }

        await console.SettleAsync(TimeSpan.FromMilliseconds(100));
        Registers registers = await machine.Monitor.RegistersAsync();
        Assert.True(registers.Halted && !registers.InterruptsEnabled);
        Assert.False(machine.Ended.IsCompleted);
    }

    // CR4.MCE must not be set where CPUID doesn't report it: that would be a general protection fault.
    [Fact]
    public async Task A_processor_without_them_boots()
    {
        await using QemuMachine machine =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image, Cpu = "max,mce=off" });
        await new KernelConsole(machine).WaitForPromptAsync();
        Assert.Equal(0u, (await machine.Monitor.RegistersAsync()).Cr4 & MachineCheckEnable);
    }

    // A machine that runs could be in its timer's handler by the time the machine check comes.
    private static async Task StopAtRestAsync(QemuMonitor monitor)
    {
        await monitor.StopAsync();
        while (!(await monitor.RegistersAsync()).Halted)
        {
            await monitor.ContinueAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(1));
            await monitor.StopAsync();
        }
    }

    private static Task<QemuMachine> StartAsync(string? words, bool debugger) => QemuMachine.StartAsync(
        new QemuOptions
        {
            KernelPath = Checkout.Image,
            Cpu = "max",
            BootCommandLine = words,
            WaitForDebugger = debugger
        });

    private static async Task<FaultReport> EndAsync(QemuMachine machine)
    {
        Assert.Equal(MachineEndKind.DebugExit, (await machine.Ended.WaitAsync(_patience)).Kind);
        return await ReportAsync(machine);
    }

    private static async Task<FaultReport> ReportAsync(QemuMachine machine)
    {
        const string Panic = $"{KernelConsole.PanicMark}the hardware reported an error, which no command caused";
        Assert.True(await new KernelConsole(machine).WaitAsync(all => all.Find(0, Panic) is not null, _patience));
        return new FaultReport(machine.Serial.Look(all => all.Lines(0, all.Count)));
    }
}
