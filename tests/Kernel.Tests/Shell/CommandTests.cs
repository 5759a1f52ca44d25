// The shell's commands: what they answer, and that no input makes them do worse than answer.
using System.Text;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Shell;

public sealed class CommandTests(BootedMachine<OrdinaryMachine> machine) : IClassFixture<BootedMachine<OrdinaryMachine>>
{
    private static readonly string[] Names =
        ["help", "info", "clear", "memmap", "mem", "paging", "heap", "alloc_test", "ticks", "uptime", "sleep", "halt", "reboot"];

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

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Random_lines_leave_the_shell_alive_and_the_memory_right(int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 200; i++)
        {
            await machine.Machine.Serial.SendAsync(RandomLine(random) + "\r", CancellationToken.None);
            await machine.Console.SettleAsync(TimeSpan.FromMilliseconds(5));
        }

        await machine.Console.CatchUpAsync();
        Assert.Contains(await machine.Console.RunAsync("alloc_test"), line => line.Contains("passed", StringComparison.Ordinal));
        Assert.DoesNotContain("Triple fault", machine.Machine.ResetLog, StringComparison.Ordinal);
        Assert.Null(machine.Machine.Serial.Look(transcript => transcript.Find(0, KernelConsole.PanicMark)));
    }

    public static TheoryData<string> CommandNames() => [.. Names];

    // Bytes of every kind, and words that mean something mixed with them. Not the commands that end or hold up the machine.
    private static string RandomLine(Random random)
    {
        StringBuilder line = new();
        int pieces = random.Next(1, 8);
        for (int i = 0; i < pieces; i++)
        {
            line.Append(random.Next(4) switch
            {
                0 => random.GetItems(Names.Except(["halt", "reboot", "sleep"]).ToArray(), 1)[0],
                1 => random.NextInt64().ToString(System.Globalization.CultureInfo.InvariantCulture),
                2 => new string((char)random.Next(256), random.Next(1, 300)),
                _ => new string([.. Enumerable.Range(0, random.Next(20)).Select(_ => (char)random.Next(256))]),
            });
            line.Append(random.Next(2) == 0 ? " " : "");
        }

        return line.ToString();
    }
}
