// Whatever the boot loader left in the processor's registers, the kernel reaches the prompt and works (E5). Every bit
// of CR0, CR4 and EFLAGS is tried. Bits that can't be tried are listed here with the reason, and the lists are checked
// where the machine allows it.
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Boot;

public sealed class LoaderLeftoversTests
{
    private const int Bits = 32;

    // Unused at the kernel's entry.
    private const uint Loader = 0x7000;
    private const uint LoaderStack = 0x7C00;
    private const uint LoaderFlags = 0x7100;

    private const uint Cr0Ordinary = 0x80010033;
    private const uint Cr4Ordinary = 0x0030_0640;
    private const uint EntryCr0 = 0x11;

    private const uint TrapFlag = 1 << 8;

    // A processor with every feature that QEMU has.
    private static readonly QemuOptions _options = new()
    {
        KernelPath = Checkout.Image,
        Cpu = "max",
        Memory = MemorySize.FromMiB(16)
    };
    private static readonly TimeSpan _patience = TimeLimit.Patience;

    // Multiboot defines PE and PG. ET can't be changed.
    private static readonly int[] _cr0NotTried = [0, 4, 31];

    // push eax; mov al, 0xFF; out 0x21, al; out 0xA1, al; pop eax. With IF set, a pending interrupt comes before the
    // kernel's first instruction.
    private static readonly byte[] _maskInterrupts = [0x50, 0xB0, 0xFF, 0xE6, 0x21, 0xE6, 0xA1, 0x58];

    private readonly KernelImage _image = KernelImage.Load(Checkout.Image);

    [Slow]
    [Fact]
    public async Task Any_bit_of_CR0_may_be_set()
    {
        await using RewindableMachine machine = await RewindableMachine.StartAsync(_options, _image.Entry);
        foreach (int bit in Enumerable.Range(0, Bits).Except(_cr0NotTried))
        {
            await machine.RewindAsync();
            uint value = EntryCr0 | (1u << bit);
            await machine.Debugger.WriteAsync(Register.Cr0, value);
            Assert.Equal(value, await machine.Debugger.ReadAsync(Register.Cr0));
            await AssertWorksAsync(machine, $"CR0 bit {bit}");
        }
    }

    [Slow]
    [Fact]
    public async Task Any_bit_of_CR4_may_be_set()
    {
        await using RewindableMachine machine = await RewindableMachine.StartAsync(_options, _image.Entry);
        for (int bit = 0; bit < Bits; bit++)
        {
            await machine.RewindAsync();
            await machine.Debugger.WriteAsync(Register.Cr4, 1u << bit);
            Assert.Equal(1u << bit, await machine.Debugger.ReadAsync(Register.Cr4));
            await AssertWorksAsync(machine, $"CR4 bit {bit}");
        }
    }

    [Slow]
    [Fact]
    public async Task Any_bit_of_EFLAGS_may_be_set()
    {
        await using RewindableMachine machine = await RewindableMachine.StartAsync(_options, _image.Entry);
        List<int> ignored = [];
        foreach (int bit in Enumerable.Range(0, Bits).Where(bit => 1u << bit != TrapFlag))
        {
            await machine.RewindAsync();
            await PlaceLoaderAsync(machine,
                [.. _maskInterrupts, 0x68, .. Bytes(2 | (1u << bit)), 0x9D, 0x9C, 0x8F, 0x05, .. Bytes(LoaderFlags)]);
            await AssertWorksAsync(machine, $"EFLAGS bit {bit}");
            byte[] stored = await machine.Monitor.ReadPhysicalAsync(LoaderFlags, sizeof(uint));
            if ((BitConverter.ToUInt32(stored) & (1u << bit)) == 0)
            {
                ignored.Add(bit);
            }
        }

        // Reserved: 3, 5, 15, 22 to 31. Only IRET loads RF and VM (16, 17), and VM needs a task in 16-bit code; VIF and
        // VIP (19, 20) are cleared.
        Assert.Equal([3, 5, 15, 16, 17, 19, 20, .. Enumerable.Range(22, 10)], ignored);
    }

