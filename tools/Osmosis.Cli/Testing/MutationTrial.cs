// ./osmosis test --mutants: builds the core's tests and the program that changes the core, and counts changes instead
// of tests.
using System.Text.Json;
using Osmosis.Cli.Building;

namespace Osmosis.Cli.Testing;

internal sealed class MutationTrial(TestProject tests)
{
    private const string Program = "Osmosis.Mutants";

    /// <summary>
    /// Tries every change, and every wrong refusal, in files of the core whose path contains <paramref name="path"/>.
    /// </summary>
    /// <returns>Passed: changes that a test noticed or that are explained. Failed: the others, and explanations that
    /// explain no change.</returns>
    /// <exception cref="FailedException">No file matches, something did not build, or the trial ended without a
    /// result.</exception>
    public async Task<TestCount> RunAsync(string path, CancellationToken cancel)
    {
        Repository repository = tests.Repository;
        string core = Path.Combine(repository.Root, "src");
        if (!Directory.EnumerateFiles(core, "*.cs", SearchOption.AllDirectories)
            .Any(file => Path.GetRelativePath(core, file).Contains(path, StringComparison.Ordinal)))
        {
            throw new FailedException($"no file of src has '{path}' in its path");
        }

        string project = Path.Combine(repository.Root, "tools", Program);
        string result = Path.Combine(repository.Artifacts, "mutants.json");
        await tests.BuildAsync(cancel);
        await DotnetBuild.RunAsync(Program, project, TestProject.Configuration, cancel);
        File.Delete(result);
        string assembly = Path.Combine(project, "bin", TestProject.Configuration, "net10.0", $"{Program}.dll");
        int status = await ProcessOutput.PassThroughAsync("dotnet", [assembly, repository.Root, path], repository.Root,
            cancel: cancel);
        if (!File.Exists(result))
        {
            throw new FailedException($"{Program} ended with status {status} and left no {result}");
        }

        using JsonDocument report = JsonDocument.Parse(await File.ReadAllTextAsync(result, cancel));
        JsonElement changes = report.RootElement.GetProperty("Changes");
        int survived = changes.EnumerateArray().Count(change => change.GetProperty("Fate").GetString() == "Survived");
        return new TestCount(changes.GetArrayLength() - survived,
            survived + report.RootElement.GetProperty("Unused").GetArrayLength(), 0);
    }
}
