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

    public string Folder => Repository.TestProject(Name);

    public string Report => Path.Combine(Repository.Artifacts, $"{Name}.xml");

    /// <summary>
    /// Runs one project after another. A project that does not build counts as a failure, and the others still run.
    /// </summary>
    public static async Task<TestCount> RunAllAsync(IReadOnlyList<TestProject> projects, TestRun run,
        CancellationToken cancel)
    {
        bool isBuilt = await TryBuildAsync(projects, run, cancel);
        TestCount count = new(0, isBuilt ? 0 : 1, 0);
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
            : projects.Select(project => Path.Combine(project.Folder, $"{project.Name}.csproj"));
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
        finally
        {
            // The tests need its memory and don't build with it.
            CompilerServer.End();
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
        string[] arguments = [assembly, "-xml", Report, "-noLogo", "-noColor", "-reporter", "json", .. run.Arguments];
        using Timer reminder = new(_ => listener.Remind(s_reminder), null, s_reminder, s_reminder);
        try
        {
            return Judge(
                await ProcessOutput.ListenAsync("dotnet", arguments, listener.Hear, Repository.Root, run.Environment,
                    run.LongestSilence, cancel));
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
