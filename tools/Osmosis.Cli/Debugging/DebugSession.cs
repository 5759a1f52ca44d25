// A machine that waits for a debugger, gdb, and the traffic between both and the terminal.
using System.Diagnostics;
using System.Globalization;
using Osmosis.Emulators;

namespace Osmosis.Cli.Debugging;

/// <param name="Options">The machine.</param>
/// <param name="Typed">Shell commands to type once the prompt is there.</param>
/// <param name="Commands">gdb's commands before it ends; empty to leave gdb to the person at the terminal.</param>
internal sealed record DebugSession(Repository Repository, QemuOptions Options, IReadOnlyList<string> Typed,
    IReadOnlyList<string> Commands)
{
    // At a breakpoint the kernel doesn't answer for as long as the person thinks.
    private static readonly TimeSpan LongestTyping = TimeSpan.FromDays(1);

    /// <summary>Returns when gdb has ended, or, serving, when the machine has.</summary>
    public async Task<int> RunAsync(bool isReversible, bool isServing, CancellationToken cancel)
    {
        using SerialLines lines = new();
        using Recording? recording = isReversible ? await Recording.MakeAsync(Options, Typed, lines.Add, cancel) : null;
        await using QemuMachine machine = recording is null
            ? await QemuMachine.StartAsync(Options, cancel) : await recording.ReplayAsync(cancel);

        // The kernel's recorded output repeats in every replay.
        machine.Serial.Received += recording is null ? lines.Add : _ => { };
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task typing = recording is null ? TypeAsync(machine, end.Token) : Task.CompletedTask;
        using KeyRelay? relay = recording is null ? KeyRelay.Start(machine, end.Token) : null;
        int status = isServing ? await ServeAsync(machine, cancel) : await DebugAsync(machine, relay, cancel);
        await end.CancelAsync();
        await typing;
        return status == 0 ? ExitStatus.Ok
            : throw new FailedException($"gdb ended with status {status.ToString(CultureInfo.InvariantCulture)}");
    }

    private async Task<int> DebugAsync(QemuMachine machine, KeyRelay? relay, CancellationToken cancel)
    {
        string[] arguments =
        [
            "-q", "-ex", $"source {Repository.DebuggerExtension}", "-ex", $"target remote {machine.DebuggerSocket}",
            .. Commands.SelectMany(command => new[] { "-ex", command }),
            .. Commands.Count > 0 ? ["-batch"] : Array.Empty<string>(), Repository.KernelDebug,
        ];
        Dictionary<string, string> environment = [];
        if (relay is not null)
        {
            environment[KeyRelay.Variable] = relay.Path;
        }

        return Commands.Count == 0
            ? await ProcessOutput.PassThroughAsync("gdb", arguments, Repository.Sources, environment, cancel)
            : await PrintAsync(arguments, environment, cancel);
    }

    private async Task<int> PrintAsync(string[] arguments, Dictionary<string, string> environment,
        CancellationToken cancel)
    {
        using Process gdb = new()
        {
            StartInfo = new ProcessStartInfo("gdb", arguments)
            {
                WorkingDirectory = Repository.Sources,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        foreach ((string name, string value) in environment)
        {
            gdb.StartInfo.Environment[name] = value;
        }

        gdb.OutputDataReceived += (_, line) => Console.Out.WriteLine(line.Data);
        gdb.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        gdb.Start();
        gdb.StandardInput.Close();
        gdb.BeginOutputReadLine();
        gdb.BeginErrorReadLine();
        await gdb.WaitForExitAsync(cancel);
        return gdb.ExitCode;
    }

    // The name is always the same, so that an editor's settings can contain it.
    private async Task<int> ServeAsync(QemuMachine machine, CancellationToken cancel)
    {
        string name = Path.Combine(Directory.CreateDirectory(Repository.Artifacts).FullName, "debugger");
        File.Delete(name);
        File.CreateSymbolicLink(name, machine.DebuggerSocket);
        string shown = Home.IsInstalled ? name : Path.GetRelativePath(Repository.Root, name);
        Messages.Say($"Waiting for a debugger at {shown}");
        try
        {
            await machine.Exited.WaitAsync(cancel);
        }
        finally
        {
            File.Delete(name);
        }

        return 0;
    }

    private async Task TypeAsync(QemuMachine machine, CancellationToken cancel)
    {
        KernelConsole console = new(machine) { Timeout = LongestTyping };
        try
        {
            foreach (string command in Typed)
            {
                await console.WaitAsync(transcript => transcript.CurrentLine == KernelConsole.Prompt, LongestTyping,
                    cancel);
                await console.RunAsync(command, cancel);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or NoAnswerException or IOException)
        {
            // The person at the debugger sees what the kernel does.
        }
    }
}
