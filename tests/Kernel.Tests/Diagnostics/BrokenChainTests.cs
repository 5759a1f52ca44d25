// A backtrace over a broken stack ends with a line that says so, and has no other effect.
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Diagnostics;

public sealed class BrokenChainTests
{
    private static readonly TimeSpan Patience = TimeLimit.Patience;

    private readonly KernelImage _image = KernelImage.Load(Checkout.Image);

    [Theory]
    [InlineData(0u)]
    [InlineData(0x1234_5679u)]
    [InlineData(0xFFFF_FFFCu)]
    // The guard pages below and above the stack, the page tables, and the unmapped rest of the address space.
    [InlineData(0xFF80_1F00u)]
    [InlineData(0xFF80_A000u)]
    [InlineData(0xFFC0_0000u)]
    [InlineData(0xC000_0000u)]
    // Mapped, but not a stack: the kernel's code.
    [InlineData(0x0010_0000u)]
    public async Task A_frame_pointer_that_points_nowhere_ends_the_walk(uint ebp)
    {
        await using QemuMachine machine =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image, WaitForDebugger = true });
        using Debugger debugger = await Debugger.ConnectAsync(machine);
        KernelConsole console = new(machine);
        await debugger.RunToAsync(_image["interrupt_stub_32"]);
        await machine.Serial.SendAsync("fault null\r", default);
        await debugger.RunToAsync(_image.Method("DeliberateFault", "Write"));
        await debugger.WriteAsync(Register.Ebp, ebp);
        await debugger.ContinueAsync();

        Assert.True(
            await console.WaitAsync(transcript => transcript.Find(0, "command ended by a fault") is not null,
                Patience));
        string[] report = [.. machine.Serial.Look(transcript => transcript.Lines(0, transcript.Count))
            .SkipWhile(line => line != "backtrace:")];
        Assert.Contains(report,
            line => line.StartsWith("  the backtrace ends: 0x", StringComparison.Ordinal)
                && line.EndsWith("is on no stack", StringComparison.Ordinal));
        Assert.Single(report, line => line.Contains("backtrace", StringComparison.Ordinal) && line != "backtrace:");
        await console.CatchUpAsync();
        Assert.Contains("total frames: ", string.Join('\n', await console.RunAsync("mem")), StringComparison.Ordinal);
    }
}
