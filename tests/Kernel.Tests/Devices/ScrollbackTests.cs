// The screen keeps what has left it: Shift+PgUp and Shift+PgDn, at the prompt and after a panic.
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Devices;

public sealed class ScrollbackTests(BootedMachine<OrdinaryMachine> machine)
    : IClassFixture<BootedMachine<OrdinaryMachine>>
{
    private const int Rows = 25;
    private const int LinesAbove = 1000;

    private static readonly TimeSpan _patience = TimeLimit.Patience;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);

    [Fact]
    public async Task Shift_and_PgUp_show_older_lines_and_a_key_returns()
    {
        await FillAsync(machine.Console, 100);
        string[] newest = await machine.Monitor.ScreenTextAsync();
        string[] lines = Lines(machine.Machine);
        await machine.Monitor.PressAsync("shift-pgup");
        await AssertShowsAsync(machine.Monitor, Above(lines, Rows - 1));
        await machine.Monitor.PressAsync("shift-pgup");
        await AssertShowsAsync(machine.Monitor, Above(lines, 2 * (Rows - 1)));
        await machine.Monitor.PressAsync("shift-pgdn");
        await AssertShowsAsync(machine.Monitor, Above(lines, Rows - 1));
        await machine.Monitor.PressAsync("x");
        newest[^1] += " x";
        await AssertShowsAsync(machine.Monitor, newest);
        await machine.Monitor.PressAsync("ctrl-c");
    }

    // The serial line sends what a terminal sends that leaves the keys to the program.
    [Fact]
    [Slow]
    public async Task A_thousand_lines_above_the_screen_are_kept()
    {
        await FillAsync(machine.Console, LinesAbove + 2 * Rows);
        string[] lines = Lines(machine.Machine);
        for (int i = 0; i <= LinesAbove / (Rows - 1) + 1; i++)
        {
            await machine.Machine.Serial.SendAsync("\u001b[5;2~", CancellationToken.None);
        }

        await AssertShowsAsync(machine.Monitor, Above(lines, LinesAbove));
        await machine.Machine.Serial.SendAsync("\u0003", CancellationToken.None);
    }

    // Also in an interrupt handler, where no further interrupt would come.
    [Theory]
    [InlineData("fault double", true)]
    [InlineData("fault double", false)]
    [InlineData("fault interrupt", true)]
    [InlineData("fault interrupt", false)]
    public async Task After_a_panic_the_screen_scrolls_and_r_restarts(string command, bool byKeyboard)
    {
        await using QemuMachine panicking =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image });
        KernelConsole console = new(panicking);
        await console.WaitForPromptAsync();
        await FillAsync(console, 30);
        await panicking.Serial.SendAsync($"{command}\rrrr", CancellationToken.None);
        Assert.True(
            await console.WaitAsync(all =>
                all.Find(0, KernelConsole.StoppedMark) is not null && all.CurrentLine.Length == 0, _patience));
        string[] lines = Lines(panicking);
        await SendAsync(panicking, byKeyboard, "shift-pgup", "\u001b[5;2~");
        await AssertShowsAsync(panicking.Monitor, Above(lines, Rows - 1));
        await SendAsync(panicking, byKeyboard, "shift-pgdn", "\u001b[6;2~");
        await AssertShowsAsync(panicking.Monitor, Above(lines, 0));
        Assert.False(panicking.Ended.IsCompleted);
        await SendAsync(panicking, byKeyboard, "r", "r");
        Assert.Equal(MachineEndKind.Reset, (await panicking.Ended.WaitAsync(_patience)).Kind);
    }

    private static Task SendAsync(QemuMachine machine, bool byKeyboard, string key, string bytes) =>
        byKeyboard ? machine.Monitor.PressAsync(key) : machine.Serial.SendAsync(bytes, CancellationToken.None);

    // Each command differs, and has an answer of one line.
    private static async Task FillAsync(KernelConsole console, int lines)
    {
        string[] commands = [.. Enumerable.Range(0, lines / 2).Select(i => $"unknown_{i}")];
        await console.Machine.Serial.SendAsync(string.Concat(commands.Select(command => command + "\r")),
            CancellationToken.None);
        Assert.True(await console.WaitAsync(
            all => all.CurrentLine == KernelConsole.Prompt && all.Count > 2
                && all.Lines(all.Count - 2, all.Count - 1)[0].Contains(commands[^1], StringComparison.Ordinal),
                _patience));
    }

    // What the serial line got; the screen shows it without what the terminal only is told.
    private static string[] Lines(QemuMachine machine) => machine.Serial.Look(all => all.Lines(0, all.Count));

    private static string[] Above(string[] lines, int rows) =>
        [.. lines[^(rows + Rows)..^rows].Select(line => line.TrimEnd())];

    private static async Task AssertShowsAsync(QemuMonitor monitor, string[] expected)
    {
        string[] screen = [];
        for (DateTime end = DateTime.UtcNow + _patience; DateTime.UtcNow < end && !screen.SequenceEqual(expected);
            await Task.Delay(_pause))
        {
            screen = await monitor.ScreenTextAsync();
        }

        Assert.Equal(expected, screen);
    }
}
