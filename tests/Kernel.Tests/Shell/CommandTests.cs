// The shell's commands: their answers, and that no input makes them fail.
using System.Text;
using System.Text.RegularExpressions;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Shell;

public sealed partial class CommandTests(BootedMachine<OrdinaryMachine> machine) : IClassFixture<BootedMachine<OrdinaryMachine>>
{
    // The wait for an answer that doesn't come because the line ended in the middle of an escape sequence. A slower
    // answer is not lost: the next lines are typed before it.
    private static readonly TimeSpan SwallowedEnter = TimeSpan.FromMilliseconds(15);

    // Commands that end the machine, delay it, or fault on purpose.
    // poke writes to any address.
    private static readonly string[] NotAtRandom = ["halt", "reboot", "sleep", "fault", "poke"];

    [Fact]
    public async Task Help_lists_every_command_that_the_sources_have()
    {
        string[] sources = Directory.GetFiles(Path.Combine(Checkout.Sources, "src", "Kernel", "Shell", "Commands"), "*Command.cs");
        IEnumerable<string> names = sources.Select(file => NameInSource().Match(File.ReadAllText(file)).Groups["name"].Value);
        Assert.Equal(names.Order(StringComparer.Ordinal), (await CommandNamesAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Arguments_that_a_command_does_not_take_get_its_usage_in_one_line()
    {
        foreach (string name in await CommandNamesAsync())
        {
            string line = Assert.Single(await machine.Console.RunAsync($"{name} no such argument"));
            Assert.StartsWith($"usage: {name}", line, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("sleep")]
    [InlineData("sleep banana")]
    [InlineData("sleep -1")]
    [InlineData("sleep 0x")]
    [InlineData("sleep 99999999999999999999")]
    public async Task Sleep_wants_a_number_of_milliseconds(string command)
    {
        string line = Assert.Single(await machine.Console.RunAsync(command));
        Assert.StartsWith("usage: sleep", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("MEM")]
    [InlineData("mem_")]
    [InlineData("%s%n")]
    public async Task An_unknown_command_is_named_in_one_line(string command)
    {
        string line = Assert.Single(await machine.Console.RunAsync(command));
        Assert.Contains(command, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_line_answers_nothing() => Assert.Empty(await machine.Console.RunAsync("   "));

    [Fact]
    public async Task Info_names_version_commit_and_compiler()
    {
        Rows info = await machine.RowsAsync("info");
        Assert.Matches(@"\d+\.\d+\.\d+", info.Text("version"));
        Assert.Matches("^([0-9a-f]{12}(-dirty)?|unknown)$", info.Text("commit"));
        Assert.Contains("ilc", info.Text("compiler"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_clock_ticks_a_hundred_times_a_second()
    {
        ulong before = (await machine.RowsAsync("ticks")).Number("ticks");
        await machine.Console.RunAsync("sleep 1000");
        ulong after = (await machine.RowsAsync("ticks")).Number("ticks");
        Assert.InRange(after - before, 100ul, 130ul);
    }

    [Fact]
    public async Task The_screen_shows_what_the_serial_line_says()
    {
        await machine.Console.RunAsync("clear");
        IReadOnlyList<string> answer = await machine.Console.RunAsync("mem");
        string[] screen = [.. await machine.Monitor.ScreenTextAsync()];
        string[] expected = [KernelConsole.Prompt + "mem", .. answer, KernelConsole.Prompt.TrimEnd()];
        Assert.Equal(expected, screen.TakeWhile(row => row.Length > 0));
    }

    [Fact]
    public async Task The_screen_scrolls()
    {
        IReadOnlyList<string> answer = [];
        for (int i = 0; i < 5; i++)
        {
            answer = await machine.Console.RunAsync("mem");
        }

        string[] screen = await machine.Monitor.ScreenTextAsync();
        Assert.Equal(KernelConsole.Prompt.TrimEnd(), screen[^1]);
        Assert.Equal(answer, screen[^(answer.Count + 1)..^1]);
    }

    [Slow]
    [Fact]
    public Task Random_lines_cause_no_fault_and_leave_the_memory_right() => TypeRandomLinesAsync(seed: 2, count: 1_500);

    // Takes minutes, so it runs only on request: Kernel.Tests -explicit only
    [Fact(Explicit = true)]
    public Task Ten_thousand_random_lines_cause_no_fault_and_leave_the_memory_right() => TypeRandomLinesAsync(seed: 1, count: 10_000);

    private async Task TypeRandomLinesAsync(int seed, int count)
    {
        Random random = new(seed);
        string[] words = [.. (await CommandNamesAsync()).Except(NotAtRandom)];
        for (int i = 0; i < count; i++)
        {
            int before = machine.Machine.Serial.Look(transcript => transcript.Count);
            await machine.Machine.Serial.SendAsync(RandomLine(random, words) + "\r", CancellationToken.None);
            // A line that ends in the middle of an escape sequence swallows its Enter; the next line's Enter then ends
            // it.
            await machine.Console.WaitAsync(
                transcript => transcript.Count > before && transcript.Column == KernelConsole.Prompt.Length && transcript.CurrentLine == KernelConsole.Prompt,
                SwallowedEnter);
        }

        await machine.Console.CatchUpAsync();
        Assert.Equal(["heap check: passed"], await machine.Console.RunAsync("heap check"));
        Assert.Contains(await machine.Console.RunAsync("alloc_test"), line => line.Contains("passed", StringComparison.Ordinal));
        Assert.DoesNotContain("Triple fault", machine.Machine.ResetLog, StringComparison.Ordinal);
        Assert.Null(machine.Machine.Serial.Look(transcript => transcript.Find(0, KernelConsole.PanicMark)));
        Assert.Null(machine.Machine.Serial.Look(transcript => transcript.Find(0, "fault: ")));
    }

    private async Task<string[]> CommandNamesAsync() =>
        [.. (await machine.Console.RunAsync("help")).Select(line => NameInHelp().Match(line))
            .Where(match => match.Success).Select(match => match.Groups["name"].Value)];

    // Bytes of every kind, mixed with meaningful words.
    private static string RandomLine(Random random, string[] words)
    {
        StringBuilder line = new();
        int pieces = random.Next(1, 8);
        for (int i = 0; i < pieces; i++)
        {
            line.Append(random.Next(16) switch
            {
                0 => new string((char)random.Next(256), random.Next(1, 300)),
                <= 5 => words[random.Next(words.Length)],
                <= 10 => random.NextInt64().ToString(System.Globalization.CultureInfo.InvariantCulture),
                _ => new string([.. Enumerable.Range(0, random.Next(20)).Select(_ => (char)random.Next(256))]),
            });
            line.Append(random.Next(2) == 0 ? " " : "");
        }

        return line.ToString();
    }

    [GeneratedRegex(@"ReadOnlySpan<byte> Name => ""(?<name>\w+)""u8")]
    private static partial Regex NameInSource();

    // Matches a row of the list; the line above it is a sentence.
    [GeneratedRegex(@"^(?<name>\w+)  +\S")]
    private static partial Regex NameInHelp();
}
