// Runs a program and keeps its output.
using System.ComponentModel;
using System.Diagnostics;

namespace Osmosis.Cli;

/// <param name="Status">The exit status.</param>
/// <param name="Text">Standard output, then standard error.</param>
internal sealed record ProcessOutput(int Status, string Text)
{
    public bool Succeeded => Status == 0;

    /// <param name="limit">The time after which the program is ended, with all that it started; null: it may run for
    /// ever.</param>
    /// <exception cref="FailedException">The program could not be started, or left another behind that held its
    /// output.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public static async Task<ProcessOutput> OfAsync(
        string program, IEnumerable<string> arguments, string? folder = null, CancellationToken cancel = default,
        TimeSpan? limit = null, IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Start(start, environment ?? []);
        OutputHolders holders = new(process);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancel);
        Task<string> error = process.StandardError.ReadToEndAsync(cancel);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        stop.CancelAfter(limit ?? Timeout.InfiniteTimeSpan);
        await EndAsync(process, stop.Token, cancel);
        await holders.EndAsync(Task.WhenAll(output, error));
        return new ProcessOutput(process.ExitCode, await output + await error);
    }

    /// <summary>Runs a program on this command's own terminal and gives its exit status.</summary>
    /// <exception cref="FailedException">The program could not be started.</exception>
    public static async Task<int> PassThroughAsync(
        string program, IEnumerable<string> arguments, string? folder = null,
        IEnumerable<KeyValuePair<string, string>>? environment = null, CancellationToken cancel = default)
    {
        using Process process =
            Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder ?? "" }, environment ?? []);
        await EndAsync(process, cancel, cancel);
        return process.ExitCode;
    }

    /// <summary>
    /// Runs a program and hands over each line of its standard output; standard error is this command's own. Gives its
    /// exit status.
    /// </summary>
    /// <param name="silence">The time without a line after which the program is ended, with all that it
    /// started.</param>
    /// <exception cref="FailedException">The program could not be started, or left another behind that held its
    /// output.</exception>
    /// <exception cref="TimeoutException">It was silent for too long.</exception>
    public static async Task<int> ListenAsync(
        string program, IEnumerable<string> arguments, Action<string> hear, string folder,
        IEnumerable<KeyValuePair<string, string>> environment,
        TimeSpan silence, CancellationToken cancel)
    {
        using Process process = Start(
            new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true },
            environment);
        OutputHolders holders = new(process);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        stop.CancelAfter(silence);
        Task reading = ReadAsync();
        await EndAsync(process, stop.Token, cancel);
        await holders.EndAsync(reading);
        return process.ExitCode;

        async Task ReadAsync()
        {
            while (await process.StandardOutput.ReadLineAsync(cancel) is { } line)
            {
                stop.CancelAfter(silence);
                hear(line);
            }
        }
    }

    private static Process Start(ProcessStartInfo start, IEnumerable<KeyValuePair<string, string>> environment)
    {
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new FailedException($"cannot start {start.FileName}: {exception.Message}");
        }
    }

    // Waits for the end. The time is up when `stop` says so and `cancel`, the person at the terminal, does not.
    private static async Task EndAsync(Process process, CancellationToken stop, CancellationToken cancel)
    {
        try
        {
            await process.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancel.ThrowIfCancellationRequested();
            throw new TimeoutException();
        }
    }
}
