// A person without scrollback reads a report whole: 24 rows of 80 columns, with the command line above it and the
// prompt below.
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Faults;

public sealed class ReportSizeTests(BootedMachine<OrdinaryMachine> machine)
    : IClassFixture<BootedMachine<OrdinaryMachine>>
{
    private const int Columns = 80;
    private const int Rows = 24;
    private const int ScreenRows = 25;

    private static readonly TimeSpan _patience = TimeLimit.Patience;

    public static TheoryData<string> Kinds => [.. FaultCommandTests.Survivable];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_report_fits_the_screen_with_its_command_and_the_prompt(string kind)
    {
        IReadOnlyList<string> lines = await machine.Console.RunAsync($"fault {kind}");
        AssertFits([$"{KernelConsole.Prompt}fault {kind}", .. lines, KernelConsole.Prompt]);
    }

    [Theory]
    [InlineData("double")]
    [InlineData("interrupt")]
    public async Task A_panic_fits_the_screen_with_its_command(string kind)
    {
        await using QemuMachine panicking =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image });
        KernelConsole console = new(panicking);
        await console.WaitForPromptAsync();
        NoAnswerException silence =
            await Assert.ThrowsAsync<NoAnswerException>(() => console.RunAsync($"fault {kind}"));
        Assert.Contains(silence.Output, line => line.StartsWith(KernelConsole.PanicMark, StringComparison.Ordinal));
        AssertFits([$"{KernelConsole.Prompt}fault {kind}",
            .. silence.Output.Reverse().SkipWhile(line => line.Length == 0).Reverse()]);
    }

    // Pasted, so that no answer is waited for between the lines.
    [Fact]
    public async Task After_a_pasted_session_the_screen_shows_the_whole_report_and_a_prompt()
    {
        await machine.Machine.Serial.SendAsync("clear\rmem\rinfo\rfault null\r", CancellationToken.None);
        Assert.True(await machine.Console.WaitAsync(
            transcript => transcript.Find(0, "command ended by a fault") is not null
                && transcript.CurrentLine == KernelConsole.Prompt, _patience));
        await machine.Console.SettleAsync(TimeSpan.FromMilliseconds(100));
        string[] screen = [.. (await machine.Monitor.ScreenTextAsync()).Select(line => line.TrimEnd())];
        int prompt = Array.FindLastIndex(screen, line => line == KernelConsole.Prompt.TrimEnd());
        int command = Array.FindLastIndex(screen, line => line == $"{KernelConsole.Prompt}fault null");
        Assert.InRange(command, 0, prompt);
        Assert.InRange(prompt - command + 1, 1, Rows);
        Assert.StartsWith("fault: page fault: write to v0x00000000", screen[command + 1], StringComparison.Ordinal);
    }

    // A terminal of 24 rows shows help and the report one after the other, each whole. The kernel's screen has kept
    // all.
    [Fact]
    public async Task In_a_pasted_session_help_and_a_report_each_fit_and_nothing_is_lost()
    {
        await using QemuMachine fresh = await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image });
        KernelConsole console = new(fresh);
        await console.WaitForPromptAsync();
        int start = fresh.Serial.Look(all => all.Count - 1);
        await fresh.Serial.SendAsync("help\rfault null\r", CancellationToken.None);
        Assert.True(await console.WaitAsync(
            all => all.Find(start, "command ended by a fault") is not null && all.CurrentLine == KernelConsole.Prompt,
            _patience));
        string[] lines = [.. fresh.Serial.Look(all => all.Lines(0, all.Count)).Select(line => line.TrimEnd())];
        int fault = Array.IndexOf(lines, $"{KernelConsole.Prompt}fault null");
        Assert.Equal($"{KernelConsole.Prompt}help", lines[start]);
        AssertFits([.. lines[start..fault], KernelConsole.Prompt]);
        AssertFits(lines[fault..]);
        await AssertScreenAsync(fresh, lines[^ScreenRows..]);
        await fresh.Monitor.PressAsync("shift-pgup");
        int first = Math.Max(lines.Length - (2 * ScreenRows) + 1, 0);
        Assert.InRange(start, first, first + ScreenRows);
        await AssertScreenAsync(fresh, lines[first..(first + ScreenRows)]);
    }

    [Fact]
    public async Task The_details_are_all_of_it_however_long_ago_it_was()
    {
        FaultReport report = new(await machine.Console.RunAsync("fault heap"));
        Assert.StartsWith("alloc_test: passed", (await machine.Console.RunAsync("alloc_test"))[^1],
            StringComparison.Ordinal);
        FaultReport details = new(await machine.Console.RunAsync("fault details"));
        Assert.Equal(report.Headline, details.Headline);
        Assert.Equal("read, by the kernel", details.Row("tried"));
        Assert.Equal(report.Entry("table entry"), details.Entry("table entry"));
        Assert.All(new[] { "EIP", "EAX", "EDI", "ESP", "CR2", "CR4" },
            name => Assert.Equal(report.Register(name), details.Register(name)));
        Assert.Equal((0x8u, 0x10u), (details.Register("CS"), details.Register("GS")));
        Assert.StartsWith(
            "Osmosis.Kernel.Diagnostics.DeliberateFault.Read+0x0 (src/Kernel/Diagnostics/DeliberateFault.cs:",
            details.Backtrace[0], StringComparison.Ordinal);
        Assert.StartsWith("switch_stack+0x", details.Backtrace[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_the_first_fault_there_are_no_details()
    {
        await using QemuMachine fresh = await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image });
        KernelConsole console = new(fresh);
        await console.WaitForPromptAsync();
        Assert.Equal(["fault: none since boot"], await console.RunAsync("fault details"));
    }

    private static async Task AssertScreenAsync(QemuMachine machine, string[] expected)
    {
        string[] screen = [];
        for (DateTime end = DateTime.UtcNow + _patience; DateTime.UtcNow < end && !screen.SequenceEqual(expected);
            await Task.Delay(10))
        {
            screen = await machine.Monitor.ScreenTextAsync();
        }

        Assert.Equal(expected, screen);
    }

    private static void AssertFits(IReadOnlyList<string> lines)
    {
        string all = string.Join('\n', lines);
        Assert.True(lines.Count <= Rows, $"{lines.Count} rows:\n{all}");
        Assert.All(lines, line => Assert.True(line.Length <= Columns, $"{line.Length} columns: {line}"));
    }
}
