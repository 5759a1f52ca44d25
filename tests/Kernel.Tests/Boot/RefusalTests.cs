// Machines and loaders that the kernel cannot run on are refused with a message on screen and serial line.
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Boot;

[Slow]
public sealed class RefusalTests
{
    private static readonly TimeSpan Patience = TimeLimit.Patience;

    [Theory]
    [InlineData("486")]
    [InlineData("pentium")]
    [InlineData("pentium3")]
    [InlineData("coreduo,-tsc")]
    [InlineData("coreduo,-cmov")]
    [InlineData("coreduo,-fxsr")]
    public async Task A_processor_without_a_feature_that_the_kernel_uses_is_refused(string cpu)
    {
        await using QemuMachine machine =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image, Cpu = cpu });
        await AssertRefusedAsync(machine, "TSC, CMOV, FXSR or SSE2");
    }

    // QEMU's oldest processors have CPUID, so the debugger simulates one on which the flag can't be changed.
    [Fact]
    public async Task A_processor_without_CPUID_is_refused_before_that_is_executed()
    {
        await using QemuMachine machine =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image, WaitForDebugger = true });
        using Debugger debugger = await Debugger.ConnectAsync(machine);
        await debugger.RunToAsync(KernelImage.Load(Checkout.Image)["_start.flipped"]);
        await debugger.WriteAsync(Register.Eax, 0);
        await debugger.DetachAsync();
        await AssertRefusedAsync(machine, "CPUID");
    }

    [Theory]
    [InlineData("qemu32")]
    [InlineData("coreduo")]
    [InlineData("max")]
    public async Task A_processor_with_SSE2_boots(string cpu)
    {
        await using QemuMachine machine =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image, Cpu = cpu });
        await new KernelConsole(machine).WaitForPromptAsync();
    }

    [Fact]
    public async Task A_loader_without_the_Multiboot_magic_is_refused()
    {
        const uint NotTheMagic = 0x2BADB003;
        await using QemuMachine machine =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image, WaitForDebugger = true });
        using Debugger debugger = await Debugger.ConnectAsync(machine);
        await debugger.RunToAsync(KernelImage.Load(Checkout.Image).Entry);
        await debugger.WriteAsync(Register.Eax, NotTheMagic);
        await debugger.DetachAsync();
        await AssertRefusedAsync(machine, "Multiboot", "2badb003");
    }

    private static async Task AssertRefusedAsync(QemuMachine machine, params string[] words)
    {
        KernelConsole console = new(machine);
        bool Says(string text) => words.All(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
        Assert.True(
            await console.WaitAsync(transcript => Says(string.Join('\n', transcript.Lines(0, transcript.Count))),
                Patience));
        await console.SettleAsync(TimeSpan.FromMilliseconds(100));
        Assert.True(Says(string.Join('\n', await machine.Monitor.ScreenTextAsync())));
        Registers registers = await machine.Monitor.RegistersAsync();
        Assert.True(registers.Halted);
        Assert.False(registers.InterruptsEnabled);
        Assert.False(machine.Ended.IsCompleted);
        Assert.DoesNotContain("Triple fault", machine.ResetLog, StringComparison.Ordinal);
    }
}
