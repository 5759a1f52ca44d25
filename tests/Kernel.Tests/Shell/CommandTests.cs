// The shell's commands: their answers, and that no input makes them fail.
using System.Text;
using System.Text.RegularExpressions;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Shell;

public sealed partial class CommandTests(BootedMachine<OrdinaryMachine> machine)
    : IClassFixture<BootedMachine<OrdinaryMachine>>
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
        string[] sources = Directory.GetFiles(Path.Combine(Checkout.Sources, "src", "Kernel", "Shell", "Commands"),
            "*Command.cs");
        IEnumerable<string> names =
            sources.Select(file => NameInSource().Match(File.ReadAllText(file)).Groups["name"].Value);
        Assert.Equal(names.Order(StringComparer.Ordinal), (await CommandNamesAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Arguments_that_a_command_does_not_take_get_the_reason_and_its_usage()
    {
        // What run is given is for the program.
        foreach (string name in (await CommandNamesAsync()).Where(name => name != "run"))
        {
            IReadOnlyList<string> answer = await machine.Console.RunAsync($"{name} no such argument");
            Assert.Matches("^(no|such) is (neither a number nor a symbol|not|one argument)", answer[0]);
            Assert.StartsWith($"usage: {name}", answer[1], StringComparison.Ordinal);
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
        IReadOnlyList<string> answer = await machine.Console.RunAsync(command);
        Assert.Equal(2, answer.Count);
        Assert.StartsWith("usage: sleep", answer[1], StringComparison.Ordinal);
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
    public async Task Help_fits_a_screen_of_24_rows_and_80_columns()
    {
        IReadOnlyList<string> help = await machine.Console.RunAsync("help");
        Assert.All(help, line => Assert.InRange(line.Length, 1, 79));
        Assert.InRange(help.Count, 10, 22);
        string[] groups = ["look", "change", "break", "machine"];
        Assert.Equal(groups, help.Where(line => groups.Contains(line)));
        foreach (string name in await CommandNamesAsync())
        {
            IReadOnlyList<string> about = await machine.Console.RunAsync($"help {name}");
            Assert.StartsWith($"{name}: ", about[0], StringComparison.Ordinal);
            Assert.StartsWith($"usage: {name}", about[1], StringComparison.Ordinal);
            Assert.All(about, line => Assert.InRange(line.Length, 1, 79));
            Assert.InRange(about.Count, 2, 22);
            Assert.True(about[1] == $"usage: {name}"
                || about.Any(line => line.StartsWith("example: ", StringComparison.Ordinal)), $"{name} has no example");
        }
    }

    // An example that doesn't work teaches nothing. What faults, waits, needs a pointer or a program is tried
    // elsewhere.
    [Fact]
    public async Task Every_example_of_help_is_executed()
    {
        foreach (string name in (await CommandNamesAsync()).Except(["fault", "kfree", "kill", "run"]))
        {
            string? example = (await machine.Console.RunAsync($"help {name}"))
                .FirstOrDefault(line => line.StartsWith("example: ", StringComparison.Ordinal));
            foreach (string command in example?["example: ".Length..]
                .Split([", then ", ", or "], StringSplitOptions.None) ?? [])
            {
                if (command.StartsWith("poke", StringComparison.Ordinal)
                    || command.StartsWith("unmap", StringComparison.Ordinal))
                {
                    await machine.Console.RunAsync("map 0x40000000");
                }

                await machine.Console.RunAsync(command);
                Assert.True(machine.Console.LastStatus == 0, command);
                await machine.Console.RunAsync("unmap 0x40000000");
            }
        }
    }

    [Theory]
    [InlineData("hepl", "unknown command: hepl; did you mean help?")]
    [InlineData("me", "unknown command: me; did you mean mem?")]
    [InlineData("help hepl", "unknown command: hepl; did you mean help?")]
    [InlineData("frobnicate", "unknown command: frobnicate (help lists the commands)")]
    public async Task An_unknown_command_may_be_a_slip_of_the_keys(string command, string answer) =>
        Assert.Equal([answer], await machine.Console.RunAsync(command));

    [Fact]
    public async Task A_question_mark_is_help() =>
        Assert.Equal(await machine.Console.RunAsync("help"), await machine.Console.RunAsync("?"));

    [Theory]
    [InlineData("exit")]
    [InlineData("quit")]
    public async Task A_beginner_gets_out(string command)
    {
        await using QemuMachine other = await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image });
        KernelConsole console = new(other);
        Assert.Contains("type help to see what there is", await console.WaitForPromptAsync());
        await Assert.ThrowsAsync<NoAnswerException>(() => console.RunAsync(command));
        Assert.Equal(MachineEndKind.PoweredOff, (await other.Ended).Kind);
    }

    [Theory]
    [InlineData("ticks", 0)]
    [InlineData("", 0)]
    [InlineData("resolve 0xd0000000", 1)]
    [InlineData("pte", 1)]
    [InlineData("unmap 0", 1)]
    [InlineData("frobnicate", 127)]
    [InlineData("fault divide", 139)]
    public async Task The_line_tells_how_a_command_ended(string command, int status)
    {
        await machine.Console.RunAsync(command);
        Assert.Equal(status, machine.Console.LastStatus);
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
    public Task Ten_thousand_random_lines_cause_no_fault_and_leave_the_memory_right() =>
        TypeRandomLinesAsync(seed: 1, count: 10_000);

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
                transcript => transcript.Count > before && transcript.Column == KernelConsole.Prompt.Length
                    && transcript.CurrentLine == KernelConsole.Prompt,
                SwallowedEnter);
        }

        await machine.Console.CatchUpAsync();
        Assert.Equal(["heap check: passed"], await machine.Console.RunAsync("heap check"));
        Assert.Contains(await machine.Console.RunAsync("alloc_test"),
            line => line.Contains("passed", StringComparison.Ordinal));
        Assert.DoesNotContain("Triple fault", machine.Machine.ResetLog, StringComparison.Ordinal);
        Assert.Null(machine.Machine.Serial.Look(transcript => transcript.Find(0, KernelConsole.PanicMark)));
        Assert.Equal(["fault: none since boot"], await machine.Console.RunAsync("fault details"));
    }

    private async Task<string[]> CommandNamesAsync() =>
        [.. (await machine.Console.RunAsync("help")).SelectMany(line => NameInHelp().Matches(line))
            .Select(match => match.Groups["name"].Value)];

    // Bytes of every kind, mixed with meaningful words.
    private static string RandomLine(Random random, string[] words)
    {
        // A line with other bytes than ASCII is refused as a whole: most lines are to reach a command.
        int bytes = random.Next(4) == 0 ? 256 : 128;
        StringBuilder line = new();
        int pieces = random.Next(1, 8);
        for (int i = 0; i < pieces; i++)
        {
            line.Append(random.Next(16) switch
            {
                0 => new string((char)random.Next(bytes), random.Next(1, 300)),
                <= 5 => words[random.Next(words.Length)],
                <= 10 => random.NextInt64().ToString(System.Globalization.CultureInfo.InvariantCulture),
                _ => new string([.. Enumerable.Range(0, random.Next(20)).Select(_ => (char)random.Next(bytes))]),
            });
            line.Append(random.Next(2) == 0 ? " " : "");
        }

        return line.ToString();
    }

    [GeneratedRegex(@"ReadOnlySpan<byte> Name => ""(?<name>\w+)""u8")]
    private static partial Regex NameInSource();

    // A row has two columns; other lines are not indented.
    [GeneratedRegex(@"(?:^  |(?<=^  .{39}))(?<name>\w+) +\S")]
    private static partial Regex NameInHelp();
}
