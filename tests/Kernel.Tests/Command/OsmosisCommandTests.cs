// ./osmosis itself: its output, on which stream, and its exit statuses.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Command;

public sealed class OsmosisCommandTests
{
    private const int Ok = 0;
    private const int Failed = 1;
    private const int Usage = 2;

    [Theory]
    [InlineData("no_such", "unknown command: no_such (help lists the commands)")]
    [InlineData("pte", "an argument is missing")]
    [InlineData("kfree 0x1000", "kfree: the pointer lies outside the heap's window")]
    [InlineData("kmalloc 99999999", "pointer: null: larger than the heap's window")]
    [InlineData("fault divide", "command ended by a fault")]
    [InlineData("mém", "unknown command: mém (help lists the commands)")]
    public async Task Exec_fails_if_a_command_does(string command, string answer)
    {
        OsmosisCommand exec = await RunAsync("exec", command, "ticks");
        Assert.Equal(Failed, exec.Status);
        Assert.Contains(answer, exec.Output);
        Assert.Contains("ticks per second: 100", exec.Output);
    }

    [Fact]
    public async Task Exec_shows_the_session_with_echo()
    {
        OsmosisCommand exec = await RunAsync("exec", "--echo", "ticks", "peek 0x1000", "exit");
        Assert.Equal(Ok, exec.Status);
        Assert.Equal(["osmosis> ticks", "osmosis> peek 0x1000", "osmosis> exit"],
            exec.Output.Where(line => line.StartsWith(KernelConsole.Prompt, StringComparison.Ordinal)));
        Assert.Equal("ticks per second: 100", exec.Output[2]);
    }

