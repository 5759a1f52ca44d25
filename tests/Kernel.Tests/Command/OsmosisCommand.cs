// Runs ./osmosis as a person would.
using System.Diagnostics;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Command;

/// <param name="Status">Its exit status.</param>
/// <param name="Output">Lines on standard output.</param>
/// <param name="Error">Lines on standard error.</param>
internal sealed record OsmosisCommand(int Status, string[] Output, string[] Error, TimeSpan Time)
{
    /// <summary>MSBuild's property: whether a build looks at the sources' style.</summary>
    public const string RunAnalyzers = "RunAnalyzers";

    /// <param name="tested">A folder to test instead of this run's.</param>
    public static async Task<OsmosisCommand> RunAsync(
        string root, string[] arguments, string input = "", string? searchPath = null, string folder = "/",
        string? temporaryFolder = null,
        string? tested = null, (string Name, string Value)? environment = null)
    {
        ProcessStartInfo start = new(Path.Combine(root, "osmosis"), arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (searchPath is not null)
        {
            start.Environment["PATH"] = searchPath;
        }

        if (temporaryFolder is not null)
        {
            start.Environment["TMPDIR"] = temporaryFolder;
        }

        if (environment is { } variable)
        {
            start.Environment[variable.Name] = variable.Value;
        }

        // Another checkout's command works on that checkout's kernel. The style of the same sources was checked when
        // this run was built.
        start.Environment[Checkout.TestedVariable] = root == Checkout.Root ? tested ?? Checkout.Tested : null;
        start.Environment[RunAnalyzers] = root == Checkout.Root ? null : "false";

        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using CancellationTokenSource stop = new(TimeLimit.LongestCommand);
        try
        {
            await process.WaitForExitAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail(
                $"osmosis {string.Join(' ', arguments)} did not end "
                    + $"within {TimeLimit.LongestCommand}:\n{await output}\n{await error}");
        }

        return new OsmosisCommand(process.ExitCode, Lines(await output), Lines(await error),
            Stopwatch.GetElapsedTime(begin));
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
