// The images that ./osmosis iso makes: small, the same every time, and every entry of their menu boots.
using System.Text;
using Osmosis.Kernel.Tests.Command;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Image;

[Slow]
public sealed class BootImageTests(MadeImage image, HybridImage hybrid)
    : IClassFixture<MadeImage>, IClassFixture<HybridImage>, IDisposable
{
    private const long SizeLimit = 3 << 20;

    private static readonly TimeSpan _patience = TimeLimit.Patience;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    // The menu's entries, in order: the title, the heap's mode, and the end after a panic.
    private static readonly (string Title, string Heap, MachineEndKind? Panic)[] _entries =
    [
        ("OS/mosis", "checked", null), ("OS/mosis, restarting after a panic", "checked", MachineEndKind.Reset),
        ("OS/mosis with a plain heap", "plain", null),
    ];

    private readonly DirectoryInfo _first = Directory.CreateTempSubdirectory("osmosis-image-");
    private readonly DirectoryInfo _second = Directory.CreateTempSubdirectory("osmosis-other-image-");

    [Theory]
    [InlineData]
    [InlineData("--usb")]
    public async Task Two_images_in_two_folders_are_the_same_and_small(params string[] options)
    {
        byte[] first = await File.ReadAllBytesAsync(await MadeImage.MakeAsync(_first, options));
        byte[] second = await File.ReadAllBytesAsync(await MadeImage.MakeAsync(_second, options));
        Assert.InRange(first.Length, 1, SizeLimit - 1);
        Assert.Equal(first, second);
    }

    // By UEFI the text is on a framebuffer, and read from its pixels.
    [Theory]
    [InlineData(BootMedium.Cd, FirmwareKind.Bios)]
    [InlineData(BootMedium.Disk, FirmwareKind.Bios)]
    [InlineData(BootMedium.Cd, FirmwareKind.Uefi64)]
    [InlineData(BootMedium.Disk, FirmwareKind.Uefi64)]
    [InlineData(BootMedium.Disk, FirmwareKind.Uefi32)]
    public async Task A_hybrid_image_boots_as_a_CD_and_as_a_disk_by_any_firmware(BootMedium medium,
        FirmwareKind firmware)
    {
        await using QemuMachine machine = await BootAsync(hybrid.Path, medium, firmware);
        KernelConsole console = new(machine) { Timeout = _patience };
        await console.WaitForPromptAsync();
        Rows info = new(await console.RunAsync("info"));
        Assert.StartsWith("GRUB ", info.Text("boot loader"), StringComparison.Ordinal);
        await console.RunAsync("clear");
        string[] expected = [KernelConsole.Prompt + "mem", .. await console.RunAsync("mem"),
            KernelConsole.Prompt.TrimEnd()];
        string[] screen = firmware == FirmwareKind.Bios
            ? await machine.Monitor.ScreenTextAsync()
            : await FramebufferText.Parse(info.Text("screen")).ReadAsync(machine.Monitor);
        Assert.Equal(expected, screen.TakeWhile(row => row.Length > 0));
    }

    // Where GRUB finds no serial port, it says so, and goes on.
    [Fact]
    public async Task Without_a_serial_port_the_menu_and_the_kernel_are_on_the_screen()
    {
        await using QemuMachine machine = await QemuMachine.StartAsync(
            new QemuOptions { KernelPath = hybrid.Path, Medium = BootMedium.Cd, HasSerialPort = false });
        await WaitForScreenAsync(machine, KernelConsole.Prompt.TrimEnd());
    }

    [Fact]
    public async Task The_menu_waits_for_a_choice_as_long_as_the_image_s_maker_says()
    {
        Assert.Contains("set timeout=5\n", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(image.Path)),
            StringComparison.Ordinal);
        byte[] menuless = await File.ReadAllBytesAsync(await MadeImage.MakeAsync(_first, MadeImage.WithoutMenu));
        Assert.Contains("set timeout=0\n", Encoding.Latin1.GetString(menuless), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_entry_of_the_menu_boots_in_the_mode_it_names()
    {
        for (int i = 0; i < _entries.Length; i++)
        {
            await TryEntryAsync(image.Path, i);
        }
    }

    [Fact]
    public async Task Where_nothing_can_be_written_no_image_is_made_and_one_line_says_so()
    {
        OsmosisCommand iso = await OsmosisCommand.RunAsync(Checkout.Root, ["iso", "--output", "/proc/osmosis.iso"]);
        Assert.Equal(1, iso.Status);
        Assert.Contains("/proc/osmosis.iso", iso.Error[^1], StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _first.Delete(recursive: true);
        _second.Delete(recursive: true);
    }

    private static Task<QemuMachine> BootAsync(string image, BootMedium medium, FirmwareKind firmware) =>
        QemuMachine.StartAsync(new QemuOptions { KernelPath = image, Medium = medium, Firmware = firmware });

    private static async Task TryEntryAsync(string image, int index)
    {
        (_, string heap, MachineEndKind? panic) = _entries[index];
        await using QemuMachine machine = await BootAsync(image, BootMedium.Cd, FirmwareKind.Bios);
        KernelConsole console = new(machine) { Timeout = _patience };
        await ChooseAsync(machine, console, index);
        await console.WaitForPromptAsync();
        Assert.Equal(heap, new Rows(await console.RunAsync("heap")).Text("mode"));
        NoAnswerException silence =
            await Assert.ThrowsAsync<NoAnswerException>(() => console.RunAsync("fault interrupt"));
        Assert.Contains(silence.Output, line => line.StartsWith(KernelConsole.PanicMark, StringComparison.Ordinal));
        if (panic is { } end)
        {
            Assert.Equal(end, (await machine.Ended.WaitAsync(_patience)).Kind);
        }
        else
        {
            Assert.StartsWith(KernelConsole.StoppedMark, silence.Output[^2], StringComparison.Ordinal);
            Assert.False(machine.Ended.IsCompleted);
        }
    }

    // The menu is on the screen and on the serial line, where it is obeyed too. It counts down; a key stops it.
    private static async Task ChooseAsync(QemuMachine machine, KernelConsole console, int index)
    {
        string last = _entries[^1].Title;
        await WaitForScreenAsync(machine, last);
        Assert.True(
            await console.WaitAsync(all =>
                Enumerable.Range(0, all.Count)
                    .Any(i => all.Lines(i, i + 1)[0].Contains(last, StringComparison.Ordinal)), _patience));
        for (int i = 0; i < index; i++)
        {
            await machine.Serial.SendAsync("\u000e", CancellationToken.None);
            await Task.Delay(_pause);
        }

        await machine.Serial.SendAsync("\r", CancellationToken.None);
    }

    private static async Task WaitForScreenAsync(QemuMachine machine, string text)
    {
        for (DateTime end = DateTime.UtcNow + _patience;
            !(await machine.Monitor.ScreenTextAsync()).Any(line => line.Contains(text, StringComparison.Ordinal));
            await Task.Delay(_pause))
        {
            Assert.True(DateTime.UtcNow < end, $"the screen never showed '{text}'");
        }
    }
}
