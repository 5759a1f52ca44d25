// The command as a user calls it.
using System.Diagnostics;
using Osmosis.Cli;

namespace Osmosis.Lab.Tests;

/// <summary>What a call of ./osmosis lab printed, and its exit status.</summary>
internal sealed record LabProcess(int Status, string Output, string Errors)
{
    private static string Program { get; } = Path.Combine(Home.Root, "artifacts", "lab", "osmosis-lab.dll");

    public static LabProcess Run(params string[] arguments) => RunIn(null, arguments);

    /// <param name="state">The folder for the scores, which are kept nowhere without it.</param>
    /// <param name="arguments">What follows 'osmosis lab'.</param>
    public static LabProcess RunIn(string? state, params string[] arguments)
    {
        using Process lab = Start(state, arguments);
        Task<string> errors = lab.StandardError.ReadToEndAsync();
        string output = lab.StandardOutput.ReadToEnd();
        lab.WaitForExit();
        return new LabProcess(lab.ExitCode, output, errors.Result);
    }

    public static Process Start(params string[] arguments) => Start(null, arguments);

    private static Process Start(string? state, string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Program);
        Array.ForEach(arguments, start.ArgumentList.Add);

        start.Environment.Remove("HOME");
        start.Environment["XDG_STATE_HOME"] = state;
        return Process.Start(start)!;
    }
}
