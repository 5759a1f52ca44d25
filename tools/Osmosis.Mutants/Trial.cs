// One run of this program: which changes, on which tests, and what is said of it.
using System.Reflection;
using System.Text.Json;

namespace Osmosis.Mutants;

internal static class Trial
{
    private const int Workers = 2;

    /// <summary>Tries the changes of files whose path contains <paramref name="filter"/>.</summary>
    /// <returns>0 when all were noticed or are explained, 1 when not.</returns>
    /// <exception cref="InvalidDataException">There is nothing to change, or something it needs is not as it must be.</exception>
    public static int Of(string root, string filter)
    {
        string artifacts = Directory.CreateDirectory(Path.Combine(root, "artifacts", "mutants")).FullName;
        string built = Path.Combine(root, "tests", "Memory.Tests", "bin", "Release", "net10.0");
        CoreSources sources = new(root, AssemblyName.GetAssemblyName(Path.Combine(built, "Osmosis.Memory.dll")).Version!);
        Mutant[] mutants = [.. sources.Trees.Where(tree => tree.Key.Contains(filter, StringComparison.OrdinalIgnoreCase)).SelectMany(tree => Mutator.MutantsOf(tree.Key, tree.Value))];
        if (mutants.Length == 0)
        {
            throw new InvalidDataException($"there is nothing to change in files of src/Memory with '{filter}' in their path");
        }

        Explanations explanations = new(Path.Combine(root, "tests", "Memory.Tests", "EquivalentMutants.txt"));
        WorkerProcess[] workers = [.. Enumerable.Range(0, Workers).Select(i => new WorkerProcess(built, Path.Combine(artifacts, $"core{i}.dll")))];
        MethodReach reach = new(sources, workers[0]);
        Console.Error.WriteLine($"{mutants.Length} changes, {reach.Tests.Count} tests that take {reach.Tests.Sum(test => test.Time.TotalSeconds):f0} s");
        Report report = new(new Judge(sources, reach, explanations).Run(mutants, workers, (done, verdict) => Say(done, mutants.Length, verdict)));
        Array.ForEach(workers, worker => worker.Dispose());
        File.WriteAllText(Path.Combine(root, "artifacts", "mutants.json"), JsonSerializer.Serialize(report.Rows, Report.Json));
        report.Print();
        foreach (string unused in explanations.Unused([.. mutants.Select(mutant => mutant.File)]))
        {
            Console.WriteLine($"explained, but noticed or gone: {unused}");
        }

        return report.Survivors == 0 ? 0 : 1;
    }

    private static void Say(int done, int all, Verdict? verdict)
    {
        string survivor = verdict is { Fate: Fate.Survived } ? $": survived: {verdict.Mutant}" : "";
        if (survivor.Length > 0 || done % 50 == 0)
        {
            Console.Error.WriteLine($"{done} of {all}{survivor}");
        }
    }
}
