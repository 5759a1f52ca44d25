// The worker itself: judges an answer, and says what it found on a pipe that the answer doesn't know.
using System.IO.Pipes;
using System.Text.Json;

namespace Osmosis.Lab.Workers;

internal static class Worker
{
    public static int Run(string pipe)
    {
        using Stream input = Console.OpenStandardInput();
        WorkerRequest request = JsonSerializer.Deserialize<WorkerRequest>(input, WorkerReply.Json)
            ?? throw new InvalidOperationException("there is nothing to do on standard input");
        WorkerReply reply = AnswerJudge.Run(request);
        using AnonymousPipeClientStream results = new(PipeDirection.Out, pipe);
        JsonSerializer.Serialize(results, reply, WorkerReply.Json);
        return 0;
    }
}
