// The sequence that breaks a rule, step by step, as text or as a page for a browser.
using System.CommandLine;
using Osmosis.Cli;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Folders;
using Osmosis.Lab.Tracing;
using Osmosis.Lab.Workers;

namespace Osmosis.Lab.Commands;

internal static class ShowCommand
{
    public static Command Create()
    {
        Argument<string> folder = CheckCommand.FolderArgument();
        Option<string?> trace = new("--trace")
        {
            Description = "The rule, as 'lab check --json' names it. Without it the first that is broken.",
            HelpName = "rule",
        };
        Option<string?> html = new("--html")
        {
            Description = "Writes a page with buttons to this file, for any browser, in place of the text.",
            HelpName = "file",
        };
        Command command = new("show", "Shows how an answer breaks a rule: step by step, with the tables and the TLB.")
        {
            folder, trace, html,
        };
        command.SetAction(parsed =>
        {
            StudentFolder student = StudentFolder.Open(parsed.GetRequiredValue(folder));
            ShownRule shown = Find(student, parsed.GetValue(trace));
            if (parsed.GetValue(html) is { } file)
            {
                File.WriteAllText(file, TracePage.Of(shown));
                Console.WriteLine(
                    $"{file} shows the {shown.Trace.Steps.Count} steps that break rule {shown.Rule.Rule}.");
            }
            else
            {
                bool isPlain = Console.IsOutputRedirected
                    || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
                new TraceText(Console.Out, isColoured: !isPlain).Write(shown);
            }

            return ExitStatus.Ok;
        });
        return command;
    }

    private static ShownRule Find(StudentFolder student, string? wanted)
    {
        if (student.Lab is not SearchedLab lab)
        {
            throw new LabException(
                $"lab {student.Lab.Number} has no sequences to show; '{Home.Name} lab check' explains its rules");
        }

        RuleVerdict rule = Choose(Read(student), lab, wanted);

        // The check may have been deeper than the lab's own.
        LabWork work = student.Read(rule.Trace.Count > lab.Depth ? rule.Trace.Count : 0);
        (Verdict verdict, Trace? trace) = AnswerCheck.Show(lab, work, rule.Rule);
        RuleVerdict now = verdict.Rules.First(other => other.Rule == rule.Rule);
        if (trace is null)
        {
            throw new LabException(
                $"rule {rule.Rule} is not broken any more: {lab.FileName} has changed since 'lab check'");
        }

        string[] lines = work.Text.ReplaceLineEndings("\n").Split('\n');
        return now.Trace.Count > 0
            ? new ShownRule(lab.Number, lab.Title, lab.FileName, lines, now, trace)
            : throw new LabException($"rule {rule.Rule} has no sequence to show: {now.What}; {now.Why}");
    }

    private static Verdict Read(StudentFolder student) => student.LastVerdict()
        ?? throw new LabException(
            $"{student.Path} has no verdict yet: '{Home.Name} lab check {student.Path}' makes one");

    private static RuleVerdict Choose(Verdict verdict, SearchedLab lab, string? wanted)
    {
        if (verdict.Errors.Count > 0)
        {
            throw new LabException($"the last check did not run {lab.FileName}: {verdict.Errors[0]}");
        }

        if (wanted is null)
        {
            return verdict.Rules.FirstOrDefault(rule => rule.What.Length > 0)
                ?? throw new LabException("the last check found no broken rule");
        }

        RuleVerdict rule = verdict.Rules.FirstOrDefault(rule => rule.Rule == wanted)
            ?? throw new LabException($"lab {lab.Number} has no rule {wanted}; it has "
                + string.Join(", ", lab.Rules.Select(rule => rule.Name)));
        return rule.What.Length > 0 ? rule : throw new LabException(
            rule.Passed ? $"rule {wanted} is kept" : $"rule {wanted} is not broken: {rule.Why}");
    }
}
