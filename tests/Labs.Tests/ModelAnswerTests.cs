// Every right answer gets full marks, every wrong one the verdict that its first line names.
using System.Text.RegularExpressions;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Folders;

namespace Osmosis.Lab.Tests;

public sealed partial class ModelAnswerTests
{
    private const int FewestWrong = 4;

    public static TheoryData<int, string> Answers()
    {
        TheoryData<int, string> answers = [];
        foreach (LabDefinition lab in LabCatalogue.All)
        {
            foreach (ModelAnswer answer in ModelAnswer.All(lab))
            {
                answers.Add(lab.Number, answer.Name);
            }
        }

        return answers;
    }

    public static TheoryData<int> Labs() => [.. LabCatalogue.All.Select(lab => lab.Number)];

    [Theory]
    [Slow]
    [MemberData(nameof(Answers))]
    public void An_answer_gets_the_verdict_that_it_names(int lab, string name)
    {
        ModelAnswer answer = ModelAnswer.All(LabCatalogue.Find(lab)!).Single(answer => answer.Name == name);
        Assert.Null(answer.Try(write: false, out Verdict verdict));
        if (answer is { Name: "right", Lab: SearchedLab })
        {
            // The text's figures, where it has some, are those of this run.
            string text = File.ReadAllText(LabFolder.Of(lab).Text).ReplaceLineEndings(" ");
            Assert.All(Figures().Matches(text), figures => Assert.Equal(
                $"{verdict.States:N0} states and {verdict.Transitions:N0} calls", figures.Value));
        }
    }

    [GeneratedRegex("[0-9,]+ states and [0-9,]+ calls")]
    private static partial Regex Figures();

    [Theory]
    [MemberData(nameof(Labs))]
    public void A_lab_has_a_right_answer_a_starter_and_four_wrong_ones(int lab)
    {
        string[] names = [.. ModelAnswer.All(LabCatalogue.Find(lab)!).Select(answer => answer.Name)];
        Assert.Contains("right", names);
        Assert.Contains("start", names);
        Assert.True(names.Count(name => name.StartsWith("wrong-", StringComparison.Ordinal)) >= FewestWrong);
    }

    [Theory]
    [MemberData(nameof(Labs))]
    public void The_starter_that_is_judged_is_the_one_that_is_handed_out(int lab)
    {
        LabDefinition definition = LabCatalogue.Find(lab)!;
        LabFolder folder = LabFolder.Of(lab);
        string start = Path.Combine(folder.Start, definition.FileName);
        Assert.SkipUnless(File.Exists(start), "the file is made from the seed");
        string judged = File.ReadAllText(ModelAnswer.All(definition).Single(answer => answer.Name == "start").File);
        Assert.Equal(File.ReadAllText(start), judged[(judged.IndexOf('\n') + 1)..]);
    }

    [Theory]
    [MemberData(nameof(Labs))]
    public void Points_have_the_sum_100_and_every_rule_stands_in_the_text(int lab)
    {
        LabDefinition definition = LabCatalogue.Find(lab)!;
        Assert.Equal(100, definition.Rules.Sum(rule => rule.Points));
        string text = File.ReadAllText(LabFolder.Of(lab).Text);
        Assert.All((string[])["## Idea", "## Task", "## What is checked", "## Discussion"],
            section => Assert.Contains(section, text, StringComparison.Ordinal));
        Assert.Equal(3, HintFile.Read(LabFolder.Of(lab).Hints).Count);
        if (definition is SearchedLab)
        {
            string[] rows = [.. text.Replace("`", "", StringComparison.Ordinal).Split('\n')
                .Where(line => line.StartsWith('|'))];
            Assert.All(definition.Rules, rule => Assert.Contains(rows, row =>
                (row.Contains(rule.Name, StringComparison.Ordinal)
                    || row.Contains(rule.Title, StringComparison.Ordinal))
                && row.Contains($"| {rule.Points} |", StringComparison.Ordinal)));
        }
    }
}
