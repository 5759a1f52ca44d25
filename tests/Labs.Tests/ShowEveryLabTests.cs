// What 'lab show' makes of the first wrong answer of each searched lab, as text and as a page.
using Osmosis.Lab.Checking;
using Osmosis.Lab.Compiling;
using Osmosis.Lab.Folders;
using Osmosis.Lab.Tracing;
using Osmosis.Lab.Workers;

namespace Osmosis.Lab.Tests;

[Slow]
public sealed class ShowEveryLabTests
{
    public static TheoryData<int> Labs() => [.. LabCatalogue.All.OfType<SearchedLab>().Select(lab => lab.Number)];

    [Theory]
    [MemberData(nameof(Labs))]
    public void The_steps_lead_to_the_line_that_broke_the_rule(int number)
    {
        SearchedLab lab = (SearchedLab)LabCatalogue.Find(number)!;
        ModelAnswer answer = ModelAnswer.All(lab).First(answer =>
            answer.Name.StartsWith("wrong-", StringComparison.Ordinal) && IsToBeShown(answer));
        string text = File.ReadAllText(answer.File);
        string broken = ExpectedVerdict.Of(text)!.Split(' ')[0];
        CompiledAnswer compiled = AnswerCompiler.Compile(lab.FileName, text, lab.Contract, lab.ClassName);
        WorkerReply reply = AnswerJudge.Run(
            new WorkerRequest(number, 0, broken, compiled.Image, compiled.Symbols));
        RuleVerdict rule = reply.Verdict!.Rules.Single(rule => rule.Rule == broken);
        Trace trace = Assert.IsType<Trace>(reply.Trace);
        Assert.Equal(rule.Steps.Count - 1, trace.Steps[^1].Call);
        int line = int.Parse(rule.Line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains(trace.Steps, step => step.Line == line || step.Callers.Contains(line));

        ShownRule shown = new(number, lab.Title, lab.FileName, text.Split('\n'), rule, trace);
        StringWriter page = new();
        new TraceText(page, isColoured: false).Write(shown);

        // A long call is broken into lines.
        Assert.Contains($"call {rule.Steps.Count} of {rule.Steps.Count}: {rule.Steps[^1].Split(' ')[0]}",
            page.ToString(), StringComparison.Ordinal);
        Assert.Contains($"{lab.FileName}:{line}", page.ToString(), StringComparison.Ordinal);
        Assert.Contains($"rule {broken}", TracePage.Of(shown), StringComparison.Ordinal);
    }

    /// <summary>Its rule is broken by what a call does, and not by what it refuses to do.</summary>
    private static bool IsToBeShown(ModelAnswer answer) =>
        ExpectedVerdict.Of(File.ReadAllText(answer.File))!.Contains(" at line", StringComparison.Ordinal);
}
