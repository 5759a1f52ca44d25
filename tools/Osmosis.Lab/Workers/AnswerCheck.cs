// Compiles an answer here, and has it run by a process of its own; the project's own answers are run here.
using Osmosis.Lab.Checking;
using Osmosis.Lab.Compiling;

namespace Osmosis.Lab.Workers;

internal static class AnswerCheck
{
    public static Verdict Run(CompiledLab lab, LabWork work)
    {
        CompiledAnswer answer =
            AnswerCompiler.Compile(Path.GetFileName(work.File), work.Text, lab.Contract, lab.ClassName);
        if (answer.Errors.Count > 0)
        {
            return lab.Unjudged(0, answer.Errors);
        }

        WorkerRequest request = new(lab.Number, work.Depth, "", answer.Image, answer.Symbols);
        WorkerReply reply = work.IsTrusted
            ? AnswerJudge.Run(request)
            : WorkerProcess.Run(request, TimeLimit(work, lab));
        return reply.Verdict is { } verdict
            ? verdict with { Printed = reply.Printed }
            : lab.Unjudged(null, [$"no verdict: {reply.Failure}"]);
    }

    /// <summary>A deeper search than the lab's own may take as long as it takes, within reason.</summary>
    private static TimeSpan TimeLimit(LabWork work, CompiledLab lab) =>
        lab is SearchedLab searched && work.Depth > searched.Depth
            ? TimeSpan.FromMinutes(10)
            : TimeSpan.FromSeconds(60);
}
