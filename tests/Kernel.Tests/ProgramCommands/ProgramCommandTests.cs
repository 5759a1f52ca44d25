// ./osmosis program: streams byte for byte, arguments, exit statuses, and what is counted; Linux is the judge.
using Osmosis.Kernel.Tests.Command;
using Osmosis.Measuring;

namespace Osmosis.Kernel.Tests.ProgramCommands;

[Slow]
public sealed class ProgramCommandTests(Busybox busybox) : IClassFixture<Busybox>
{
    private const int SegmentationFault = 139;
    private const int BrokenPipe = 141;

    private static readonly string s_programs = Path.Combine(Checkout.Root, "artifacts", "programs");

    [Fact]
    public async Task All_bytes_go_in_and_come_out_as_they_are()
    {
        byte[] input = [.. Enumerable.Range(0, 256).Select(value => (byte)value),
            .. Enumerable.Range(0, 256).Select(value => (byte)~value), .. new byte[5000]];
        new Random(1).NextBytes(input.AsSpan(512));
        ProgramOutput both =
            await busybox.RunAsync(input, "sh", "-c", "cat > /tmp/all; cat /tmp/all; cat /tmp/all >&2");
        Assert.Equal(0, both.Status);
        Assert.Equal(input, both.Output);
        Assert.Equal(input, both.Error);
    }

    [Fact]
    public async Task Arguments_and_statuses_are_those_of_Linux()
    {
        string[] arguments = ["sh", "-c", "printf '<%s>' \"$0\" \"$@\"; tty; exit 42", "two words", "", "100%", "%41",
            "größe", "a\nb", "--", "-x"];
        ProgramOutput here = await busybox.RunAsync([], arguments);
        ProgramOutput there = await busybox.RunOnLinuxAsync([], arguments);
        Assert.Equal(there.Text, here.Text);
        Assert.Equal((42, 42), (there.Status, here.Status));
        Assert.Equal("", here.ErrorText);
    }

    [Fact]
    public async Task A_program_without_input_ends_when_its_input_does()
    {
        ProgramOutput count = await busybox.RunAsync("no newline"u8.ToArray(), "wc");
        Assert.Equal((await busybox.RunOnLinuxAsync("no newline"u8.ToArray(), "wc")).Text, count.Text);
    }

    [Fact]
    public async Task Nothing_costs_a_program_more_than_on_Linux_when_its_output_is_a_pipe()
    {
        using TemporaryFolder folder = TemporaryFolder.Create();
        string path = await ProgramBenchmark.BuildAsync(folder, TestContext.Current.CancellationToken);
        OsmosisCommand program = await OsmosisCommand.RunAsync(Checkout.Root, ["program", "--stats", path]);
        Dictionary<string, double> costs =
            new ProgramBenchmark().Read(program.Output).ToDictionary(row => row.Name, row => row.Mean!.Value);
        BenchmarkRow[] rows = [.. BenchmarkRow.ReadAll(Path.Combine(Checkout.Root, "bench", "record.json"))
            .Where(row => row.Peers?.ContainsKey(ProgramBenchmark.Linux) is true)];
        Assert.Equal(rows.Select(row => row.Name).Order(), costs.Keys.Order());
        Assert.Empty(rows.Where(row => costs[row.Name] > row.Peers![ProgramBenchmark.Linux]).Select(row => row.Name));
    }

    [Fact]
    public async Task A_signal_is_128_and_its_number_and_what_was_counted_is_printed()
    {
        OsmosisCommand program =
            await OsmosisCommand.RunAsync(Checkout.Root, ["program", "--stats", Path.Combine(s_programs, "segv")]);
        Assert.Equal(SegmentationFault, program.Status);
        Assert.Equal(["writing to 0x00000000"], program.Output);
        Assert.StartsWith("program 1: write to v0x00000000 at ", program.Error[0], StringComparison.Ordinal);
        Rows rows = new(program.Error);
        Assert.InRange(rows.Number("instructions"), 1_000ul, 100_000_000ul);
        Assert.InRange(rows.Number("no region there"), 1ul, 2ul);
        Assert.InRange(rows.Number("write"), 1ul, 5ul);
        Assert.EndsWith(" KiB", rows.Text("highest memory"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_reads_ends_the_machine()
    {
        string osmosis = Path.Combine(Checkout.Root, "osmosis");
        ProgramOutput head = await ProgramOutput.OfAsync("bash",
            ["-c", $"'{osmosis}' program '{busybox.Path}' yes | head -1; echo ${{PIPESTATUS[0]}}"], []);
        Assert.Equal($"y\n{BrokenPipe}\n", head.Text);
    }

    [Fact]
    public async Task Files_lie_beside_the_program()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("osmosis-beside-");
        string etc = folder.CreateSubdirectory("etc").FullName;
        await File.WriteAllTextAsync(Path.Combine(etc, "motd"), "good morning\n");
        OsmosisCommand cat = await OsmosisCommand.RunAsync(Checkout.Root,
            ["program", "--files", folder.FullName, "-m", "32M", busybox.Path, "cat", "/etc/motd"]);
        folder.Delete(recursive: true);
        Assert.Equal(["good morning"], cat.Output);
    }

    [Fact]
    public async Task At_a_terminal_the_program_has_one_of_the_same_size()
    {
        string osmosis = Path.Combine(Checkout.Root, "osmosis");
        string command = $"stty rows 33 cols 99; '{osmosis}' program '{busybox.Path}' sh -c 'stty size; tty; exit 5'; "
            + $"echo $?; '{osmosis}' program '{busybox.Path}' tty | cat";
        string[] words = Terminal.Words(command);
        ProgramOutput terminal = await ProgramOutput.OfAsync(words[0], words[1..], []);
        string[] lines = [.. terminal.Text.Split('\n').Select(line => line.Trim())];
        Assert.Contains("33 99", lines);
        Assert.Contains(lines, line => line.EndsWith('5'));
        Assert.Equal(2, lines.Count(line => line == "/dev/console"));
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_is_said_to_be_so()
    {
        using TemporaryFolder folder = TemporaryFolder.Create();
        byte[] file = await File.ReadAllBytesAsync(Path.Combine(s_programs, "hello"));
        file.AsSpan(52).Fill(0x5A);
        await File.WriteAllBytesAsync(folder.In("spoilt"), file);
        ProgramOutput program =
            await ProgramOutput.OfAsync(Path.Combine(Checkout.Root, "osmosis"), ["program", folder.In("spoilt")], []);
        Assert.Equal(1, program.Status);
        string[] lines = program.ErrorText.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("run: /spoilt: ", lines[0], StringComparison.Ordinal);
        Assert.Equal("osmosis: /spoilt has not run to its end", lines[^1]);
    }

    [Fact]
    public async Task Arguments_that_do_not_fit_are_refused()
    {
        OsmosisCommand program =
            await OsmosisCommand.RunAsync(Checkout.Root, ["program", busybox.Path, new string('x', 2000)]);
        Assert.Equal(1, program.Status);
        Assert.Contains("the arguments are too long", Assert.Single(program.Error), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_answer_to_a_fault_has_a_name()
    {
        string source = File.ReadAllText(Path.Combine(Checkout.Sources, "src/Memory/Spaces/FaultDecision.cs"));
        string answers = source[source.IndexOf("enum FaultAnswer", StringComparison.Ordinal)..];
        int count = answers[..answers.IndexOf('}', StringComparison.Ordinal)].Split('\n')
            .Count(line => line.TrimEnd().EndsWith(',') && !line.Contains("///", StringComparison.Ordinal));
        Assert.Equal(count, ProgramReport.FaultAnswers.Count);
    }
}
