// SMEP and SMAP: where the processor has them, the kernel can't use a program's page by mistake (U7).
namespace Osmosis.Kernel.Tests.Memory;

public sealed class ProgramPagesTests
{
    private const uint Both = 3u << 20;
    private const byte Return = 0xC3;

    [Fact]
    public async Task Both_are_on_where_the_processor_has_them_and_a_program_s_access_can_be_tried()
    {
        await using QemuMachine machine = await QemuMachine.StartAsync(
            new QemuOptions { KernelPath = Checkout.Image, Cpu = "max" });
        KernelConsole console = new(machine);
        await console.WaitForPromptAsync();
        Assert.Equal(Both, (await machine.Monitor.RegistersAsync()).Cr4 & Both);
        await console.RunAsync("space new");
        await console.RunAsync("space map 1 0x8000000 1");
        Assert.Equal(42u, new Rows(await console.RunAsync("space poke 1 0x8000000 42")).Number("value"));
        Assert.Equal(42u, new Rows(await console.RunAsync("space peek 1 0x8000000")).Number("value"));
    }

    [Fact]
    public async Task A_mistake_of_the_kernel_is_a_fault_that_says_why()
    {
        KernelImage image = KernelImage.Load(Checkout.Image);
        await using QemuMachine machine = await QemuMachine.StartAsync(
            new QemuOptions { KernelPath = Checkout.Image, Cpu = "max", WaitForDebugger = true });
        using Debugger debugger = await Debugger.ConnectAsync(machine);
        Task hasWritten = debugger.RunToAsync(image["forbid_program_pages"]);
        KernelConsole console = new(machine);
        await console.WaitForPromptAsync();
        await console.RunAsync("space new");
        await console.RunAsync("space map 1 0x8000000 1");
        Task poke = console.RunAsync("space poke 1 0x8000000 42");
        await hasWritten;

        // From now on, what would allow an access returns at once.
        await debugger.WriteMemoryAsync(image["allow_program_pages"], new[] { Return });
        await debugger.ContinueAsync();
        await poke;
        IReadOnlyList<string> report = await console.RunAsync("space peek 1 0x8000000");
        Assert.Contains(report, line => line.Contains("a program's page", StringComparison.Ordinal));
        Assert.All(await console.RunAsync("check"), line => Assert.EndsWith("passed", line, StringComparison.Ordinal));
    }
}
