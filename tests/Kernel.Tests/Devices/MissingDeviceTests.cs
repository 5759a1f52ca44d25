// A machine without a serial port, a keyboard or a screen boots, and reports what it lacks.
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Devices;

[Slow]
public sealed class MissingDeviceTests
{
    private static readonly TimeSpan _patience = TimeLimit.Patience;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData("pc")]
    [InlineData("isapc")]
    public async Task Without_a_serial_port_the_screen_and_the_keyboard_serve(string type)
    {
        await using QemuMachine machine = await StartAsync(type, hasSerialPort: false);
        Assert.Contains("serial port: none found", await ScreenWithAsync(machine, KernelConsole.Prompt.Trim()));
        foreach (string key in (string[])["i", "n", "f", "o", "ret"])
        {
            await machine.Monitor.PressAsync(key);
        }

        IReadOnlyList<string> screen = await ScreenWithAsync(machine, "keyboard: present");
        Assert.Contains("serial port: absent", screen);
        Assert.False(machine.HasTripleFaulted);
    }

    [Fact]
    public async Task Without_a_keyboard_controller_the_serial_line_serves()
    {
        await using QemuMachine machine = await StartAsync("pc,i8042=off", hasSerialPort: true);
        KernelConsole console = new(machine);
        Assert.Contains("keyboard: none found", await console.WaitForPromptAsync());
        Rows info = new(await console.RunAsync("info"));
        Assert.Equal(("present", "absent"), (info.Text("serial port"), info.Text("keyboard")));
        await Assert.ThrowsAsync<NoAnswerException>(() => console.RunAsync("reboot"));
        Assert.Equal(MachineEndKind.Reset, (await machine.Ended).Kind);
    }

    // The 8042's command 0xD2 sends a byte as if from the keyboard, before the answer to the kernel's next command.
    [Theory]
    [InlineData("0xaa")]
    [InlineData("0xfe")]
    [InlineData("0x1e")]
    public async Task A_keyboard_is_found_that_says_something_else_first(string value)
    {
        await using QemuMachine machine =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image, WaitForDebugger = true });
        using Debugger debugger = await Debugger.ConnectAsync(machine);
        await debugger.RunToAsync(KernelImage.Load(Checkout.Image).Method("Ps2Keyboard", "TryStartKeyboard"));
        await machine.Monitor.HumanAsync("o /b 0x64 0xd2");
        await machine.Monitor.HumanAsync($"o /b 0x60 {value}");
        await debugger.DetachAsync();
        KernelConsole console = new(machine);
        await console.WaitForPromptAsync();
        Assert.Equal("present", new Rows(await console.RunAsync("info")).Text("keyboard"));
        await machine.Monitor.PressAsync("h");
        Assert.True(
            await console.WaitAsync(transcript => transcript.CurrentLine == KernelConsole.Prompt + "h", _patience),
            console.CurrentLine);
    }

    // Firmware may leave the keyboard in another scan code set, or silent; the controller with translation off.
    [Theory]
    [InlineData("0x60 0xf0", "0x60 0x01")]
    [InlineData("0x60 0xf0", "0x60 0x03")]
    [InlineData("0x60 0xf5")]
    [InlineData("0x64 0x60", "0x60 0x30")]
    [InlineData("0x60 0xf0")]
    [InlineData("0x64 0xad", "0x64 0xa8")]
    public async Task Keys_mean_what_they_say_whatever_state_the_keyboard_was_left_in(params string[] writes)
    {
        await using QemuMachine machine =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image, WaitForDebugger = true });
        using Debugger debugger = await Debugger.ConnectAsync(machine);
        await debugger.RunToAsync(KernelImage.Load(Checkout.Image).Entry);
        foreach (string write in writes)
        {
            await machine.Monitor.HumanAsync($"o /b {write}");
        }

        await debugger.DetachAsync();
        KernelConsole console = new(machine);
        await console.WaitForPromptAsync();
        Assert.Equal("present", new Rows(await console.RunAsync("info")).Text("keyboard"));
        foreach (string key in (string[])["m", "shift-e", "m", "x", "backspace", "1"])
        {
            await machine.Monitor.PressAsync(key);
        }

        Assert.True(
            await console.WaitAsync(transcript => transcript.CurrentLine.TrimEnd() == KernelConsole.Prompt + "mEm1",
                _patience), console.CurrentLine);
    }

    [Fact]
    public async Task With_all_devices_boot_complains_of_none()
    {
        await using QemuMachine machine = await StartAsync("pc", hasSerialPort: true);
        KernelConsole console = new(machine);
        Assert.DoesNotContain(await console.WaitForPromptAsync(),
            line => line.Contains("none found", StringComparison.Ordinal));
        Rows info = new(await console.RunAsync("info"));
        Assert.Equal(("present", "present"), (info.Text("serial port"), info.Text("keyboard")));
    }

    private static Task<QemuMachine> StartAsync(string type, bool hasSerialPort) =>
        QemuMachine.StartAsync(new QemuOptions
        {
            KernelPath = Checkout.Image,
            Machine = type,
            Cpu = "coreduo",
            HasSerialPort = hasSerialPort
        });

    private static async Task<IReadOnlyList<string>> ScreenWithAsync(QemuMachine machine, string text)
    {
        string[] screen = [];
        for (DateTime end = DateTime.UtcNow + _patience; DateTime.UtcNow < end; await Task.Delay(_pause))
        {
            screen = await machine.Monitor.ScreenTextAsync();
            if (screen.Any(line => line.Contains(text, StringComparison.Ordinal)))
            {
                return screen;
            }
        }

        Assert.Fail($"the screen never showed '{text}', but:\n{string.Join('\n', screen)}");
        return screen;
    }
}
