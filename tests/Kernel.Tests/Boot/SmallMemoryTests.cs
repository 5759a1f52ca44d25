// Machines too small for the kernel: each prints what is missing, and stops (E1).
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Boot;

[Slow]
public sealed class SmallMemoryTests
{
    // QEMU's memory sizes are multiples of this.
    private const int StepKiB = 8;
    private const int FrameKiB = 4;

    // One table for the identity window, five for records, one for the scratch slot, eight frames of kernel stack.
    private const int FramesForPaging = 15;
    private const int RecordTables = 5;

    private static readonly TimeSpan _patience = TimeLimit.Patience;

    [Fact]
    public async Task Boot_stops_with_what_was_being_mapped_until_there_is_memory_enough_and_then_succeeds()
    {
        long size = 2560;
        int free = await FreeFramesAsync(size);
        size -= (free - FramesForPaging) * FrameKiB / StepKiB * StepKiB;

        // A frame that is only partly there, or holds the loader's data, is none: so a frame less may be free than
        // expected.
        size += await FreeFramesAsync(size) < FramesForPaging ? StepKiB : 0;
        Assert.InRange(await FreeFramesAsync(size), FramesForPaging, FramesForPaging + StepKiB / FrameKiB - 1);
        bool stack = false;
        bool tables = false;
        for (size -= StepKiB; (free = await FreeFramesAsync(size)) > 0; size -= StepKiB)
        {
            string panic = await PanicAsync(size);
            Assert.StartsWith("panic: paging can't be set up: mapping ", panic, StringComparison.Ordinal);
            Assert.Contains(": no frame is free (0 frames left of ", panic, StringComparison.Ordinal);
            uint table = free <= RecordTables ? 0xF8000000 + (uint)(free - 1) * (4u << 20) : 0xFF800000;
            uint page = 0xFF802000 + (uint)(free - RecordTables - 2) * 0x1000;
            bool isStack = free > RecordTables + 1;
            Assert.Contains(isStack ? $"the kernel stack at v0x{page:x8}"
                : $"a table of the kernel's part at v0x{table:x8}", panic, StringComparison.Ordinal);
            stack |= isStack;
            tables |= !isStack;
        }

        Assert.True(stack);
        Assert.True(tables);
        Assert.StartsWith("panic: no frame is free: the machine has ", await PanicAsync(size),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1248)]
    [InlineData(1280)]
    [InlineData(1400)]
    public async Task A_machine_that_the_image_does_not_fit_is_refused_before_the_stack_is_used(long size)
    {
        await using QemuMachine machine = await StartAsync(size);
        KernelConsole console = new(machine);
        string expected = $"up to address 0x{KernelImage.Load(Checkout.Image)["_kernel_end"]:x8}";
        Assert.True(
            await console.WaitAsync(transcript => transcript.CurrentLine.Contains(expected, StringComparison.Ordinal),
                _patience));
        await console.SettleAsync(TimeSpan.FromMilliseconds(100));
        Assert.Contains("too little memory", string.Concat(await machine.Monitor.ScreenTextAsync()),
            StringComparison.Ordinal);
        Assert.True((await machine.Monitor.RegistersAsync()).Halted);
        Assert.DoesNotContain("Triple fault", machine.ResetLog, StringComparison.Ordinal);
    }

    private static Task<QemuMachine> StartAsync(long size) =>
        QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image, Memory = new MemorySize(size) });

    // "frames: 19 free of 297", before the first frame is taken; 0 if the kernel stops before it prints this.
    private static async Task<int> FreeFramesAsync(long size)
    {
        await using QemuMachine machine = await StartAsync(size);
        KernelConsole console = new(machine);
        Assert.True(
            await console.WaitAsync(transcript => transcript.Find(0, KernelConsole.PanicMark) is not null
                || transcript.CurrentLine == KernelConsole.Prompt, _patience));
        string? line = machine.Serial.Look(transcript => transcript.Find(0, "frames: "));
        return line is null ? 0 : int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<string> PanicAsync(long size)
    {
        await using QemuMachine machine = await StartAsync(size);
        KernelConsole console = new(machine);
        NoAnswerException silence = await Assert.ThrowsAsync<NoAnswerException>(() => console.WaitForPromptAsync());
        Assert.Equal(NoAnswer.Panicked, silence.Reason);
        Assert.StartsWith(KernelConsole.StoppedMark, silence.Output[^2], StringComparison.Ordinal);
        return Assert.Single(silence.Output,
            line => line.StartsWith(KernelConsole.PanicMark, StringComparison.Ordinal));
    }
}
