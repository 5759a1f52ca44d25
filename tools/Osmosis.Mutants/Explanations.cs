// The reasons why some changes can't be noticed: tests/Memory.Tests/EquivalentMutants.txt.
namespace Osmosis.Mutants;

/// <summary>
/// Entries of four lines, with an empty line between them: the file and member, the source line, the change, and why no
/// test could notice it. Lines before the first entry that start with # are comments. An entry has the source line, not
/// its number, so that it holds as long as its line.
/// </summary>
internal sealed class Explanations
{
    private readonly Dictionary<(string Place, string Source, string Change), string> _reasons = [];
    private readonly HashSet<(string Place, string Source, string Change)> _used = [];

    /// <exception cref="InvalidDataException">An entry doesn't have four lines, or appears twice.</exception>
    public Explanations(string path)
    {
        string text = string.Join('\n',
            File.ReadAllLines(path).Where(line => !line.StartsWith('#')).Select(line => line.Trim()));
        foreach (string entry in text.Split("\n\n",
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (entry.Split('\n') is not [string place, string source, string change, string reason]
                || !_reasons.TryAdd((place, source, change), reason))
            {
                throw new InvalidDataException(
                    $"{path}: not an entry of place, line, change and reason, or a second one: {entry}");
            }
        }
    }

    public string? ReasonFor(Mutant mutant)
    {
        if (!_reasons.TryGetValue(mutant.Key, out string? reason))
        {
            return null;
        }

        _used.Add(mutant.Key);
        return reason;
    }

    /// <summary>Unused entries: the source changed, or a test notices the change now.</summary>
    /// <param name="tried">The files whose changes were all tried; nothing is known of the others.</param>
    /// <param name="all">All files.</param>
    public IReadOnlyList<string> Unused(IReadOnlySet<string> tried, IEnumerable<string> all)
    {
        HashSet<string> untried = [.. all.Except(tried)];
        return [.. _reasons.Keys.Where(key => !untried.Contains(key.Place.Split(',')[0]) && !_used.Contains(key))
            .Select(key => $"{key.Place}: {key.Source}: {key.Change}")];
    }
}
