// Finds the programs that hold the output of a program that has ended, and ends them.
using System.Diagnostics;

namespace Osmosis.Cli;

/// <summary>
/// A program may leave others behind that inherited its output, which nobody could then read to its end.
/// </summary>
internal sealed class OutputHolders
{
    // What was written before the end is read in no time.
    private static readonly TimeSpan s_restOfOutput = TimeSpan.FromSeconds(10);

    private readonly string _program;
    private readonly HashSet<string> _pipes;

    /// <param name="process">A program that has just started, with its output redirected.</param>
    public OutputHolders(Process process)
    {
        _program = process.StartInfo.FileName;
        IEnumerable<string?> streams = new[] { 1, 2 }.Select(stream => Target($"/proc/{process.Id}/fd/{stream}"));
        _pipes = [.. streams.OfType<string>().Where(target => target.StartsWith("pipe:", StringComparison.Ordinal))];
    }

    /// <summary>
    /// Waits for the end of <paramref name="reading"/>, which reads what the program wrote before it ended.
    /// </summary>
    /// <exception cref="FailedException">Other programs held the output. They were ended.</exception>
    public async Task EndAsync(Task reading)
    {
        try
        {
            await reading.WaitAsync(s_restOfOutput);
        }
        catch (TimeoutException)
        {
            List<string> ended = [];
            foreach (Process holder in Process.GetProcesses().Where(IsHolder))
            {
                ended.Add($"{holder.ProcessName} ({holder.Id})");
                holder.Kill();
            }

            throw new FailedException(
                $"{_program} ended and left behind what it had started, which was ended "
                    + $"too: {string.Join(", ", ended)}");
        }
    }

    // This process holds the other end of each pipe.
    private bool IsHolder(Process process)
    {
        try
        {
            return process.Id != Environment.ProcessId
                && Directory.EnumerateFileSystemEntries($"/proc/{process.Id}/fd")
                    .Any(stream => Target(stream) is { } target && _pipes.Contains(target));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is somebody else's.
            return false;
        }
    }

    private static string? Target(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
