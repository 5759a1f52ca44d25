// The commands of ./osmosis lab, in a folder of their own.
using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Folders;

namespace Osmosis.Lab.Tests;

[Slow]
public sealed class CommandTests : IDisposable
{
    private static readonly string[] _commands =
        ["new", "check", "watch", "hint", "show", "boot", "grade", "selftest", "mutants", "bench"];

    private readonly string _folder = Directory.CreateTempSubdirectory("osmosis-lab-").FullName;

    private string Dir(string name) => Path.Combine(_folder, name);

    [Fact]
    public void Without_a_command_the_labs_are_listed()
    {
        LabProcess list = LabProcess.Run();
        Assert.Equal(0, list.Status);
        Assert.All(LabCatalogue.All, lab => Assert.Contains(lab.Title, list.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void A_student_begins_makes_a_mistake_and_ends_with_full_marks()
    {
        Assert.Equal(0, LabProcess.Run("new", "4", Dir("four")).Status);
        LabProcess start = LabProcess.Run("check", Dir("four"));
        Assert.Equal(1, start.Status);
        Assert.Contains("Map says OutOfFrames", start.Output, StringComparison.Ordinal);

        Answer(4, "wrong-no-invalidate");
        LabProcess wrong = LabProcess.Run("check", Dir("four"), "--json", Dir("v.json"), "--junit", Dir("v.xml"));
        Assert.Equal(1, wrong.Status);
        Assert.Contains("Store(EntryOf(page), 0);", wrong.Output, StringComparison.Ordinal);
        JsonElement verdict = JsonDocument.Parse(File.ReadAllText(Dir("v.json"))).RootElement;
        Assert.Equal((4, 85, 100), (Number(verdict, "lab"), Number(verdict, "points"), Number(verdict, "of")));
        JsonElement tlb = verdict.GetProperty("rules").EnumerateArray().Single(rule => Text(rule, "rule") == "tlb");
        Assert.False(tlb.GetProperty("passed").GetBoolean());
        Assert.Equal("Paging.cs:87", Text(tlb, "line"));
        Assert.Equal(2, tlb.GetProperty("steps").GetArrayLength());
        Assert.Equal("the TLB says 0x007ff000 → 0x00200000 writable", Text(tlb, "said"));
        Assert.Equal("the tables say 0x007ff000 not mapped", Text(tlb, "expected"));
        Assert.Contains("InvalidatePage", Text(tlb, "why"), StringComparison.Ordinal);
        XElement suite = XDocument.Load(Dir("v.xml")).Root!.Element("testsuite")!;
        Assert.Equal(("8", "1"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));

        Answer(4, "right");
        Assert.Equal(0, LabProcess.Run("check", Dir("four")).Status);
        Assert.Equal(0, LabProcess.Run("new", "5", Dir("five"), "--from", Dir("four")).Status);
        Assert.Equal(File.ReadAllText(Dir("four/Paging.cs")), File.ReadAllText(Dir("five/Paging.cs")));
    }

    [Fact]
    public void The_list_has_the_best_score_of_each_lab()
    {
        ShownLab.Make(7, Dir("seven"));
        foreach (string answer in (string[])["wrong-leak", "start"])
        {
            File.Copy(AnswerFile(7, answer), Dir("seven/Startup.cs"), overwrite: true);
            Assert.Equal(1, LabProcess.RunIn(Dir("state"), "check", Dir("seven")).Status);
        }

        string list = LabProcess.RunIn(Dir("state")).Output;
        Assert.Matches("\n 7  .*   90/100  ", list);
        Assert.Matches("\n 8  .*        –  ", list);
    }

    [Fact]
    public void The_project_s_own_answers_are_judged_by_a_command()
    {
        LabProcess test = LabProcess.Run("selftest", "0");
        Assert.Equal(0, test.Status);
        Assert.EndsWith("\n8 passed, 0 failed\n", test.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_lab_begins_and_has_three_hints()
    {
        foreach (LabDefinition lab in LabCatalogue.All.Where(lab => lab.Number != 12))
        {
            string dir = Dir($"lab{lab.Number}");
            ShownLab.Make(lab.Number, dir);
            Assert.True(File.Exists(Path.Combine(dir, lab.FileName)), lab.FileName);
        }

        for (int hint = 1; hint <= 4; hint++)
        {
            Assert.StartsWith($"Hint {Math.Min(hint, 3)} of 3", LabProcess.Run("hint", Dir("lab3")).Output,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_save_is_judged_at_once()
    {
        ShownLab.Make(4, Dir("four"));
        using Process watch = LabProcess.Start("watch", Dir("four"));
        try
        {
            Assert.StartsWith("0/100", ReadVerdict(watch), StringComparison.Ordinal);
            Answer(4, "right");
            Assert.StartsWith("100/100", ReadVerdict(watch), StringComparison.Ordinal);
            File.WriteAllText(Dir("four/Paging.cs"), "static class Paging { }");
            Assert.Contains("needs the method", ReadVerdict(watch), StringComparison.Ordinal);
        }
        finally
        {
            watch.Kill();
        }
    }

    [Fact]
    public void A_class_is_a_table_with_a_line_a_student()
    {
        foreach ((string student, string? answer) in
            ((string, string?)[])[("ada", "right"), ("ben, jr", "wrong-no-invalidate"), ("cleo", null)])
        {
            Directory.CreateDirectory(Dir($"class/{student}"));
            if (answer is not null)
            {
                File.Copy(AnswerFile(4, answer), Dir($"class/{student}/Paging.cs"));
            }
        }

        LabProcess grade = LabProcess.Run("grade", Dir("class"), "--lab", "4", "--verdicts");
        Assert.Equal(0, grade.Status);
        Assert.Equal(
            [
                "student,points,ends,answers,tables,refusals,reach,zeroed,tlb,owners,remark",
                "ada,100,10,15,15,10,5,15,15,15,",
                "\"ben, jr\",85,10,15,15,10,5,15,0,15,",
                "cleo,,,,,,,,,,no Paging.cs",
            ],
            grade.Output.TrimEnd().Split('\n'));
        Assert.Contains("Paging.cs:87", File.ReadAllText(Dir("class/ben, jr/verdict.txt")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("new 99 DIR/x", "there is no lab 99")]
    [InlineData("new four DIR/x", "four")]
    [InlineData("new 4 DIR", "not an empty folder")]
    [InlineData("check DIR", "is no lab's folder")]
    [InlineData("check DIR/nothing", "there is no folder")]
    [InlineData("check DIR --lab 4", "there is no file")]
    [InlineData("check DIR --depth 0", "--depth: a number from 1 to 100")]
    [InlineData("chekc DIR", "Did you mean check?")]
    [InlineData("hint DIR", "is no lab's folder")]
    [InlineData("grade DIR/nothing --lab 4", "there is no folder")]
    [InlineData("grade DIR", "--lab")]
    public void A_wrong_call_gets_one_line(string call, string message)
    {
        File.WriteAllText(Dir("something"), "");
        LabProcess wrong = LabProcess.Run(call.Replace("DIR", _folder, StringComparison.Ordinal).Split(' '));
        Assert.Equal((2, ""), (wrong.Status, wrong.Output));
        Assert.Contains(message, Assert.Single(wrong.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_explains_itself()
    {
        Assert.All(_commands, command =>
        {
            LabProcess help = LabProcess.Run(command, "--help");
            Assert.Equal(0, help.Status);
            Assert.Contains($"osmosis lab {command}", help.Output, StringComparison.Ordinal);
        });
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string ReadVerdict(Process watch)
    {
        string last = "";
        while (watch.StandardOutput.ReadLine() is { } line && !line.StartsWith('('))
        {
            last = line;
        }

        return last;
    }

    private void Answer(int lab, string name) =>
        File.Copy(AnswerFile(lab, name), Dir("four/Paging.cs"), overwrite: true);

    private static string AnswerFile(int lab, string name) =>
        ModelAnswer.All(LabCatalogue.Find(lab)!).Single(answer => answer.Name == name).File;

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
