// Lab 12: a kernel with one planted bug, to be found in the running machine. The answer is a rule and a line.
using Osmosis.Cli;
using Osmosis.Lab.Bugs;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Images;

namespace Osmosis.Lab.Exercises;

public sealed class FindTheBugLab : LabDefinition
{
    public override int Number => 12;

    public override string Title => "Find the planted bug";

    public override string Trains => "reading, and asking a running kernel";

    public override string FileName => "answer.txt";

    public override IReadOnlyList<Rule> Rules { get; } =
    [
        new("rule", "The rule that the kernel breaks", 40, "F1-F5, L1-L5, P1-P8, H1-H8", "docs/PAGING.md"),
        new("file", "The file that breaks it", 30, "F1-F5, L1-L5, P1-P8, H1-H8", "docs/ARCHITECTURE.md"),
        new("line", $"The line, or one at most {Finding.NearLines} away", 30, "F1-F5, L1-L5, P1-P8, H1-H8",
            "docs/DEBUGGING.md"),
    ];

    public override void Prepare(string folder, int seed)
    {
        KernelImage.Copy(BuggyKernel.Read(VisibleBug.Of(seed).Number).EnsureImage(), folder);
        File.WriteAllText(Path.Combine(folder, FileName), BugReport.Form);
    }

    public override IReadOnlyList<string> MakeImage(LabWork work, string folder)
    {
        if (!File.Exists(Path.Combine(work.Folder, KernelImage.FileName)))
        {
            throw new LabException($"{work.Folder} has no {KernelImage.FileName}: '{Home.Name} lab new 12' makes one");
        }

        KernelImage.Copy(work.Folder, folder);
        return [];
    }

    public override Verdict Check(LabWork work)
    {
        if (work.Seed == 0)
        {
            return Unjudged(null, ["no verdict: the folder's lab.json has the seed of its kernel, and is missing"]);
        }

        List<string> errors = [];
        BugReport report = BugReport.Read(work.Text, errors);
        if (errors.Count > 0)
        {
            return Unjudged(0, errors);
        }

        VisibleBug bug = VisibleBug.Of(work.Seed);
        Finding[] findings = Finding.Of(report, bug, BuggyKernel.Read(bug.Number));
        RuleVerdict[] rules = [.. Rules.Zip(findings, Judge)];
        return new Verdict(Number, rules.Sum(rule => rule.Points), rules.Sum(rule => rule.Of), rules, 0, [], 0, 0, true,
            1, 0, "", []);
    }

    private RuleVerdict Judge(Rule rule, Finding finding)
    {
        RuleVerdict verdict = RuleVerdict.NotReached(rule) with { Reached = finding.Line > 0 };
        return finding.IsRight ? verdict with { Passed = true, Points = rule.Points }
            : finding.Line == 0 ? verdict with { Why = finding.Next }
            : verdict with
            {
                What = finding.What,
                Line = $"{FileName}:{finding.Line}",
                Method = "your answer",
                Why = finding.Next,
            };
    }
}
