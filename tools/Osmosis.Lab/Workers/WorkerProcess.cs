// The worker as its parent sees it: a process with a limit on its memory, killed when it doesn't end.
using System.Diagnostics;
using System.IO.Pipes;
using System.Reflection;
using System.Text.Json;
using Osmosis.Cli;

namespace Osmosis.Lab.Workers;

/// <summary>A worker that gets ready while its parent compiles the answer, and judges one answer.</summary>
internal sealed class WorkerProcess : IDisposable
{
    /// <summary>The first argument that makes this program a worker.</summary>
    public const string Argument = "--worker";

    private const string HeapLimit = "0x20000000";

    private readonly AnonymousPipeServerStream _results = new(PipeDirection.In, HandleInheritability.Inheritable);
    private readonly Process _process;

    /// <param name="lab">The lab whose answer it will judge.</param>
    public WorkerProcess(int lab)
    {
        _process = Start(_results.GetClientHandleAsString(), lab);
        _results.DisposeLocalCopyOfClientHandle();
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <param name="request">What to do, given on the worker's standard input.</param>
    /// <param name="limit">
    /// Limits of statements and states end an answer that doesn't end. This limit is for what they don't see, and gives
    /// no mark.
    /// </param>
    public WorkerReply Judge(WorkerRequest request, TimeSpan limit)
    {
        Task<WorkerReply?> reading = Task.Run(Read);
        Send(request);
        if (!reading.Wait(limit))
        {
            return new WorkerReply(null, "", $"the check did not end within {limit.TotalSeconds:N0} s");
        }

        _process.WaitForExit();
        return reading.Result ?? new WorkerReply(null, "",
            $"the process that runs the answer ended with status {_process.ExitCode} and said nothing; it may have "
            + "used all of its memory");
    }

    /// <summary>Ends the process if it still runs.</summary>
    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _results.Dispose();
    }

    private static Process Start(string pipe, int lab)
    {
        ProcessStartInfo start = new(DotnetHost.Find())
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        start.ArgumentList.Add(Argument);
        start.ArgumentList.Add(pipe);
        start.ArgumentList.Add($"{lab}");
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        start.Environment["DOTNET_gcConcurrent"] = "0";
        // Optimised at once: the worker has the time to, while the answer is being compiled.
        start.Environment["DOTNET_TieredCompilation"] = "0";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return Process.Start(start)
            ?? throw new InvalidOperationException("the process that runs the answer could not be started");
    }

    private void Send(WorkerRequest request)
    {
        try
        {
            using Stream input = _process.StandardInput.BaseStream;
            JsonSerializer.Serialize(input, request, WorkerReply.Json);
        }
        catch (IOException)
        {
            // The worker ended early: what it said, or didn't, is read by the caller.
        }
    }

    private WorkerReply? Read()
    {
        using StreamReader reader = new(_results);
        string text = reader.ReadToEnd();
        return text.Length == 0 ? null : JsonSerializer.Deserialize<WorkerReply>(text, WorkerReply.Json);
    }
}
