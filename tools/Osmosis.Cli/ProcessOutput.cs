// Runs a program and keeps its output.
using System.ComponentModel;
using System.Diagnostics;

namespace Osmosis.Cli;

/// <param name="Status">The exit status.</param>
/// <param name="Text">Standard output, then standard error.</param>
internal sealed record ProcessOutput(int Status, string Text)
{
    public bool Succeeded => Status == 0;

    /// <exception cref="FailedException">The program could not be started.</exception>
    public static async Task<ProcessOutput> OfAsync(string program, IEnumerable<string> arguments, string? folder = null, CancellationToken cancel = default)
    {
        using Process process = Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancel);
        Task<string> error = process.StandardError.ReadToEndAsync(cancel);
        await EndAsync(process, cancel);
        return new ProcessOutput(process.ExitCode, await output + await error);
    }

    /// <summary>Runs a program on this command's own terminal and gives its exit status.</summary>
    /// <exception cref="FailedException">The program could not be started.</exception>
    public static async Task<int> PassThroughAsync(
        string program, IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string>? environment = null, CancellationToken cancel = default)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder ?? "" };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using Process process = Start(start);
        await EndAsync(process, cancel);
        return process.ExitCode;
    }

    /// <summary>Runs a program and hands over each line of its standard output; standard error is this command's own. Gives its exit status.</summary>
    /// <exception cref="FailedException">The program could not be started.</exception>
    public static async Task<int> ListenAsync(
        string program, IEnumerable<string> arguments, Action<string> hear, string folder, IReadOnlyDictionary<string, string> environment,
        CancellationToken cancel)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Start(start);
        Task reading = ReadAsync();
        await EndAsync(process, cancel);
        await reading;
        return process.ExitCode;

        async Task ReadAsync()
        {
            while (await process.StandardOutput.ReadLineAsync(cancel) is { } line)
            {
                hear(line);
            }
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new FailedException($"cannot start {start.FileName}: {exception.Message}");
        }
    }

    private static async Task EndAsync(Process process, CancellationToken cancel)
    {
        try
        {
            await process.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
