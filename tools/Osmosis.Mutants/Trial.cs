// One run of this program: chooses the changes, tries them on the tests, and reports.
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Osmosis.Mutants;

internal static class Trial
{
    private const int MostWorkers = 2;

    /// <summary>The number of changes tried at a time, for a machine with other work.</summary>
    private const string WorkersSetting = "OSMOSIS_MUTANT_WORKERS";

    /// <summary>
    /// Every how many changes one is tried: a sample, the same every time, if all would take too long.
    /// </summary>
    private const string SampleSetting = "OSMOSIS_MUTANT_SAMPLE";

    /// <summary>Tries the changes of files whose path contains <paramref name="filter"/>.</summary>
    /// <returns>0 when all were noticed or are explained, and each explanation explains one; 1 when not.</returns>
    /// <exception cref="InvalidDataException">There is nothing to change, or a prerequisite is wrong.</exception>
    public static int Of(string root, string filter)
    {
        string artifacts = Directory.CreateDirectory(Path.Combine(root, "artifacts", "mutants")).FullName;
        string built = Path.Combine(root, "tests", "Memory.Tests", "bin", "Release", "net10.0");
        CoreSources sources = new(root,
            AssemblyName.GetAssemblyName(Path.Combine(built, "Osmosis.Memory.dll")).Version!);
        int sample = Setting(SampleSetting, 1);
        Mutant[] all = [.. sources.Mutants(filter)];
        Mutant[] mutants = [.. all.Where((_, index) => index % sample == 0)];
        if (mutants.Length == 0)
        {
            throw new InvalidDataException(
                $"there is nothing to change in files of the core with '{filter}' in their path");
        }

        Explanations explanations = new(Path.Combine(root, "tests", "Memory.Tests", "EquivalentMutants.txt"));
        WorkerProcess[] workers = [.. Enumerable.Range(0, Setting(WorkersSetting, MostWorkers))
            .Select(i => new WorkerProcess(built, Path.Combine(artifacts, $"core{i}.dll")))];
        BlockReach reach = new(sources, workers[0]);
        Killers killers = new(Path.Combine(artifacts, "killers.json"));
        Console.Error.WriteLine(
            $"{mutants.Length} changes{(sample == 1 ? "" : $", one of each {sample} of {all.Length}")}, "
                + $"{reach.Tests.Count} tests that take {reach.Tests.Sum(test => test.Time.TotalSeconds):f0} s");
        int done = 0;
        Stopwatch watch = Stopwatch.StartNew();
        IReadOnlyList<Verdict> verdicts = new Judge(sources, reach, killers, explanations)
            .Run(mutants, workers, verdict => Say(Interlocked.Increment(ref done), mutants.Length, verdict));
        Array.ForEach(workers, worker => worker.Dispose());
        killers.Save();
        Console.Error.WriteLine(
            $"{done} tried in {watch.Elapsed.TotalSeconds:f0} s; the others don't compile, or to the same code");
        Report report = new(verdicts, sample == 1
            ? explanations.Unused(mutants.Select(mutant => mutant.File).ToHashSet(), sources.Trees.Keys) : []);
        File.WriteAllText(Path.Combine(root, "artifacts", "mutants.json"),
            JsonSerializer.Serialize(report.Contents, Report.Json));
        report.Print();
        return report.IsClean ? 0 : 1;
    }

    private static int Setting(string name, int otherwise) => Environment.GetEnvironmentVariable(name) switch
    {
        null => otherwise,
        string text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number > 0 => number,
        string text => throw new InvalidDataException($"{name} is '{text}', not a number from 1 up"),
    };

    private static void Say(int done, int all, Verdict verdict)
    {
        string survivor = verdict.Fate == Fate.Survived ? $": survived: {verdict.Mutant}" : "";
        if (survivor.Length > 0 || done % 50 == 0)
        {
            Console.Error.WriteLine($"{done} of {all}{survivor}");
        }
    }
}
