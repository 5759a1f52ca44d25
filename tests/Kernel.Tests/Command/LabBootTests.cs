// ./osmosis lab boot: a student's code, and a planted bug, in a kernel that runs.
using System.Text.RegularExpressions;

namespace Osmosis.Kernel.Tests.Command;

public sealed partial class LabBootTests : IDisposable
{
    // The seed that has bug 03, as labs/12-find-the-bug/TEACHERS.md says.
    private const string SeedOfOverwrite = "12";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmosis-lab-");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>
    /// The answer's Unmap has no InvalidatePage: on a processor the old translation then outlives its page, and the
    /// page shows the old frame. Protect has one.
    /// </summary>
    [Slow]
    [Fact]
    public async Task A_student_s_page_table_runs_on_the_processor_with_its_mistake()
    {
        string lab = await NewAsync(5, "wrong-no-invalidate-unmap.cs");
        OsmosisCommand boot = await BootAsync(lab,
            "lab mapnew 0x50000000", "lab mapnew 0x50001000", "lab mapnew 0x50001000", "poke 0x50000000 0x1111",
            "lab protect 0x50000000 ro", "poke 0x50000000 2", "lab resolve 0x50001fff", "check", "peek 0x50000000",
            "lab unmap 0x50000000", "pte 0x50000000", "lab map 0x50000000 0x100000 ro", "peek 0x50000000",
            "peek 0x100000", "lab unmap 0x50000000", "lab unmap 0x50000000", "check", "lab maprange 0x50000000 0 1 ro",
            "lab mapnew 0x40000000", "map 0x50000000");
        string session = string.Join('\n', boot.Output);
        Assert.True(boot.Status == 0, session + string.Join('\n', boot.Error));
        Assert.Equal(
            [
                "lab: Done", "lab: Done", "lab: AlreadyMapped", "poke: done", "lab: Done",
                "poke: the page v0x50000000 is read-only", "lab: Done", "paging check: passed",
                "v0x50000000: 0x00001111", "lab: Done", "physical address: not mapped", "lab: Done",
                // The old frame: frame 0x100000 begins with the boot loader's magic number.
                "v0x50000000: 0x00001111", "v0x00100000: 0x1badb002", "lab: Done", "lab: NotMapped",
                "paging check: passed", "lab: this lab's code has no such method",
                "lab: pages are multiples of 4096 from 0x50000000 to 0x5ffff000", "map: done",
            ],
            boot.Output.Where(line => line.StartsWith("lab: ", StringComparison.Ordinal)
                || line.StartsWith("poke: ", StringComparison.Ordinal)
                || line.StartsWith("map: ", StringComparison.Ordinal)
                || line.StartsWith("paging check: ", StringComparison.Ordinal)
                || line.StartsWith("v0x", StringComparison.Ordinal) || line == "physical address: not mapped"));
    }

    [Slow]
    [Fact]
    public async Task A_planted_bug_shows_in_the_kernel_of_its_seed()
    {
        string lab = Path.Combine(_folder.FullName, "12");
        await LabAsync(0, "new", "12", lab, "--seed", SeedOfOverwrite);
        OsmosisCommand boot = await BootAsync(lab,
            "map 0x40000000 0x100000", "map 0x40000000 0xb8000", "peek 0x40000000", "check");
        Assert.Equal(0, boot.Status);
        Assert.Equal(2, boot.Output.Count(line => line == "map: done"));
        Assert.Contains("paging check: failed", boot.Output);

        OsmosisCommand debug = await OsmosisCommand.RunAsync(
            Checkout.Root, ["lab", "boot", lab, "--debug"], "info line KernelMain.RunOnGuardedStack\nquit\n");
        Assert.True(debug.Status == 0, string.Join('\n', debug.Error.Concat(debug.Output)));
        Assert.Contains(debug.Output, line => line.Contains("KernelMain.cs", StringComparison.Ordinal));

        await LabAsync(1, "check", lab);
        string[] source = await File.ReadAllLinesAsync(Path.Combine(Checkout.Root, "src/Memory/Paging/PageMapper.cs"));
        int line = Array.FindIndex(source,
            text => text.Contains("if (_tables.ReadEntry(page).IsPresent)", StringComparison.Ordinal)) + 1;
        await File.WriteAllTextAsync(Path.Combine(lab, "answer.txt"),
            $"rule: P2\nline: src/Memory/Paging/PageMapper.cs:{line}\n");
        OsmosisCommand check = await LabAsync(0, "check", lab);
        Assert.Equal("100/100 points. ", check.Output[^1]);
    }

    /// <summary>
    /// They are run above, and <c>--explore</c> in explorer/tests/lab.test.ts; the other labs' by the labs' own tests.
    /// </summary>
    [Fact]
    public void Lab_12_s_text_has_no_other_commands()
    {
        string text = File.ReadAllText(Path.Combine(Checkout.Root, "labs", "12-find-the-bug", "README.md"));
        Assert.Equal(["boot DIR", "boot DIR --debug", "boot DIR --explore", "check DIR", "new 12 DIR"],
            Commands().Matches(text).Select(command => command.Groups[1].Value).Distinct()
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    [Slow]
    public async Task What_a_kernel_does_not_have_is_refused_in_one_line()
    {
        string lab = await NewAsync(5, "wrong-prints-passed.cs");
        OsmosisCommand boot = await LabAsync(1, "boot", lab);
        Assert.Matches("^osmosis: Paging\\.cs:[0-9]+: a kernel has no Console: ", Assert.Single(boot.Error));
    }

    [Theory]
    [InlineData(0, "it has questions, and no code")]
    [InlineData(1, "a running kernel has frames, page tables and a heap of its own")]
    public async Task A_lab_that_can_t_be_booted_says_why(int number, string reason)
    {
        OsmosisCommand boot = await LabAsync(2, "boot", await NewAsync(number, answer: null));
        Assert.StartsWith($"osmosis: lab {number} can't be booted: {reason}", Assert.Single(boot.Error),
            StringComparison.Ordinal);
    }

    private async Task<string> NewAsync(int number, string? answer)
    {
        string lab = Path.Combine(_folder.FullName, $"{number}");
        await LabAsync(0, "new", $"{number}", lab, "--seed", "1");
        if (answer is not null)
        {
            string labs = Path.Combine(Checkout.Root, "labs");
            File.Copy(Path.Combine(Directory.GetDirectories(labs, $"{number:00}-*").Single(), "answers", answer),
                Path.Combine(lab, "Paging.cs"), overwrite: true);
        }

        return lab;
    }

    private static async Task<OsmosisCommand> BootAsync(string lab, params string[] lines)
    {
        OsmosisCommand boot = await OsmosisCommand.RunAsync(
            Checkout.Root, ["lab", "boot", lab], string.Concat(lines.Select(line => line + "\n")));
        return boot with { Output = [.. boot.Output.Select(line => line.TrimEnd('\r'))] };
    }

    private static async Task<OsmosisCommand> LabAsync(int status, params string[] words)
    {
        // The grader is no part of what a run tests: it is built if it isn't there.
        OsmosisCommand lab = await OsmosisCommand.RunAsync(Checkout.Root, ["lab", .. words], tested: "");
        Assert.True(lab.Status == status, string.Join('\n', lab.Error.Concat(lab.Output)));
        return lab;
    }

    [GeneratedRegex(@"`\./osmosis lab ([^`]*)`")]
    private static partial Regex Commands();
}
