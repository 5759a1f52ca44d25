// One test project: builds it, runs it, counts.
using System.Xml;
using Osmosis.Cli.Building;

namespace Osmosis.Cli.Testing;

internal sealed record TestProject(Repository Repository, string Name)
{
    private const string Configuration = "Release";

    /// <summary>Runs the tests whose full name contains <paramref name="filter"/>, all if it is null. xunit prints the failures.</summary>
    /// <exception cref="FailedException">It did not build.</exception>
    public async Task<TestCount> RunAsync(string? filter, CancellationToken cancel)
    {
        await DotnetBuild.RunAsync(Name, Repository.TestProject(Name), Configuration, cancel);
        string report = Path.Combine(Repository.Artifacts, $"{Name}.xml");
        File.Delete(report);
        string assembly = Path.Combine(Repository.TestProject(Name), "bin", Configuration, "net10.0", $"{Name}.dll");
        string[] selection = filter is null ? [] : ["-method", $"*{filter}*"];
        string[] colours = Console.IsOutputRedirected ? ["-noColor"] : [];
        int status = await ProcessOutput.PassThroughAsync("dotnet", [assembly, "-xml", report, "-noLogo", .. colours, .. selection], Repository.Root, cancel);
        return Judge(report, status);
    }

    // A run that ended badly without a failed test in its report is a failure of its own.
    private TestCount Judge(string report, int status)
    {
        TestCount count;
        try
        {
            count = TestCount.OfReport(report);
        }
        catch (Exception exception) when (exception is IOException or XmlException)
        {
            Messages.Error($"{Name} ended with status {status} and left no report");
            return new TestCount(0, 1, 0);
        }

        if (status != 0 && count.Failed == 0)
        {
            Messages.Error($"{Name} ended with status {status} although no test failed");
            return count with { Failed = 1 };
        }

        return count;
    }
}
