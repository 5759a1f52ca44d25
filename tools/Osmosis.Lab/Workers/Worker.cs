// The worker itself: judges an answer, and says what it found on a pipe that the answer doesn't know.
using System.IO.Pipes;
using System.Text.Json;

namespace Osmosis.Lab.Workers;

internal static class Worker
{
    /// <param name="pipe">The pipe for the result, as its writer's handle.</param>
    /// <param name="lab">The number of the lab that an answer will come for.</param>
    public static int Run(string pipe, int lab)
    {
        using Stream input = Console.OpenStandardInput();
        Task<WorkerRequest?> reading =
            Task.Run(() => JsonSerializer.Deserialize<WorkerRequest>(input, WorkerReply.Json));
        Preparation.Run(lab, () => reading.IsCompleted);
        WorkerRequest request = reading.GetAwaiter().GetResult()
            ?? throw new InvalidOperationException("there is nothing to do on standard input");
        PrintedText printed = new();
        Console.SetOut(printed);
        Console.SetError(printed);
        WorkerReply reply = AnswerJudge.Run(request) with { Printed = printed.Shown };
        using AnonymousPipeClientStream results = new(PipeDirection.Out, pipe);
        JsonSerializer.Serialize(results, reply, WorkerReply.Json);
        return 0;
    }
}
