// A timer that doesn't tick is noticed at boot and told, and no command waits for it.
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Devices;

public sealed class DeadTimerTests
{
    private static readonly TimeSpan _patience = TimeLimit.Patience;

    [Fact]
    public async Task Without_a_timer_nothing_waits_for_it()
    {
        await using QemuMachine machine = await QemuMachine.StartAsync(
            new QemuOptions { KernelPath = Checkout.Image, Machine = "pc,pit=off,hpet=off" });
        KernelConsole console = new(machine) { Timeout = _patience };
        Assert.Contains("timer: none found", await console.WaitForPromptAsync());
        Assert.Equal("absent", new Rows(await console.RunAsync("info")).Text("timer"));
        Assert.Equal(["sleep: the timer doesn't tick, so this would never end"], await console.RunAsync("sleep 50"));
        Assert.Equal(["uptime: unknown, because the timer doesn't tick"], await console.RunAsync("uptime"));
        Assert.StartsWith("the timer doesn't tick", (await console.RunAsync("fault interrupt"))[0],
            StringComparison.Ordinal);
        Assert.Contains(await console.RunAsync("alloc_test"),
            line => line.Contains("passed", StringComparison.Ordinal));
    }

    // The interrupt controller's mask is written behind the kernel's back, before the first tick.
    [Fact]
    public async Task A_timer_whose_interrupts_do_not_come_is_told_too()
    {
        await using QemuMachine machine =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image, WaitForDebugger = true });
        using Debugger debugger = await Debugger.ConnectAsync(machine);
        KernelConsole console = new(machine) { Timeout = _patience };

        // Before the first tick, which may be waiting already, can be served.
        await debugger.RunToAsync(KernelImage.Load(Checkout.Image)["interrupts_enable"]);
        await machine.Monitor.HumanAsync("o /b 0x21 0xeb");
        await debugger.DetachAsync();
        await console.WaitForPromptAsync();
        Assert.Equal("counts, but its interrupts don't come", new Rows(await console.RunAsync("info")).Text("timer"));
        Assert.StartsWith("sleep: the timer doesn't tick", Assert.Single(await console.RunAsync("sleep 50")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timer_that_ticks_is_present()
    {
        await using QemuMachine machine = await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image });
        KernelConsole console = new(machine);
        Assert.DoesNotContain(await console.WaitForPromptAsync(),
            line => line.StartsWith("timer", StringComparison.Ordinal));
        Assert.Equal("present", new Rows(await console.RunAsync("info")).Text("timer"));
    }
}
