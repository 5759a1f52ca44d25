// The shell's line editor, over the serial line: the visible line after each key.
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Shell;

public sealed class LineEditingTests(BootedMachine<OrdinaryMachine> machine) : IClassFixture<BootedMachine<OrdinaryMachine>>
{
    private const string Backspace = "\b";
    private const string Delete = "\u007f";
    private const string ControlC = "\u0003";
    private const string ControlL = "\f";
    private const string Home = "\u0001";
    private const string Tab = "\t";
    private const string Up = "\e[A";
    private const string Down = "\e[B";
    private const string Right = "\e[C";
    private const string Left = "\e[D";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("memx" + Backspace, "mem")]
    [InlineData("memx" + Delete, "mem")]
    [InlineData("xmem" + Left + Left + Left + Backspace, "mem")]
    [InlineData(Backspace + Backspace + "mem", "mem")]
    [InlineData("mm" + Left + "e", "mem")]
    [InlineData("em" + Left + Left + Left + Left + "m", "mem")]
    [InlineData("me" + Left + Right + Right + "m", "mem")]
    [InlineData("mm" + "\eOD" + "e", "mem")]
    [InlineData("em" + Home + "m", "mem")]
    public async Task Keys_edit_the_line_and_Enter_runs_what_it_shows(string keys, string line)
    {
        await FreshLineAsync();
        Assert.Equal(line, await LineAfterAsync(keys, line));
        Assert.Contains(await machine.Console.RunAsync(""), row => row.StartsWith("total frames: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Up_and_Down_walk_through_the_history()
    {
        await FreshLineAsync();
        await machine.Console.RunAsync("ticks");
        await machine.Console.RunAsync("mem");
        Assert.Equal("mem", await LineAfterAsync(Up, "mem"));
        Assert.Equal("ticks", await LineAfterAsync(Up, "ticks"));
        Assert.Equal("mem", await LineAfterAsync(Down, "mem"));
        Assert.Equal("", await LineAfterAsync(Down, ""));
        Assert.Equal("mem", await LineAfterAsync("\eOA", "mem"));
    }

    [Theory]
    [InlineData("all", "alloc_test")]
    [InlineData("me", "mem")]
    [InlineData("upt", "uptime")]
    [InlineData("nothing_like_it", "nothing_like_it")]
    public async Task Tab_completes_as_far_as_it_can(string typed, string line)
    {
        await FreshLineAsync();
        Assert.Equal(line, await LineAfterAsync(typed + Tab, line));
    }

    [Fact]
    public async Task Tab_on_an_ambiguous_start_shows_what_it_could_be()
    {
        await FreshLineAsync();
        int before = machine.Machine.Serial.Look(transcript => transcript.Count);
        await machine.Console.TypeAsync("mem" + Tab + Tab, _ => false, TimeSpan.FromMilliseconds(300));
        string shown = string.Join('\n', machine.Machine.Serial.Look(transcript => transcript.Lines(before, transcript.Count)));
        Assert.Contains("memmap", shown, StringComparison.Ordinal);
        Assert.Equal(KernelConsole.Prompt + "mem", machine.Console.CurrentLine.TrimEnd());
    }

    [Fact]
    public async Task Control_C_drops_the_line()
    {
        await FreshLineAsync();
        Assert.Equal("hal", await LineAfterAsync("hal", "hal"));
        int before = machine.Machine.Serial.Look(transcript => transcript.Count);
        Assert.Equal("", await LineAfterAsync(ControlC, ""));
        Assert.Empty(await machine.Console.RunAsync(""));
        Assert.True(machine.Machine.Serial.Look(transcript => transcript.Count) > before);
    }

    [Fact]
    public async Task Control_L_clears_the_screen_and_keeps_the_line()
    {
        await machine.Console.RunAsync("mem");
        Assert.Equal("hea", await LineAfterAsync("hea" + ControlL, "hea"));
        string[] screen = await machine.Monitor.ScreenTextAsync();
        Assert.Equal(KernelConsole.Prompt + "hea", screen[0]);
        Assert.All(screen[1..], row => Assert.Equal("", row));
    }

    [Fact]
    public async Task A_line_longer_than_the_shell_keeps_does_no_harm()
    {
        await FreshLineAsync();
        await machine.Machine.Serial.SendAsync(new string('x', 5000), CancellationToken.None);
        await machine.Console.CatchUpAsync();
        Assert.NotEmpty(await machine.Console.RunAsync("mem"));
    }

    private async Task FreshLineAsync()
    {
        string line = await machine.Console.TypeAsync(ControlC, line => line == KernelConsole.Prompt, Patience);
        Assert.Equal(KernelConsole.Prompt, line);
    }

    private async Task<string> LineAfterAsync(string keys, string expected)
    {
        bool IsExpected(string line) => line.TrimEnd() == (KernelConsole.Prompt + expected).TrimEnd();
        string line = await machine.Console.TypeAsync(keys, IsExpected, Patience);
        // It must stay so, because an earlier moment of the typing may look the same.
        await machine.Console.SettleAsync(TimeSpan.FromMilliseconds(50));
        line = machine.Console.CurrentLine;
        Assert.StartsWith(KernelConsole.Prompt, line, StringComparison.Ordinal);
        return line[KernelConsole.Prompt.Length..].TrimEnd();
    }
}
