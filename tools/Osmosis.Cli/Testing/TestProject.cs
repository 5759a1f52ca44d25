// One test project: builds it, runs it, counts.
using System.Xml;
using Osmosis.Cli.Building;

namespace Osmosis.Cli.Testing;

internal sealed record TestProject(Repository Repository, string Name)
{
    public const string Configuration = "Release";

    public string Folder => Repository.TestProject(Name);

    public string Report => Path.Combine(Repository.Artifacts, $"{Name}.xml");

    /// <summary>Runs one project after another. One that does not build counts as a failure, and the others run all the same.</summary>
    public static async Task<TestCount> RunAllAsync(IEnumerable<TestProject> projects, TestRun run, CancellationToken cancel)
    {
        TestCount count = default;
        foreach (TestProject project in projects)
        {
            try
            {
                count += await project.RunAsync(run, cancel);
            }
            catch (FailedException failure)
            {
                Messages.Error(failure.Message);
                count += new TestCount(0, 1, 0);
            }
        }

        return count;
    }

    /// <exception cref="FailedException">It did not build.</exception>
    public Task BuildAsync(CancellationToken cancel) => DotnetBuild.RunAsync(Name, Folder, Configuration, cancel);

    /// <summary>Runs a program that runs this project's tests and writes <see cref="Report"/>, and counts them.</summary>
    public async Task<TestCount> CountAsync(IEnumerable<string> dotnetArguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancel)
    {
        File.Delete(Report);
        int status = await ProcessOutput.PassThroughAsync("dotnet", dotnetArguments, Repository.Root, environment, cancel);
        return Judge(status);
    }

    // xunit prints the failures.
    private async Task<TestCount> RunAsync(TestRun run, CancellationToken cancel)
    {
        await BuildAsync(cancel);
        string assembly = Path.Combine(Folder, "bin", Configuration, "net10.0", $"{Name}.dll");
        string[] colours = Console.IsOutputRedirected ? ["-noColor"] : [];
        return await CountAsync([assembly, "-xml", Report, "-noLogo", .. colours, .. run.Arguments], run.Environment, cancel);
    }

    // A run that ended badly without a failed test in its report is a failure of its own.
    private TestCount Judge(int status)
    {
        TestCount count;
        try
        {
            count = TestCount.OfReport(Report);
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