    [Fact]
    public async Task Exec_tells_scripts_which_answer_is_whose()
    {
        OsmosisCommand exec =
            await RunAsync("exec", "--json", "pte 0 0 0", "fault divide", "nosuch", "ticks", "fault double");
        Assert.Equal(Failed, exec.Status);
        using JsonDocument answers = JsonDocument.Parse(string.Join('\n', exec.Output));
        JsonElement[] all = [.. answers.RootElement.EnumerateArray()];
        Assert.Equal(["pte 0 0 0", "fault divide", "nosuch", "ticks", "fault double"],
            all.Select(answer => answer.GetProperty("command").GetString()));
        Assert.Equal([1, 139, 127, 0], all[..4].Select(answer => answer.GetProperty("status").GetInt32()));
        Assert.Equal("usage: pte [<program>] <address>", all[0].GetProperty("output")[1].GetString());
        Assert.Equal(JsonValueKind.Null, all[4].GetProperty("status").ValueKind);
        Assert.Contains("panicked", all[4].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_prints_the_answers_and_nothing_else()
    {
        OsmosisCommand exec = await RunAsync("exec", "--memory", "64M", "mem", "paging");
        Assert.Equal(Ok, exec.Status);
        Assert.Empty(exec.Error);
        Assert.StartsWith("total frames: ", exec.Output[0], StringComparison.Ordinal);
        Assert.Contains("paging: enabled", exec.Output);
        Assert.DoesNotContain(exec.Output, line => line.Contains(KernelConsole.Prompt, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Exec_without_commands_boots_to_the_prompt()
    {
        OsmosisCommand exec = await RunAsync("exec", "--verbose");
        Assert.Equal(Ok, exec.Status);
        Assert.NotEmpty(exec.Output);
    }

    [Fact]
    public async Task Exec_passes_when_halt_switches_off_and_fails_when_something_follows_it()
    {
        Assert.Equal(Ok, (await RunAsync("exec", "mem", "halt")).Status);
        OsmosisCommand exec = await RunAsync("exec", "halt", "mem");
        Assert.Equal(Failed, exec.Status);
        Assert.Contains("'halt'", Assert.Single(exec.Error), StringComparison.Ordinal);
    }

    [Slow]
    [Fact]
    public async Task Exec_fails_when_a_command_is_not_answered_in_time()
    {
        OsmosisCommand exec = await RunAsync("exec", "--timeout", "1", "sleep 60000");
        Assert.Equal(Failed, exec.Status);
        Assert.Contains("no answer to 'sleep 60000' within 1 s", Assert.Single(exec.Error), StringComparison.Ordinal);
    }

    [Slow]
    [Fact]
    public async Task Exec_fails_when_the_kernel_does_not_come_up()
    {
        OsmosisCommand exec = await RunAsync("exec", "--timeout", "2", "--cpu", "pentium", "mem");
        Assert.Equal(Failed, exec.Status);
        Assert.Contains(exec.Output, line => line.Contains("SSE2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Exec_shows_why_the_emulator_would_not_start()
    {
        OsmosisCommand exec = await RunAsync("exec", "--cpu", "abacus");
        Assert.Equal(Failed, exec.Status);
        Assert.Contains("abacus", string.Join(' ', exec.Error), StringComparison.Ordinal);
    }

    [Slow]
    [Fact]
    public async Task Exec_counts_the_instructions_to_the_prompt_and_always_the_same()
    {
        OsmosisCommand first = await RunAsync("exec", "--count");
        OsmosisCommand second = await RunAsync("exec", "--count");
        Assert.Equal(Ok, first.Status);
        Assert.InRange(new Rows(first.Output).Number("instructions to the prompt"), 10_000ul, 100_000_000ul);
        Assert.Equal(first.Output, second.Output);
    }

    [Fact]
    [Slow]
    public async Task The_emulator_does_not_outlive_a_killed_command()
    {
        using Process command = Process.Start(new ProcessStartInfo(Path.Combine(Checkout.Root, "osmosis"),
            ["exec", "sleep 600000", "--timeout", "600"]))!;
        int emulator;
        while ((emulator = ChildOf(command.Id, "qemu-system-i38")) == 0)
        {
            Assert.False(command.HasExited);
            await Task.Delay(50);
        }

        command.Kill();
        await command.WaitForExitAsync();
        Assert.True(SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{emulator}"), TimeLimit.Patience));
    }

    [Fact]
    public async Task Run_types_what_it_is_given_and_ends_with_it()
    {
        OsmosisCommand run = await OsmosisCommand.RunAsync(Checkout.Root, ["run"], "mem\nhalt\n");
        Assert.Equal(Ok, run.Status);
        Assert.Contains(run.Output, line => line.StartsWith("total frames: ", StringComparison.Ordinal));
        Assert.Equal(Ok, (await OsmosisCommand.RunAsync(Checkout.Root, ["run"], "mem\n")).Status);
    }

    [Slow]
    [Theory]
    [InlineData("frobnicate")]
    [InlineData("build", "--configuration", "Fast")]
    [InlineData("build", "surplus")]
    [InlineData("exec", "--memory", "banana")]
    [InlineData("exec", "--memory", "1M")]
    [InlineData("exec", "--memory", "17G")]
    [InlineData("exec", "--memory", "-5M")]
    [InlineData("exec", "--memory", "99999999999999999999M")]
    [InlineData("exec", "--timeout", "soon")]
    [InlineData("exec", "--timeout", "0")]
    [InlineData("exec", "mem\nhalt")]
    [InlineData("run", "--memory", "0")]
    [InlineData("run", "--speed", "fast")]
    [InlineData("test", "--host", "--kernel")]
    [InlineData("test", "--quick", "--long")]
    [InlineData("test", "--kernel", "--long")]
    [InlineData("test", "--kernel", "--coverage")]
    [InlineData("test", "--coverage", "--long", "5m")]
    [InlineData("test", "--mutants", "Frames", "--host")]
    [InlineData("test", "--matrix", "--host")]
    [InlineData("test", "--matrix", "--long")]
    [InlineData("test", "--record")]
    [InlineData("test", "--matrix", "--record", "--filter", "v86")]
    [InlineData("iso", "--floppy")]
    [InlineData("iso", "--wait", "-1")]
    [InlineData("iso", "--wait", "soon")]
    [InlineData("test", "--long", "0m")]
    [InlineData("test", "--long", "soon")]
    [InlineData("test", "--long", "1.5h")]
    [InlineData("test", "--long", "9999999h")]
    [InlineData("doctor", "--really")]
    [InlineData("top", "--really")]
    public async Task A_wrong_option_gets_one_line_that_points_to_the_help(params string[] arguments)
    {
        OsmosisCommand command = await RunAsync(arguments);
        Assert.Equal(Usage, command.Status);
        Assert.Empty(command.Output);
        Assert.EndsWith("--help)", Assert.Single(command.Error), StringComparison.Ordinal);
    }

    [Slow]
    [Fact]
    public async Task Every_command_explains_itself()
    {
        OsmosisCommand help = await RunAsync("--help");
        Assert.Equal(Ok, help.Status);
        string[] commands = CommandsIn(help.Output);
        Assert.Superset(new HashSet<string> { "run", "test", "build", "exec", "debug", "explore" },
            commands.ToHashSet());
        foreach (string command in commands)
        {
            // The labs' command is no part of what a run tests: it is built if it isn't there.
            OsmosisCommand its = command == "lab"
                ? await OsmosisCommand.RunAsync(Checkout.Root, [command, "--help"], tested: "")
                : await RunAsync(command, "--help");
            Assert.Equal(Ok, its.Status);
            Assert.Contains(its.Output,
                line => line.TrimStart().StartsWith($"osmosis {command}", StringComparison.Ordinal));
        }
    }

    [Fact]
    [Slow]
    public async Task Doctor_finds_everything_here()
    {
        OsmosisCommand doctor = await RunAsync("doctor");
        Assert.Equal(Ok, doctor.Status);
        Assert.Contains(doctor.Output, line => line.Contains("qemu-system-i386", StringComparison.Ordinal));
        Assert.Contains("./osmosis test: all there", doctor.Output);
    }

    // The names that the help lists below "Commands:".
    private static string[] CommandsIn(IEnumerable<string> help) =>
        [.. help.SkipWhile(line => !line.StartsWith("Commands:", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))
            .Where(line => line[2] != ' ').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])];

    private static Task<OsmosisCommand> RunAsync(params string[] arguments) =>
        OsmosisCommand.RunAsync(Checkout.Root, arguments);

    // /proc/<id>/stat: id (name) state parent …; the name is cut to 15 characters.
    private static int ChildOf(int parent, string name) =>
        (from folder in Directory.EnumerateDirectories("/proc")
         where int.TryParse(Path.GetFileName(folder), out _) && File.Exists(Path.Combine(folder, "stat"))
         let fields = File.ReadAllText(Path.Combine(folder, "stat")).Split(' ')
         where fields[1] == $"({name})" && fields[3] == parent.ToString(CultureInfo.InvariantCulture)
         select int.Parse(fields[0], CultureInfo.InvariantCulture)).FirstOrDefault();
}
