// A command as somebody types it, in a folder outside the repository.
using System.Diagnostics;
using System.Text;

namespace Osmosis.Kit.Tests.Packages;

/// <summary>What a command printed, and its exit status.</summary>
internal sealed record Typed(int Status, string Output, string Errors)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(9);

    /// <summary>Everything printed, for a failed assertion.</summary>
    public string All => $"status {Status}\n{Output}\n{Errors}";

    /// <param name="folder">Where it is typed.</param>
    /// <param name="environment">Variables that differ from those of this process; an empty one is taken away.</param>
    /// <param name="dialogue">What is typed, each after a text that the command prints first.</param>
    /// <param name="words">The program and its arguments.</param>
    public static async Task<Typed> RunAsync(string folder, IReadOnlyDictionary<string, string> environment,
        (string Await, string Type)[] dialogue, params string[] words)
    {
        ProcessStartInfo start = new(words[0], words[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value.Length == 0 ? null : value;
        }

        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = new(s_patience);
        StringBuilder output = new();
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            int read = 0;
            foreach ((string text, string answer) in dialogue)
            {
                if (await ReadAsync(process, output, read, text, limit.Token) is not { } place)
                {
                    break;
                }

                read = place;
                await process.StandardInput.WriteAsync(answer);
                await process.StandardInput.FlushAsync(limit.Token);
            }

            await ReadAsync(process, output, read, null, limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new Typed(process.ExitCode, output.ToString(), await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{string.Join(' ', words)}' didn't go on within {s_patience}: {output}");
        }
    }

    // Reads on until a text comes behind a place in the output. Gives the place behind the text, or null at the end.
    private static async Task<int?> ReadAsync(Process process, StringBuilder output, int start, string? text,
        CancellationToken limit)
    {
        char[] buffer = new char[1024];
        while (true)
        {
            int index = text is null ? -1 : output.ToString().IndexOf(text, start, StringComparison.Ordinal);
            if (index >= 0)
            {
                return index + text!.Length;
            }

            int count = await process.StandardOutput.ReadAsync(buffer, limit);
            if (count == 0)
            {
                return null;
            }

            output.Append(buffer, 0, count);
        }
    }
}
