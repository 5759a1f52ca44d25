// Keys pressed on the PS/2 keyboard reach the shell as the characters of a US layout.
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Shell;

public sealed class KeyboardTests(BootedMachine<OrdinaryMachine> machine)
    : IClassFixture<BootedMachine<OrdinaryMachine>>
{
    private static readonly TimeSpan Patience = TimeLimit.Patience;

    [Fact]
    public async Task A_typed_command_is_run()
    {
        await FreshLineAsync();
        await PressAsync("h", "e", "l", "p");
        Assert.True(await ShowsAsync("help"));
        int typedOn = machine.Machine.Serial.Look(transcript => transcript.Count);
        await PressAsync("ret");
        Assert.True(await machine.Console.WaitAsync(
            transcript => transcript.Count > typedOn && transcript.CurrentLine == KernelConsole.Prompt
                && transcript.Lines(typedOn, transcript.Count)
                    .Any(line => line.Contains("alloc_test", StringComparison.Ordinal)), Patience));
    }

    [Theory]
    [InlineData("Ab", "shift-a", "b")]
    [InlineData("alloc_test", "a", "l", "l", "o", "c", "shift-minus", "t", "e", "s", "t")]
    [InlineData("Ab1Cd", "caps_lock", "a", "shift-b", "1", "c", "caps_lock", "d")]
    [InlineData("!@#$%^&*()_+", "shift-1", "shift-2", "shift-3", "shift-4", "shift-5", "shift-6", "shift-7", "shift-8",
        "shift-9", "shift-0", "shift-minus", "shift-equal")]
    [InlineData("1234567890-=", "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "minus", "equal")]
    [InlineData("[]\\;',./`", "bracket_left", "bracket_right", "backslash", "semicolon", "apostrophe", "comma", "dot",
        "slash", "grave_accent")]
    [InlineData("{}|:\"<>?~", "shift-bracket_left", "shift-bracket_right", "shift-backslash", "shift-semicolon",
        "shift-apostrophe", "shift-comma", "shift-dot", "shift-slash", "shift-grave_accent")]
    [InlineData("ac", "a", "b", "backspace", "c")]
    [InlineData("xyz", "x", "z", "left", "y")]
    [InlineData("xyz", "x", "esc", "y", "z")]
    [InlineData("1a 2b", "a", "spc", "b", "ctrl-left", "2", "ctrl-left", "ctrl-left", "1")]
    [InlineData("a b3", "a", "spc", "b", "home", "ctrl-right", "ctrl-right", "3")]
    [InlineData("a 4b", "a", "spc", "b", "alt-b", "4")]
    public async Task Keys_give_the_characters_of_a_US_layout(string line, params string[] keys)
    {
        await FreshLineAsync();
        await PressAsync(keys);
        Assert.True(await ShowsAsync(line), machine.Console.CurrentLine);
    }

    [Fact]
    public async Task Control_C_drops_the_line_and_Up_brings_an_earlier_one_back()
    {
        await FreshLineAsync();
        await machine.Console.RunAsync("ticks");
        await PressAsync("x", "ctrl-c");
        Assert.True(await ShowsAsync(""), machine.Console.CurrentLine);
        await PressAsync("up");
        Assert.True(await ShowsAsync("ticks"), machine.Console.CurrentLine);
    }

    private async Task FreshLineAsync()
    {
        await PressAsync("ctrl-c");
        Assert.True(await ShowsAsync(""), machine.Console.CurrentLine);
    }

    private Task<bool> ShowsAsync(string line) =>
        machine.Console.WaitAsync(transcript =>
            transcript.CurrentLine.TrimEnd() == (KernelConsole.Prompt + line).TrimEnd(), Patience);

    private async Task PressAsync(params string[] keys)
    {
        foreach (string key in keys)
        {
            await machine.Monitor.PressAsync(key);
        }
    }
}
