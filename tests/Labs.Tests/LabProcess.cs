// The command as a user calls it.
using System.Diagnostics;
using Osmosis.Lab.Folders;

namespace Osmosis.Lab.Tests;

/// <summary>What a call of ./osmosis lab printed, and its exit status.</summary>
internal sealed record LabProcess(int Status, string Output, string Errors)
{
    private static string Program { get; } = Path.Combine(LabFolder.Checkout, "artifacts", "lab", "osmosis-lab.dll");

    public static LabProcess Run(params string[] arguments)
    {
        using Process lab = Start(arguments);
        Task<string> errors = lab.StandardError.ReadToEndAsync();
        string output = lab.StandardOutput.ReadToEnd();
        lab.WaitForExit();
        return new LabProcess(lab.ExitCode, output, errors.Result);
    }

    public static Process Start(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Program);
        Array.ForEach(arguments, start.ArgumentList.Add);

        // Scores of tests are nobody's.
        start.Environment.Remove("HOME");
        start.Environment.Remove("XDG_STATE_HOME");
        return Process.Start(start)!;
    }
}
