// ./osmosis test --coverage: runs the core's tests with Microsoft's coverage collector, and prints how much of the core
// they reached.
using System.Text;

namespace Osmosis.Cli.Testing;

internal sealed class Coverage(TestProject project)
{
    private string Sources => Path.Combine(project.Repository.Root, "src");

    /// <exception cref="FailedException">The build failed, or the collector wrote nothing.</exception>
    public async Task<TestCount> RunAsync(string? filter, CancellationToken cancel)
    {
        await project.BuildAsync(cancel);
        string collected = Path.Combine(project.Repository.Artifacts, "coverage.xml");
        File.Delete(collected);
        // The collector changes the assemblies that it measures where they lie, and another run may be using them.
        string copy = Path.Combine(project.Repository.Artifacts, "coverage");
        Copy(Path.Combine(project.Folder, "bin", TestProject.Configuration, "net10.0"), copy);
        await TellRootAsync(copy, cancel);
        string[] selection = filter is null ? [] : ["--filter-method", $"*{filter}*"];
        string[] arguments =
        [
            "test", "--test-modules", $"{project.Name}.dll", "--root-directory", copy, "--no-progress",
            "--results-directory", project.Repository.Artifacts, "--report-xunit", "--report-xunit-filename",
            Path.GetFileName(project.Report),
            "--coverage", "--coverage-output-format", "cobertura", "--coverage-output", collected, .. selection,
        ];
        TestCount count = await project.CountAsync(arguments, new Dictionary<string, string>(), cancel);
        if (!File.Exists(collected))
        {
            throw new FailedException($"the coverage collector left no {collected}");
        }

        Print(CoverageReport.Read(collected, Sources));
        return count;
    }

    // The core is compiled as if the checkout were /_/ (kit/Portable.props). The collector leaves out what has no
    // sources, but looks into this file for where they are: a project, a folder, and what the compiler called it.
    private Task TellRootAsync(string folder, CancellationToken cancel)
    {
        string root = $"{project.Repository.Root}/";
        return File.WriteAllTextAsync(
            Path.Combine(folder, $".msCoverageExtensionSourceRootsMapping_{project.Name}"),
            $"{root}src/Memory.Host/Memory.Host.csproj|{root}=/_/\n", Encoding.Unicode, cancel);
    }

    private static void Copy(string from, string to)
    {
        if (Directory.Exists(to))
        {
            Directory.Delete(to, recursive: true);
        }

        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static void Print(CoverageReport report)
    {
        Console.WriteLine($"{"component",-12}{"lines",22}{"branches",22}");
        foreach (IGrouping<string, FileCoverage> component in report.Files.GroupBy(file => file.Component)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            PrintRow(component.Key, component);
        }

        PrintRow("all", report.Files);
        foreach (FileCoverage file in report.Files.Where(file => file.LinesNotReached.Count > 0))
        {
            Console.WriteLine($"not reached: src/{file.Path}: {Ranges(file.LinesNotReached)}");
        }
    }

    // 3, 5-7, 9
    private static string Ranges(IReadOnlyList<int> sorted) => string.Join(", ", sorted
        .Select((line, index) => (Line: line, Run: line - index))
        .GroupBy(item => item.Run, item => item.Line)
        .Select(run => run.Count() == 1 ? $"{run.First()}" : $"{run.First()}-{run.Last()}"));

    private static void PrintRow(string name, IEnumerable<FileCoverage> files)
    {
        Share lines = files.Aggregate(default(Share), (sum, file) => sum + file.Lines);
        Share branches = files.Aggregate(default(Share), (sum, file) => sum + file.Branches);
        Console.WriteLine($"{name,-12}{lines,22}{branches,22}");
    }
}
