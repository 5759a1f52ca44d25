// Orders tests so that the one that will notice runs first.
using System.Text.Json;

namespace Osmosis.Mutants;

/// <summary>
/// Remembers which test noticed which change, also across runs. This only orders the tests: each change is tried
/// again, whatever has happened to the source and the tests.
/// </summary>
internal sealed class Killers
{
    // Slower tests come last, however often they noticed something.
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly Dictionary<string, string> _ofMutants;
    private readonly Dictionary<(object Place, string Test), int> _kills = [];

    /// <param name="path">The file with an earlier run's knowledge, if there was one.</param>
    public Killers(string path)
    {
        _path = path;
        _ofMutants = File.Exists(path)
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path))! : [];
    }

    /// <summary>
    /// First the test that noticed the same change before; then those that noticed other changes of the same block,
    /// then of the same file, the most successful first; then the others, quickest first.
    /// </summary>
    public TestMethod[] Order(IEnumerable<TestMethod> tests, Mutant mutant, int block)
    {
        lock (_lock)
        {
            string? known = _ofMutants.GetValueOrDefault(Name(mutant));
            return [.. tests
                .OrderBy(test => test.Name == known ? 0 : 1)
                .ThenBy(test => test.Time < Quick ? 0 : 1)
                .ThenByDescending(test => _kills.GetValueOrDefault((block, test.Name)))
                .ThenByDescending(test => _kills.GetValueOrDefault((mutant.File, test.Name)))
                .ThenBy(test => test.Time)];
        }
    }

    public void Add(Mutant mutant, int block, string test)
    {
        lock (_lock)
        {
            _ofMutants[Name(mutant)] = test;
            foreach (object place in new object[] { block, mutant.File })
            {
                _kills[(place, test)] = _kills.GetValueOrDefault((place, test)) + 1;
            }
        }
    }

    /// <summary>For the next run.</summary>
    public void Save() => File.WriteAllText(_path, JsonSerializer.Serialize(_ofMutants, Report.Json));

    private static string Name(Mutant mutant) => $"{mutant.Key}";
}
