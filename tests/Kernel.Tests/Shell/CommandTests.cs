// The shell's commands: what they answer, and that no input makes them do worse than answer.
using System.Text;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Shell;

public sealed class CommandTests(BootedMachine<OrdinaryMachine> machine) : IClassFixture<BootedMachine<OrdinaryMachine>>
{
    private static readonly string[] Names =
        ["help", "info", "clear", "memmap", "mem", "paging", "heap", "alloc_test", "ticks", "uptime", "sleep", "halt", "reboot",
            "fault", "frames", "irq", "peek", "pte", "ptdump", "resolve"];

    // Commands that end the machine, hold it up, or fault because they are asked to.
    private static readonly string[] NotAtRandom = ["halt", "reboot", "sleep", "fault"];

    [Fact]
    public async Task Help_lists_every_command()
    {
        IReadOnlyList<string> help = await machine.Console.RunAsync("help");
        Assert.All(Names, name => Assert.Contains(help, line => line.TrimStart().StartsWith(name, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(CommandNames))]
    public async Task Arguments_that_a_command_does_not_take_get_its_usage_in_one_line(string name)
    {
        string line = Assert.Single(await machine.Console.RunAsync($"{name} no such argument"));
        Assert.StartsWith($"usage: {name}", line, StringComparison.Ordinal);
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

    [Fact]
    public Task Random_lines_cause_no_fault_and_leave_the_memory_right() => TypeRandomLinesAsync(seed: 2, count: 1_500);

    // Minutes, so only when asked for: Kernel.Tests -explicit only
    [Fact(Explicit = true)]
    public Task Ten_thousand_random_lines_cause_no_fault_and_leave_the_memory_right() => TypeRandomLinesAsync(seed: 1, count: 10_000);

    private async Task TypeRandomLinesAsync(int seed, int count)
    {
        Random random = new(seed);
        for (int i = 0; i < count; i++)
        {
            int before = machine.Machine.Serial.Look(transcript => transcript.Count);
            await machine.Machine.Serial.SendAsync(RandomLine(random) + "\r", CancellationToken.None);
            // A line that ends in the middle of an escape sequence swallows its Enter: then the next line's must do.
            await machine.Console.WaitAsync(
                transcript => transcript.Count > before && transcript.Column == KernelConsole.Prompt.Length && transcript.CurrentLine == KernelConsole.Prompt,
                TimeSpan.FromMilliseconds(100));
        }

        await machine.Console.CatchUpAsync();
        Assert.Equal(["heap check: passed"], await machine.Console.RunAsync("heap check"));
        Assert.Contains(await machine.Console.RunAsync("alloc_test"), line => line.Contains("passed", StringComparison.Ordinal));
        Assert.DoesNotContain("Triple fault", machine.Machine.ResetLog, StringComparison.Ordinal);
        Assert.Null(machine.Machine.Serial.Look(transcript => transcript.Find(0, KernelConsole.PanicMark)));
        Assert.Null(machine.Machine.Serial.Look(transcript => transcript.Find(0, "fault: ")));
    }

    public static TheoryData<string> CommandNames() => [.. Names];

    // Bytes of every kind, and words that mean something mixed with them.
    private static string RandomLine(Random random)
    {
        StringBuilder line = new();
        int pieces = random.Next(1, 8);
        for (int i = 0; i < pieces; i++)
        {
            line.Append(random.Next(16) switch
            {
                0 => new string((char)random.Next(256), random.Next(1, 300)),
                <= 5 => random.GetItems(Names.Except(NotAtRandom).ToArray(), 1)[0],
                <= 10 => random.NextInt64().ToString(System.Globalization.CultureInfo.InvariantCulture),
                _ => new string([.. Enumerable.Range(0, random.Next(20)).Select(_ => (char)random.Next(256))]),
            });
            line.Append(random.Next(2) == 0 ? " " : "");
        }

        return line.ToString();
    }
}
