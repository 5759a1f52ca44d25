// The worker as its parent sees it: a process with a limit on its memory, killed when it doesn't end.
using System.Diagnostics;
using System.IO.Pipes;
using System.Reflection;
using System.Text.Json;

namespace Osmosis.Lab.Workers;

internal static class WorkerProcess
{
    /// <summary>The first argument that makes this program a worker.</summary>
    public const string Argument = "--worker";

    private const string HeapLimit = "0x20000000";

    /// <param name="request">What to do, given on the worker's standard input.</param>
    /// <param name="limit">
    /// Limits of statements and states end an answer that doesn't end. This limit is for what they don't see, and gives
    /// no mark.
    /// </param>
    public static WorkerReply Run(WorkerRequest request, TimeSpan limit)
    {
        using AnonymousPipeServerStream results = new(PipeDirection.In, HandleInheritability.Inheritable);
        using Process worker = Start(results.GetClientHandleAsString());
        results.DisposeLocalCopyOfClientHandle();
        worker.OutputDataReceived += (_, _) => { };
        worker.ErrorDataReceived += (_, _) => { };
        worker.BeginOutputReadLine();
        worker.BeginErrorReadLine();
        Task<WorkerReply?> reading = Task.Run(() => Read(results));
        Send(worker, request);
        if (!reading.Wait(limit))
        {
            worker.Kill(entireProcessTree: true);
            return new WorkerReply(null, "", $"the check did not end within {limit.TotalSeconds:N0} s");
        }

        worker.WaitForExit();
        return reading.Result ?? new WorkerReply(null, "",
            $"the process that runs the answer ended with status {worker.ExitCode} and said nothing; it may have used "
            + "all of its memory");
    }

    private static Process Start(string pipe)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        start.ArgumentList.Add(Argument);
        start.ArgumentList.Add(pipe);
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return Process.Start(start)
            ?? throw new InvalidOperationException("the process that runs the answer could not be started");
    }

    private static void Send(Process worker, WorkerRequest request)
    {
        try
        {
            using Stream input = worker.StandardInput.BaseStream;
            JsonSerializer.Serialize(input, request, WorkerReply.Json);
        }
        catch (IOException)
        {
            // The worker ended early: what it said, or didn't, is read by the caller.
        }
    }

    private static WorkerReply? Read(Stream results)
    {
        using StreamReader reader = new(results);
        string text = reader.ReadToEnd();
        return text.Length == 0 ? null : JsonSerializer.Deserialize<WorkerReply>(text, WorkerReply.Json);
    }
}
