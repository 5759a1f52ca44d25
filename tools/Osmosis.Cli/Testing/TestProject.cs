// One test project: builds it, runs it, counts.
using System.Xml;
using System.Xml.Linq;
using Osmosis.Cli.Building;

namespace Osmosis.Cli.Testing;

internal sealed record TestProject(Repository Repository, string Name)
{
    public const string Configuration = "Release";

    private static readonly TimeSpan s_reminder = TimeSpan.FromMinutes(1);

    // The command itself is running, and the kernel has its own build.
    private static readonly string[] s_builtElsewhere = ["Osmosis.Cli.csproj", "Kernel.csproj"];

    /// <summary>
    /// Whether the tests wait for nothing but the processor. Others, which wait for machines and write to them in time,
    /// go before them.
    /// </summary>
    public bool IsPatient { get; init; }

    public string Folder => Repository.TestProject(Name);

    private string ProjectFile => Path.Combine(Folder, $"{Name}.csproj");

    public string Report => Path.Combine(Repository.Artifacts, $"{Name}.xml");

    /// <summary>
    /// Builds all projects. Then the projects of a lane run one after another, and the lanes beside each other. A
    /// project that does not build counts as a failure, and the others still run.
    /// </summary>
    public static async Task<TestCount> RunAllAsync(IReadOnlyList<IReadOnlyList<TestProject>> lanes, TestRun run,
        CancellationToken cancel)
    {
        bool isBuilt = await TryBuildAsync([.. lanes.SelectMany(lane => lane)], run, cancel);
        await run.Ready;
        TestCount[] counts = await Task.WhenAll(lanes.Select(lane => RunLaneAsync(lane, isBuilt, run, cancel)));
        return counts.Aggregate(new TestCount(0, isBuilt ? 0 : 1, 0), (sum, count) => sum + count);
    }

    /// <summary>
    /// Whether a test of this project may have this text in its full name. A name is a namespace, a class and a method,
    /// so each part of the text between dots is in a source file. True too often rather than too seldom.
    /// </summary>
    public bool MayHave(string filter)
    {
        string[] sources = [.. Fingerprint.FilesOf(Folder).Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .Select(File.ReadAllText)];
        return filter.Split('.')
            .All(part => sources.Any(source => source.Contains(part, StringComparison.OrdinalIgnoreCase)));
    }

    /// <exception cref="FailedException">The project did not build.</exception>
    public Task BuildAsync(CancellationToken cancel) =>
        Repository.Tested is null ? DotnetBuild.RunAsync(Name, Folder, Configuration, cancel) : Task.CompletedTask;

    /// <summary>
    /// Runs a program that runs this project's tests and writes <see cref="Report"/>, and counts them.
    /// </summary>
    public async Task<TestCount> CountAsync(IEnumerable<string> dotnetArguments,
        IReadOnlyDictionary<string, string> environment, CancellationToken cancel)
    {
        File.Delete(Report);
        int status =
            await ProcessOutput.PassThroughAsync("dotnet", dotnetArguments, Repository.Root, environment, cancel);
        return Judge(status);
    }

    private static async Task<TestCount> RunLaneAsync(IReadOnlyList<TestProject> projects, bool isBuilt, TestRun run,
        CancellationToken cancel)
    {
        TestCount count = default;
        foreach (TestProject project in projects)
        {
            try
            {
                await (isBuilt ? Task.CompletedTask : project.BuildAsync(cancel));
                count += await project.RunAsync(run, cancel);
            }
            catch (FailedException failure)
            {
                Messages.Error(failure.Message);
                count += new TestCount(0, isBuilt ? 1 : 0, 0);
            }
        }

        return count;
    }

    /// <summary>
    /// Builds what the projects can have before the tools are there. A later build says what is wrong with them.
    /// </summary>
    public static async Task BuildEarlyAsync(IReadOnlyList<TestProject> projects, CancellationToken cancel)
    {
        if (projects is [] or [{ Repository.Tested: not null }, ..])
        {
            return;
        }

        try
        {
            await DotnetBuild.RunAsync("the host's tests", Path.Combine(projects[0].Repository.Artifacts, "early.slnx"),
                projects.Select(project => project.ProjectFile), Configuration, cancel);
        }
        catch (FailedException failure)
        {
            Messages.Error(failure.Message);
        }
    }

    // A failed build counts once; then the projects are built one by one, and those that build are run.
    private static async Task<bool> TryBuildAsync(IReadOnlyList<TestProject> projects, TestRun run,
        CancellationToken cancel)
    {
        if (projects is [] or [{ Repository.Tested: not null }, ..])
        {
            return true;
        }

        Repository repository = projects[0].Repository;
        IEnumerable<string> built = run.IsComplete
            ? SolutionProjects(repository)
            : projects.Select(project => project.ProjectFile);
        try
        {
            await DotnetBuild.RunAsync("the tests", Path.Combine(repository.Artifacts, "tests.slnx"), built,
                Configuration, cancel);
            return true;
        }
        catch (FailedException failure)
        {
            Messages.Error(failure.Message);
            return false;
        }
    }

    private static IEnumerable<string> SolutionProjects(Repository repository) =>
        from project in XDocument.Load(Path.Combine(repository.Root, "Osmosis.slnx")).Descendants("Project")
        let path = Path.Combine(repository.Root, (string)project.Attribute("Path")!)
        where !s_builtElsewhere.Contains(Path.GetFileName(path))
        select path;

    private async Task<TestCount> RunAsync(TestRun run, CancellationToken cancel)
    {
        string assembly = Path.Combine(Folder, "bin", Configuration, "net10.0", $"{Name}.dll");
        TestListener listener = new(Name, run.Clock);
        File.Delete(Report);
        string[] command = ["nice", "-n", IsPatient ? "5" : "0", "dotnet", assembly, "-xml", Report, "-noLogo",
            "-noColor", "-reporter", "json", .. run.Arguments];
        using Timer reminder = new(_ => listener.Remind(s_reminder), null, s_reminder, s_reminder);
        try
        {
            return Judge(
                await ProcessOutput.ListenAsync(command[0], command[1..], listener.Hear, Repository.Root,
                    run.Environment, run.LongestSilence, cancel));
        }
        catch (TimeoutException)
        {
            Messages.Error(
                $"{Name} was ended: nothing came for {run.LongestSilence.TotalMinutes} min from {listener.Running}");
            return listener.Count with { Failed = Math.Max(1, listener.Count.Failed) };
        }
    }

    // A run that ended badly without a failed test in its report counts as a failure.
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
