// The images that ./osmosis iso makes: small, the same every time, and every entry of their menu boots.
using System.Text;
using Osmosis.Kernel.Tests.Command;

namespace Osmosis.Kernel.Tests.Image;

[Slow]
public sealed class BootImageTests(MadeImage image) : IClassFixture<MadeImage>, IDisposable
{
    private const long SizeLimit = 1 << 20;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    // The menu's entries, in order: the heap's mode, the end after a panic, the version of Multiboot.
    private static readonly (string Heap, MachineEndKind? Panic, ulong Multiboot)[] _entries =
    [
        ("checked", null, 2), ("checked", MachineEndKind.Reset, 2), ("checked", MachineEndKind.DebugExit, 2),
        ("plain", null, 2), ("plain", MachineEndKind.Reset, 2), ("plain", MachineEndKind.DebugExit, 2),
        ("checked", null, 1),
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

    [Theory]
    [InlineData(BootMedium.Cd)]
    [InlineData(BootMedium.Disk)]
    public async Task A_hybrid_image_boots_as_a_CD_and_as_a_disk(BootMedium medium)
    {
        await using QemuMachine machine = await BootAsync(await MadeImage.MakeAsync(_first, ["--usb", .. MadeImage.WithoutMenu]), medium);
        KernelConsole console = new(machine) { Timeout = _patience };
        await console.WaitForPromptAsync();
        Assert.StartsWith("GRUB ", new Rows(await console.RunAsync("info")).Text("boot loader"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_menu_waits_for_a_choice_as_long_as_the_image_s_maker_says()
    {
        Assert.Contains("set timeout=5\n", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(image.Path)), StringComparison.Ordinal);
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

    private static Task<QemuMachine> BootAsync(string image, BootMedium medium) =>
        QemuMachine.StartAsync(new QemuOptions { KernelPath = image, Medium = medium, Memory = MemorySize.FromMiB(64) });

    private static async Task TryEntryAsync(string image, int index)
    {
        (string heap, MachineEndKind? panic, ulong multiboot) = _entries[index];
        await using QemuMachine machine = await BootAsync(image, BootMedium.Cd);
        await ChooseAsync(machine, index);
        KernelConsole console = new(machine) { Timeout = _patience };
        await console.WaitForPromptAsync();
        Assert.Equal(heap, new Rows(await console.RunAsync("heap")).Text("mode"));
        Assert.Equal(multiboot, new Rows(await console.RunAsync("info")).Number("multiboot version"));
        NoAnswerException silence = await Assert.ThrowsAsync<NoAnswerException>(() => console.RunAsync("fault interrupt"));
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

    // The menu counts down on the screen; a key stops it.
    private static async Task ChooseAsync(QemuMachine machine, int index)
    {
        for (DateTime end = DateTime.UtcNow + _patience; !(await machine.Monitor.ScreenTextAsync()).Any(line => line.Contains("OS/mosis: checked heap", StringComparison.Ordinal)); await Task.Delay(_pause))
        {
            Assert.True(DateTime.UtcNow < end, "the menu did not come");
        }

        for (int i = 0; i < index; i++)
        {
            await machine.Monitor.PressAsync("down");
            await Task.Delay(_pause);
        }

        await machine.Monitor.PressAsync("ret");
    }
}
