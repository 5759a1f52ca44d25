// ./osmosis lab show: the sequence that breaks a rule, as text.
using Osmosis.Lab.Checking;
using Osmosis.Lab.Folders;
using Osmosis.Lab.Tracing;

namespace Osmosis.Lab.Tests;

[Slow]
public sealed class ShowTests(ShownLab lab) : IDisposable
{
    private const int Columns = 100;
    private const string ClearsEntry = "Store(EntryOf(page), 0);";

    private readonly string _folder = Directory.CreateTempSubdirectory("osmosis-show-").FullName;

    private string Folder => Path.Combine(_folder, "lab");

    [Fact]
    public void A_translation_is_stale_from_the_store_on_that_forgot_it()
    {
        Assert.Equal((0, ""), (lab.Text.Status, lab.Text.Errors));
        string[] lines = lab.Text.Output.Split('\n');
        Assert.StartsWith("Lab 4, rule tlb: ", lines[0], StringComparison.Ordinal);
        int store = Array.FindIndex(lines, line => line.EndsWith(ClearsEntry, StringComparison.Ordinal));
        Assert.Equal(
            [
                "        Store(0x00010ffc, 0x00000000)   (entry 1023 of table 1: page 0x007ff000)",
                "          - tables    0x007ff000 → 0x00200000 writable, accessed",
                "          ! TLB       0x007ff000 → 0x00200000 writable",
                "              STALE: the tables say: not mapped",
            ],
            lines[(store + 1)..(store + 5)]);
        Assert.DoesNotContain(lines[..store], line => line.Contains("STALE", StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_is_zeroed_in_one_step_and_no_line_is_long_or_coloured()
    {
        string output = lab.Text.Output;
        Assert.Contains("1,024 × Store(0x00010000 … 0x00010ffc, 0x00000000)", output, StringComparison.Ordinal);
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, Columns));
        Assert.DoesNotContain('\e', output);
    }

    [Fact]
    public void A_loop_of_two_lines_is_two_steps()
    {
        const string Zeroes = "Store(table + offset, 0);";
        lab.CopyTo(Folder);
        Write(4, "wrong-no-invalidate", text => text.Replace(
            Zeroes, $"{Zeroes}\n                Load(table + offset);", StringComparison.Ordinal));
        string output = LabProcess.Run("show", Folder).Output;
        Assert.Contains("1,024 × Store(0x00010000 … 0x00010ffc, 0x00000000)", output, StringComparison.Ordinal);
        Assert.Contains("1,024 × Load(0x00010000 … 0x00010ffc)", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_nobody_zeroed_says_so()
    {
        Check(3, "wrong-visible-before-zeroed");
        Assert.Contains("+ tables    the table of entry 1 1,024 of its words were never written",
            LabProcess.Run("show", Folder, "--trace", "zeroed").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_broken_rule_can_be_shown_and_the_first_is_without_a_name()
    {
        Check(5, "wrong-three-mistakes");
        Verdict verdict = StudentFolder.Open(Folder).LastVerdict()!;
        RuleVerdict[] broken = [.. verdict.Rules.Where(rule => rule.What.Length > 0)];
        Assert.Equal(3, broken.Length);
        for (int number = 0; number < broken.Length; number++)
        {
            RuleVerdict rule = broken[number];
            LabProcess shown =
                number == 0 ? LabProcess.Run("show", Folder) : LabProcess.Run("show", Folder, "--trace", rule.Rule);
            Assert.StartsWith($"Lab 5, rule {rule.Rule}: ", shown.Output, StringComparison.Ordinal);
            Assert.Contains($"✗ {rule.What}.", shown.Output, StringComparison.Ordinal);
            Assert.Contains($"call {rule.Steps.Count} of {rule.Steps.Count}: {rule.Steps[^1]}", shown.Output,
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("owners", "rule owners is kept")]
    [InlineData("colour", "lab 4 has no rule colour; it has ends, answers, ")]
    public void A_rule_that_is_not_broken_is_one_line(string rule, string why)
    {
        lab.CopyTo(Folder);
        Refused(why, "--trace", rule);
    }

    [Fact]
    public void A_folder_without_a_verdict_is_one_line()
    {
        ShownLab.Make(4, Folder);
        Refused("has no verdict yet");
    }

    [Fact]
    public void A_lab_without_sequences_is_one_line()
    {
        ShownLab.Make(13, Folder);
        Refused("lab 13 has no sequences to show");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("{}")]
    public void A_damaged_verdict_is_one_line(string text)
    {
        lab.CopyTo(Folder);
        File.WriteAllText(StudentFolder.Open(Folder).VerdictFile, text);
        Refused("'./osmosis lab check");
    }

    [Fact]
    public void What_was_mended_since_the_check_is_said()
    {
        lab.CopyTo(Folder);
        Write(4, "right");
        Refused("rule tlb is not broken any more: Paging.cs has changed since 'lab check'");
    }

    [Fact]
    public void What_does_not_compile_since_the_check_is_said()
    {
        lab.CopyTo(Folder);
        Write(4, "right", text => text.Replace("return Result.Done;", "return Result.Don;", StringComparison.Ordinal));
        Refused("Paging.cs was not run: Paging.cs:");
    }

    [Fact]
    public void Red_is_used_on_a_terminal_only()
    {
        PictureRow stale = new("0x00400000", "→ 0x00200000 writable", "page", "the tables say: not mapped");
        MachinePicture none = new([], [], [], [], []);
        Trace trace = new(none, [new TraceStep("end", 0, 1, "", "", 1, [], none with { Tlb = [stale] })], 0);
        RuleVerdict rule = new("tlb", "Title", false, true, 0, 15, "what", ["Unmap"], "", "", "", "", [], "", [], "",
            "", [], [0], []);
        foreach (bool isColoured in (bool[])[true, false])
        {
            StringWriter text = new();
            new TraceText(text, isColoured).Write(new ShownRule(4, "Unmap", "Paging.cs", ["x();"], rule, trace));
            Assert.Equal(isColoured, text.ToString().Contains("\e[31m              STALE: ", StringComparison.Ordinal));
            Assert.Equal(isColoured, text.ToString().Contains('\e'));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Refused(string why, params string[] more)
    {
        LabProcess shown = LabProcess.Run(["show", Folder, .. more]);
        Assert.Equal((2, ""), (shown.Status, shown.Output));
        Assert.StartsWith("osmosis: ", shown.Errors, StringComparison.Ordinal);
        Assert.Contains(why, shown.Errors, StringComparison.Ordinal);
        Assert.Single(shown.Errors.TrimEnd('\n').Split('\n'));
    }

    private void Check(int number, string answer)
    {
        ShownLab.Make(number, Folder);
        Write(number, answer);
        Assert.Equal(1, LabProcess.Run("check", Folder).Status);
    }

    private void Write(int number, string answer, Func<string, string>? change = null) =>
        ShownLab.Write(Folder, number, answer, change);
}
