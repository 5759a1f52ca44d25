// Loads an answer and judges it, in this process.
using System.Runtime.Loader;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Compiling;
using Osmosis.Lab.Searching;
using Osmosis.Lab.Tracing;
using Osmosis.Labs;

namespace Osmosis.Lab.Workers;

internal static class AnswerJudge
{
    // An answer's endless recursion is ended by a count of bytes, far below this.
    private const int StackBytes = 4 << 20;

    public static WorkerReply Run(WorkerRequest request)
    {
        WorkerReply? reply = null;
        Thread thread = new(() => reply = Judge(request), StackBytes);
        thread.Start();
        thread.Join();
        return reply!;
    }

    private static WorkerReply Judge(WorkerRequest request)
    {
        using Lock.Scope turn = Guard.Turn.EnterScope();
        try
        {
            CompiledLab lab = LabCatalogue.Find(request.Lab) as CompiledLab
                ?? throw new InvalidOperationException($"there is no lab {request.Lab} whose answer is compiled");
            object answer = AnswerShim.Load(
                new AssemblyLoadContext(AnswerCompiler.AssemblyName), request.Image, request.Symbols);
            if (request.TracedRule.Length == 0)
            {
                return new WorkerReply(lab.Judge(answer, request.Depth), "", "");
            }

            (Verdict verdict, Trace? trace) = SearchedCheck.Show(
                (SearchedLab)lab, answer, request.Depth, request.TracedRule);
            return new WorkerReply(verdict, "", "", trace);
        }
        catch (OutOfMemoryException)
        {
            return new WorkerReply(null, "", "the search used all the memory that it may have");
        }
        catch (Exception failure)
        {
            return new WorkerReply(null, "", $"the checker failed: {failure}");
        }
    }
}
