using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Osmosis.Cli;

namespace Osmosis.Labs.Testing;

/// <summary>The check as another process.</summary>
internal static class LabCheck
{
    /// <summary>The student's folder: the one above bin/ that the test was built into, or the current one.</summary>
    public static string Folder { get; } = FindFolder();

    public static async Task<JsonDocument> RunAsync(CancellationToken cancel)
    {
        ProcessStartInfo start = new(DotnetHost.Find())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in (string[])[Grader(), "check", Folder, "--json", "-"])
        {
            start.ArgumentList.Add(argument);
        }

        using Process check = Process.Start(start) ?? throw new InvalidOperationException("dotnet can't be started");
        Task<string> errors = check.StandardError.ReadToEndAsync(cancel);
        string verdict = await check.StandardOutput.ReadToEndAsync(cancel);
        await check.WaitForExitAsync(cancel);
        return verdict.Length > 0
            ? JsonDocument.Parse(verdict)
            : throw new InvalidOperationException($"the check said nothing: {await errors}");
    }

    // The project's reference says where the grader lies: beside this assembly's original.
    private static string Grader() => Path.Combine(
        Assembly.GetEntryAssembly()!.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(about => about.Key == "OsmosisHome").Value!,
        "artifacts", "lab", "osmosis-lab.dll");

    private static string FindFolder()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "lab.json")))
            {
                return at.FullName;
            }
        }

        return Environment.CurrentDirectory;
    }
}
