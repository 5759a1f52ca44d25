// The worker itself: loads an answer, judges it, and says what it found on a pipe that the answer doesn't know.
using System.IO.Pipes;
using System.Runtime.Loader;
using System.Text.Json;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Compiling;

namespace Osmosis.Lab.Workers;

internal static class Worker
{
    // An answer's endless recursion is ended by a count of bytes, far below this.
    private const int StackBytes = 4 << 20;

    public static int Run(string pipe)
    {
        using Stream input = Console.OpenStandardInput();
        WorkerRequest request = JsonSerializer.Deserialize<WorkerRequest>(input, WorkerReply.Json)
            ?? throw new InvalidOperationException("there is nothing to do on standard input");
        PrintedText printed = new();
        Console.SetOut(printed);
        Console.SetError(printed);
        WorkerReply? reply = null;
        Thread thread = new(() => reply = Judge(request), StackBytes);
        thread.Start();
        thread.Join();
        using AnonymousPipeClientStream results = new(PipeDirection.Out, pipe);
        JsonSerializer.Serialize(results, reply! with { Printed = printed.Shown }, WorkerReply.Json);
        return 0;
    }

    private static WorkerReply Judge(WorkerRequest request)
    {
        try
        {
            CompiledLab lab = LabCatalogue.Find(request.Lab) as CompiledLab
                ?? throw new InvalidOperationException($"there is no lab {request.Lab} whose answer is compiled");
            object answer = Activator.CreateInstance(
                AssemblyLoadContext.Default
                    .LoadFromStream(new MemoryStream(request.Image), new MemoryStream(request.Symbols))
                    .GetType(AnswerShim.TypeName, throwOnError: true)!)!;
            return new WorkerReply(lab.Judge(answer, request.Depth), "", "");
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
