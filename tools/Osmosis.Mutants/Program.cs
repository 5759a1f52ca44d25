// Changes the core in one place at a time and asks its tests whether they notice: osmosis-mutants <repository> [part of a path]
using System.Reflection;
using System.Text.Json;
using Osmosis.Mutants;

const int Workers = 2;

if (args is [Worker.Option, string folder])
{
    return Worker.Serve(folder);
}

if (args is not [string root, ..])
{
    Console.Error.WriteLine("usage: Osmosis.Mutants <repository> [part of a path below src/Memory]");
    return 2;
}

string filter = args.ElementAtOrDefault(1) ?? "";
string artifacts = Path.Combine(root, "artifacts", "mutants");
string built = Path.Combine(root, "tests", "Memory.Tests", "bin", "Release", "net10.0");
CoreSources sources = new(root, AssemblyName.GetAssemblyName(Path.Combine(built, "Osmosis.Memory.dll")).Version!);
Mutant[] mutants = [.. sources.Trees.Where(tree => tree.Key.Contains(filter, StringComparison.OrdinalIgnoreCase)).SelectMany(tree => Mutator.MutantsOf(tree.Key, tree.Value))];
if (mutants.Length == 0)
{
    Console.Error.WriteLine($"there is nothing to change in files of src/Memory with '{filter}' in their path");
    return 2;
}

Explanations explanations = new(Path.Combine(root, "tests", "Memory.Tests", "EquivalentMutants.txt"));
Directory.CreateDirectory(artifacts);
WorkerProcess[] workers = [.. Enumerable.Range(0, Workers).Select(i => new WorkerProcess(built, Path.Combine(artifacts, $"core{i}.dll")))];
MethodReach reach = new(sources, workers[0]);
Console.Error.WriteLine($"{mutants.Length} changes, {reach.Tests.Count} tests that take {reach.Tests.Sum(test => test.Time.TotalSeconds):f0} s");
IReadOnlyList<Verdict> verdicts = new Trial(sources, reach, explanations).Run(mutants, workers, (done, verdict) =>
{
    if (verdict is { Fate: Fate.Survived } || done % 50 == 0)
    {
        Console.Error.WriteLine($"{done} of {mutants.Length}{(verdict is { Fate: Fate.Survived } ? $": survived: {verdict.Mutant}" : "")}");
    }
});

Array.ForEach(workers, worker => worker.Dispose());
Report report = new(verdicts);
File.WriteAllText(Path.Combine(root, "artifacts", "mutants.json"), JsonSerializer.Serialize(report.Rows, Report.Json));
report.Print();
foreach (string unused in explanations.Unused([.. mutants.Select(mutant => mutant.File)]))
{
    Console.WriteLine($"explained, but noticed or gone: {unused}");
}

return report.Survivors == 0 ? 0 : 1;
