// Compiles an answer here, and has it run by a process of its own, which gets ready meanwhile; the project's own
// answers are run here.
using Osmosis.Lab.Checking;
using Osmosis.Lab.Compiling;
using Osmosis.Lab.Tracing;

namespace Osmosis.Lab.Workers;

internal static class AnswerCheck
{
    public static Verdict Run(CompiledLab lab, LabWork work)
    {
        using WorkerProcess? worker = work.IsTrusted ? null : new(lab.Number);
        CompiledAnswer answer = Compile(lab, work);
        if (answer.Errors.Count > 0)
        {
            return lab.Unjudged(0, answer.Errors);
        }

        WorkerRequest request = new(lab.Number, work.Depth, "", answer.Image, answer.Symbols);
        WorkerReply reply = worker?.Judge(request, TimeLimit(work, lab)) ?? AnswerJudge.Run(request);
        return reply.Verdict is { } verdict
            ? verdict with { Printed = reply.Printed }
            : lab.Unjudged(null, [$"no verdict: {reply.Failure}"]);
    }

    /// <summary>Judges a searched lab's answer, and has the sequence that breaks a rule shown.</summary>
    /// <param name="lab">The lab.</param>
    /// <param name="work">The student's file.</param>
    /// <param name="rule">The rule's name.</param>
    /// <returns>The verdict, and the sequence; null when the rule isn't broken.</returns>
    /// <exception cref="LabException">The answer can't be run, or no verdict came.</exception>
    public static (Verdict Verdict, Trace? Trace) Show(SearchedLab lab, LabWork work, string rule)
    {
        using WorkerProcess worker = new(lab.Number);
        CompiledAnswer answer = Compile(lab, work);
        if (answer.Errors.Count > 0)
        {
            throw new LabException($"{lab.FileName} was not run: {answer.Errors[0]}");
        }

        WorkerReply reply = worker.Judge(
            new WorkerRequest(lab.Number, work.Depth, rule, answer.Image, answer.Symbols), TimeLimit(work, lab));
        return reply.Verdict is { } verdict
            ? (verdict, reply.Trace)
            : throw new LabException($"there is nothing to show: {reply.Failure}");
    }

    private static CompiledAnswer Compile(CompiledLab lab, LabWork work) =>
        AnswerCompiler.Compile(Path.GetFileName(work.File), work.Text, lab.Contract, lab.ClassName);

    /// <summary>A deeper search than the lab's own may take as long as it takes, within reason.</summary>
    private static TimeSpan TimeLimit(LabWork work, CompiledLab lab) =>
        lab is SearchedLab searched && work.Depth > searched.Depth
            ? TimeSpan.FromMinutes(10)
            : TimeSpan.FromSeconds(60);
}
