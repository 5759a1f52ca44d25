// The text on a framebuffer, which QEMU's display adapter is made to have without a boot loader's help: what is drawn,
// how it is mapped, and that no lie about it does harm.
using System.Buffers.Binary;
using System.Text.RegularExpressions;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Devices;

[Slow]
public sealed partial class FramebufferTests
{
    private const uint ScratchSlotBase = 0xFF800000;
    private const int FramebufferFlag = 1 << 12;
    private const uint FramebufferFields = 88;

    private static readonly TimeSpan _patience = TimeLimit.Patience;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    [Theory]
    [InlineData(1024, 768, 32)]
    [InlineData(1280, 800, 24)]
    [InlineData(800, 600, 16)]
    public async Task It_shows_what_the_serial_line_says(int width, int height, int bits)
    {
        await using QemuMachine machine = await StartAsync(width, height, bits);
        KernelConsole console = new(machine);
        Assert.DoesNotContain(await console.WaitForPromptAsync(),
            line => line.StartsWith("screen", StringComparison.Ordinal));
        Rows info = new(await console.RunAsync("info"));
        FramebufferText screen = FramebufferText.Parse(info.Text("screen"));
        Assert.Equal((width, height, bits / 8), (screen.Width, screen.Height, screen.BytesPerPixel));
        await console.RunAsync("clear");
        IReadOnlyList<string> answer = await console.RunAsync("mem");
        await AssertShowsAsync(screen, machine,
            [$"{KernelConsole.Prompt}mem", .. answer, KernelConsole.Prompt.TrimEnd()]);
        string[] tables = [.. await console.RunAsync("ptdump")];
        uint pages = (uint)(width * height * bits / 8 + 0xFFF) >> 12;
        Assert.Contains(
            $"v0x{ScratchSlotBase - (pages << 12):x8} to v0xff7fffff: {pages} pages, {pages * 4} KiB, writable, not "
                + $"cached: the framebuffer", tables);
        Assert.Equal((ulong?)screen.Address, await machine.Monitor.TranslateAsync(ScratchSlotBase - (pages << 12)));
        await AssertEverySpaceHasItAsync(console);
        Assert.All(await console.RunAsync("check"),
            line => Assert.EndsWith(": passed", line, StringComparison.Ordinal));
    }

    // A report may have to be drawn while another address space is loaded.
    private static async Task AssertEverySpaceHasItAsync(KernelConsole console)
    {
        const uint LastTable = ((ScratchSlotBase >> 22) - 1) * 4;
        await console.RunAsync("space new");
        uint kernels = await GuestWord.PeekAsync(console, 0xFFFFF000 + LastTable);
        Assert.Equal(3u, kernels & 7);
        Assert.Equal(kernels & ~0x60u, await GuestWord.PeekAsync(console, 0xF8001000 + LastTable) & ~0x60u);
    }

    // Every report is drawn, also that of a fault whose cause is that the screen is gone.
    [Fact]
    public async Task It_survives_faults_and_the_loss_of_its_own_pages()
    {
        await using QemuMachine machine = await StartAsync(1024, 768, 32);
        KernelConsole console = new(machine);
        await console.WaitForPromptAsync();
        FramebufferText screen = FramebufferText.Parse(new Rows(await console.RunAsync("info")).Text("screen"));
        await console.RunAsync("clear");
        IReadOnlyList<string> report = await console.RunAsync("fault null");
        await AssertShowsAsync(screen, machine,
            [$"{KernelConsole.Prompt}fault null", .. report, KernelConsole.Prompt.TrimEnd()]);
        await console.RunAsync("help");
        uint inTheText = ScratchSlotBase - (400 << 12);
        IReadOnlyList<string> loss = await console.RunAsync($"unmap 0x{inTheText:x}");
        Assert.Contains(loss, line => line.StartsWith("region: in the framebuffer, ", StringComparison.Ordinal));
        Assert.Equal("command ended by a fault", loss[^1]);
        Assert.Equal("none: a page of it was missing", new Rows(await console.RunAsync("info")).Text("screen"));
    }

