// What docs/PROGRAMS.md takes from real runs (./osmosis docs --programs) is still so.
using System.Globalization;
using Osmosis.Cli.Programs;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.ProgramCommands;

public sealed class ProgramFiguresTests(SessionFiles files) : IClassFixture<SessionFiles>
{
    private static readonly string[] s_sources =
        [Path.Combine("src", "Programs"), Path.Combine("src", "Kernel", "Programs"), "programs"];

    [Slow]
    [Fact]
    public async Task Every_call_that_the_session_makes_is_in_the_table()
    {
        ProgramReport report = await RunAsync("/session.sh");
        string[] names =
        [
            .. Rows("session-calls").SelectMany(row => row.Where((_, cell) => cell % 2 == 0))
                .Where(cell => cell.Length != 0),
        ];
        Assert.InRange(names.Length, 50, 100);
        Assert.InRange(report.Calls.Count, 50, 100);
        Assert.Empty(report.Calls.Select(call => CallNames.Of(call.Number)).Except(names));
    }

    [Slow]
    [Fact]
    public async Task The_shell_starts_at_the_cost_that_is_named()
    {
        double start = (await RunAsync("-c", "exit")).Cycles;
        string named = Rows("shell-start").Single(row => row[0] == "`sh -c exit` begins")[2].Split(' ')[0];
        Assert.InRange(start / double.Parse(named, CultureInfo.InvariantCulture), 0.9, 1.1);
    }

    [Slow]
    [Fact]
    public async Task A_shell_that_waits_has_the_regions_that_are_shown()
    {
        await using QemuMachine machine = await QemuMachine.StartAsync(new QemuOptions
        {
            KernelPath = Checkout.Image,
            ModulePath = files.Module,
            Memory = MemorySize.FromMiB(32),
        });
        KernelConsole console = new(machine);
        await console.WaitForPromptAsync();
        Task<IReadOnlyList<string>> running = console.RunAsync("run /bin/sh /nap.sh");
        Assert.True(
            await console.WaitAsync(transcript => transcript.Find(0, "asleep") is not null, TimeLimit.Patience));
        await machine.Serial.SendAsync("\u001d", TestContext.Current.CancellationToken);
        await running;
        string[] page = Part("running-space");
        Assert.Equal(
            page.SkipWhile(line => line != KernelConsole.Prompt + "regions 1").Skip(1)
                .TakeWhile(line => !line.StartsWith(KernelConsole.Prompt, StringComparison.Ordinal)),
            await console.RunAsync("regions 1"));
    }

    // Sources change every day, and the page need not: it says how large each part is.
    [Fact]
    public void Each_folder_has_about_as_many_lines_as_named()
    {
        Dictionary<string, double> named = Rows("program-lines").ToDictionary(
            row => row[0].Trim('`'), row => double.Parse(row[1], CultureInfo.InvariantCulture));
        IEnumerable<string> folders = s_sources.Select(source => Path.Combine(Checkout.Sources, source))
            .SelectMany(source =>
                Directory.EnumerateDirectories(source, "*", SearchOption.AllDirectories).Prepend(source))
            .Where(folder => !folder.Split(Path.DirectorySeparatorChar).Contains("obj")
                && Directory.EnumerateFiles(folder, "*.cs").Any());
        Assert.Equal(folders.Select(Relative).Order(StringComparer.Ordinal), named.Keys);
        Assert.All(folders, folder => Assert.InRange(
            Directory.EnumerateFiles(folder, "*.cs").Sum(file => File.ReadLines(file).Count()),
            named[Relative(folder)] * 0.8, (named[Relative(folder)] * 1.2) + 20));
    }

    private static string Relative(string folder) => Path.GetRelativePath(Checkout.Sources, folder);

    // The cells of a table's rows, without its head.
    private static IEnumerable<string[]> Rows(string part) =>
        Part(part).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2)
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());

    private static string[] Part(string name)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Checkout.Sources, "docs", "PROGRAMS.md"));
        int begin = Array.IndexOf(lines, $"<!-- {name}:begin -->");
        int end = Array.IndexOf(lines, $"<!-- {name}:end -->");
        Assert.InRange(begin, 0, end);
        return lines[(begin + 1)..end];
    }

    // The shell as the first program, in a machine that counts instructions.
    private async Task<ProgramReport> RunAsync(params string[] arguments)
    {
        using TemporaryFolder folder = TemporaryFolder.Create();
        QemuOptions options = new()
        {
            KernelPath = Checkout.Image,
            ModulePath = files.Module,
            Memory = MemorySize.FromMiB(32),
            CountInstructions = true,
            ReportPath = folder.In("report"),
            BootCommandLine = BootWords.Start(Checkout.Image, ["quiet", "panic=exit", "init="], "/bin/sh", arguments),
        };
        (MachineEnd end, string[] lines) = await UnattendedMachine.RunAsync(options, TimeLimit.Patience);
        return Assert.IsType<ProgramReport>(ProgramReport.Read(options.ReportPath), exactMatch: true);
    }
}
