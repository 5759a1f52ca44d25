// Faults at any moment of boot, double faults too: a report, not a reset (E2, E5).
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Faults;

[Slow]
public sealed class BootFaultTests
{
    // Above every mapping, below the scratch slot.
    private const uint Nowhere = 0xC0000000;
    private const int GateBytes = 8;
    private const int InvalidOpcode = 6;
    private const int SegmentNotPresent = 11;
    private const int GeneralProtection = 13;
    private const int FirstPaged = 4;
    private const int MostSteps = 200;
    private const uint Paging = 1u << 31;

    private static readonly QemuOptions _options = new()
    {
        KernelPath = Checkout.Image,
        Memory = MemorySize.FromMiB(16)
    };
    private static readonly TimeSpan _patience = TimeLimit.Patience;

    private readonly KernelImage _image = KernelImage.Load(Checkout.Image);

    public static TheoryData<string, string> Places => new()
    {
        { "BootStack", "PlaceCanary" },
        { "Console_Terminal", "Initialise" },
        { "MachineCheck", "Enable" },
        { "MemoryStartup", "ReadBootInformation" },
        { "MemoryStartup", "InitialiseFrames" },
        { "MemoryStartup", "EnablePaging" },
        { "", "enable_paging" },
    };

    // With paging off no stack can be bad. An invalid instruction still makes a double fault if its gate and those of
    // the resulting exceptions are gone.
    [Theory]
    [MemberData(nameof(Places))]
    public async Task Before_paging_a_double_fault_is_reported(string type, string method)
    {
        await using QemuMachine machine = await StartAsync();
        using Debugger debugger = await Debugger.ConnectAsync(machine);
        await debugger.RunToAsync(type.Length == 0 ? _image[method] : _image.Method(type, method));
        uint gates = await InterruptTableAsync(machine);
        foreach (int vector in new[] { InvalidOpcode, SegmentNotPresent, GeneralProtection })
        {
            await debugger.WriteMemoryAsync(gates + (uint)(vector * GateBytes), new byte[GateBytes]);
        }

        await debugger.WriteAsync(Register.Eip, _image["execute_invalid_opcode"]);
        await debugger.DetachAsync();
        FaultReport report = await ReportAsync(machine);
        Assert.Equal("fault: double fault (#DF): another exception's handler could not be entered", report.Headline);
        Assert.StartsWith("execute_invalid_opcode+0x", report.Row("instruction"), StringComparison.Ordinal);
    }

    // Even before printing works: the report sets the devices up.
    [Theory]
    [InlineData("BootStack", "PlaceCanary")]
    [InlineData("Console_Terminal", "Initialise")]
    public async Task Before_the_terminal_is_ready_a_fault_is_reported(string type, string method)
    {
        await using QemuMachine machine = await StartAsync();
        using Debugger debugger = await Debugger.ConnectAsync(machine);
        await debugger.RunToAsync(_image.Method(type, method));
        await debugger.WriteAsync(Register.Eip, _image["execute_invalid_opcode"]);
        await debugger.DetachAsync();
        FaultReport report = await ReportAsync(machine);
        Assert.StartsWith("fault: invalid opcode (#UD)", report.Headline, StringComparison.Ordinal);
    }

    // From the first instruction with paging on until the kernel stack is in use, each with an unmapped stack.
    [Fact]
    public Task A_bad_stack_is_reported_from_the_first_instruction_with_paging_on() => TryBadStacksAsync(every: 4);

    [Fact(Explicit = true)]
    public Task A_bad_stack_is_reported_at_every_instruction_with_paging_on() => TryBadStacksAsync(every: 1);

    private async Task TryBadStacksAsync(int every)
    {
        await using RewindableMachine machine = await RewindableMachine.StartAsync(_options, _image["enable_paging"]);
        int tried = 0;

        // Some steps further each time, from before paging is on. The first instruction with paging on comes after
        // four.
        uint last = _image["switch_stack"];
        int steps = FirstPaged;
        bool isThrough = false;
        while (!isThrough)
        {
            Assert.InRange(steps, FirstPaged, MostSteps);
            await machine.RewindAsync();
            RegisterValues registers = await machine.Debugger.ReadAllAsync();
            for (int i = 0; i < steps; i++)
            {
                registers = await machine.Debugger.StepAsync(registers);
                isThrough |= registers[Register.Eip] == last;
            }

            Assert.NotEqual(0u, registers[Register.Cr0] & Paging);
            await AssertReportedAsync(machine, registers[Register.Eip]);
            steps += every;
            tried++;
        }

        Assert.InRange(tried, 10, MostSteps);
    }

    // The machine is rewound as soon as the report has begun, because the rest is the same each time.
    private async Task AssertReportedAsync(RewindableMachine machine, uint at)
    {
        int line = machine.Machine.Serial.Look(all => all.Count);
        await machine.Debugger.WriteAsync([(Register.Esp, Nowhere), (Register.Eip, _image["kmalloc"])]);
        await machine.Debugger.ContinueAsync();
        Assert.True(
            await machine.Console.WaitAsync(all => all.Find(line, "instruction: kmalloc+0x") is not null, _patience),
            $"at 0x{at:x8}");
        Assert.False(machine.Machine.HasTripleFaulted);
    }

    private static Task<QemuMachine> StartAsync() => QemuMachine.StartAsync(_options with { WaitForDebugger = true });

    private static async Task<uint> InterruptTableAsync(QemuMachine machine)
    {
        // "IDT=     0017f000 000007ff"
        string registers = await machine.Monitor.HumanAsync("info registers");
        string[] words = registers[registers.IndexOf("IDT=", StringComparison.Ordinal)..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Convert.ToUInt32(words[1], 16);
    }

    private static async Task<FaultReport> ReportAsync(QemuMachine machine)
    {
        KernelConsole console = new(machine);
        Assert.True(await console.WaitAsync(all => all.Find(0, KernelConsole.PanicMark) is not null, _patience));
        return new FaultReport(machine.Serial.Look(all => all.Lines(0, all.Count)));
    }
}