    [Theory]
    [InlineData(92, 1u, "it lies above 4 GiB or at 0")]
    [InlineData(88, 0x0200_0000u, "the memory map calls it usable memory")]
    [InlineData(88, 0x0010_0000u, "the memory map calls it usable memory")]
    [InlineData(108, 0x0810_0121u, "its pixels have neither 15, 16, 24 nor 32 bits")]
    [InlineData(108, 0x0810_0020u, "its pixels hold no colours")]
    [InlineData(96, 0x8000_0000u, "its rows overlap or are too far apart")]
    [InlineData(100, 320u, "it is smaller than the text")]
    public async Task What_cannot_be_drawn_on_is_said_once_and_nothing_is_drawn(uint field, uint value, string reason)
    {
        await using QemuMachine machine = await StartAsync(1024, 768, 32, (field, value));
        KernelConsole console = new(machine);
        IReadOnlyList<string> log = await console.WaitForPromptAsync();
        Assert.Equal($"screen: none: {reason}",
            Assert.Single(log, line => line.StartsWith("screen", StringComparison.Ordinal)));
        Assert.Equal($"none: {reason}", new Rows(await console.RunAsync("info")).Text("screen"));
        Assert.DoesNotContain(await console.RunAsync("ptdump"),
            line => line.Contains("framebuffer", StringComparison.Ordinal));
        Assert.False(machine.HasTripleFaulted);
    }

    // The adapter's registers are those of Bochs' VBE extension: index at 0x1CE, data at 0x1CF.
    private static async Task<QemuMachine> StartAsync(int width, int height, int bits,
        params (uint Field, uint Value)[] lies)
    {
        QemuMachine machine =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image, WaitForDebugger = true });
        using Debugger debugger = await Debugger.ConnectAsync(machine);
        await debugger.RunToAsync(KernelImage.Load(Checkout.Image).Entry);
        foreach ((int index, int value) in new[] { (4, 0), (1, width), (2, height), (3, bits), (4, 0x41) })
        {
            await machine.Monitor.HumanAsync($"o /w 0x1ce {index}");
            await machine.Monitor.HumanAsync($"o /w 0x1cf {value}");
        }

        uint address =
            Convert.ToUInt32(VideoMemory().Match(await machine.Monitor.HumanAsync("info pci")).Groups[1].Value, 16);
        uint information = await debugger.ReadAsync(Register.Ebx);
        uint colors = bits == 16 ? 0x0605_050Bu : 0x0808_0810u;
        (uint Field, uint Value)[] fields =
        [
            (FramebufferFields, address), (92, 0), (96, (uint)(width * bits / 8)), (100, (uint)width),
            (104, (uint)height),
            (108, (uint)bits | 0x100 | (colors << 16)),
            (112, (colors >> 16) | (bits == 16 ? 0x0500_0000u : 0x0800_0000)), .. lies,
        ];
        foreach ((uint field, uint value) in fields)
        {
            await WriteAsync(debugger, information + field, value);
        }

        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(await machine.Monitor.ReadPhysicalAsync(information, 4));
        await WriteAsync(debugger, information, flags | FramebufferFlag);
        await debugger.DetachAsync();
        return machine;
    }

    private static Task WriteAsync(Debugger debugger, uint address, uint value) =>
        debugger.WriteMemoryAsync(address, BitConverter.GetBytes(value));

    private static async Task AssertShowsAsync(FramebufferText screen, QemuMachine machine, string[] expected)
    {
        string[] shown = [];
        for (DateTime end = DateTime.UtcNow + _patience; DateTime.UtcNow < end && !shown.SequenceEqual(expected);
            await Task.Delay(_pause))
        {
            shown = [.. (await screen.ReadAsync(machine.Monitor)).TakeWhile(row => row.Length > 0)];
        }

        Assert.Equal(expected, shown);
    }

    [GeneratedRegex("BAR0: 32 bit prefetchable memory at (0x[0-9a-f]+)")]
    private static partial Regex VideoMemory();
}