    // With the trap flag set, the processor raises #DB after the loader's own jump, before the kernel's first
    // instruction: no kernel is ever entered in this state.
    [Fact]
    public async Task The_trap_flag_would_stop_the_loader_itself()
    {
        await using RewindableMachine machine =
            await RewindableMachine.StartAsync(_options with { AllowsTripleFault = true }, _image.Entry);
        await PlaceLoaderAsync(machine, [0x68, .. Bytes(2 | TrapFlag), 0x9D]);
        await machine.Debugger.ContinueAsync();
        Assert.Equal(MachineEndKind.Reset, (await machine.Machine.Ended.WaitAsync(_patience)).Kind);
        Assert.True(machine.Machine.HasTripleFaulted);
    }

    [Fact]
    public async Task A_breakpoint_may_be_left()
    {
        await using RewindableMachine machine = await RewindableMachine.StartAsync(_options, _image.Entry);
        // mov eax, kernel_main; mov dr0, eax; mov eax, 0x402; mov dr7, eax: the kernel would stop at its first C#.
        await PlaceLoaderAsync(machine,
            [0x50, 0xB8, .. Bytes(_image["kernel_main"]), 0x0F, 0x23, 0xC0, 0xB8, .. Bytes(0x402), 0x0F, 0x23, 0xF8,
                0x58]);
        await AssertWorksAsync(machine, "DR7");
        Assert.Equal(0x400u, await machine.ReadAsync("DR7"));
    }

    [Fact]
    public async Task The_FPU_and_SSE_may_be_in_any_mode()
    {
        await using RewindableMachine machine = await RewindableMachine.StartAsync(_options, _image.Entry);
        // All exceptions unmasked, rounding towards zero. mov eax, cr4; or ah, 2; mov cr4, eax; push; fldcw [esp];
        // ldmxcsr [esp+4].
        await PlaceLoaderAsync(machine,
            [0x50, 0x0F, 0x20, 0xE0, 0x80, 0xCC, 0x02, 0x0F, 0x22, 0xE0, 0x68, .. Bytes(0x6000), 0x68, .. Bytes(0x0C40),
                0xD9, 0x2C, 0x24, 0x0F, 0xAE, 0x54, 0x24, 0x04, 0x58, 0x58, 0x58]);
        await AssertWorksAsync(machine, "the FPU");
        Assert.Equal((0x37Fu, 0x1F80u), (await machine.ReadAsync("FCW"), await machine.ReadAsync("MXCSR")));
    }

    private static byte[] Bytes(uint value) => BitConverter.GetBytes(value);

    // A boot loader's last steps: some code, then a jump to the kernel.
    private async Task PlaceLoaderAsync(RewindableMachine machine, byte[] code)
    {
        byte[] start = [0xBC, .. Bytes(LoaderStack), .. code, 0xE9];
        uint end = Loader + (uint)start.Length + sizeof(uint);
        await machine.Debugger.WriteMemoryAsync(Loader, (byte[])[.. start, .. Bytes(_image.Entry - end)]);
        await machine.Debugger.WriteAsync(Register.Eip, Loader);
    }

    private static async Task AssertWorksAsync(RewindableMachine machine, string what)
    {
        Assert.True(await machine.RunToPromptAsync(_patience),
            $"{what}: no prompt; "
                + $"{string.Join('\n', machine.Machine.Serial.Look(all => all.Lines(all.Count - 5, all.Count)))}");
        Assert.False(machine.Machine.HasTripleFaulted, what);
        string answer = Assert.Single(await machine.Console.RunAsync("alloc_test"));
        Assert.True(answer.StartsWith("alloc_test: passed", StringComparison.Ordinal), $"{what}: {answer}");
        Registers registers = await machine.Monitor.RestingRegistersAsync();
        Assert.True(registers.Cr0 == Cr0Ordinary && registers.Cr4 == Cr4Ordinary, $"{what}: {registers}");
        // IF and the bit that is always set; the flags of comparisons don't matter.
        const uint NotOfComparisons = ~0x8D5u;
        Assert.True((registers.Eflags & NotOfComparisons) == 0x202, $"{what}: {registers}");
    }
}
