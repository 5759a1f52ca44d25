// What a misspelt word was meant to be.
namespace Osmosis.Cli;

internal static class Spelling
{
    private const int MostMistakes = 2;

    /// <summary>The nearest of some words, or null if none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> words) => words
        .Select(known => (Known: known, Distance: Distance(known, word)))
        .Where(pair => pair.Distance <= Math.Min(MostMistakes, word.Length / 2))
        .OrderBy(pair => pair.Distance).Select(pair => pair.Known).FirstOrDefault();

    /// <summary>Levenshtein distance: the number of letters to add, drop or change. Ignores case.</summary>
    public static int Distance(string first, string second)
    {
        int[] row = [.. Enumerable.Range(0, second.Length + 1)];
        foreach (char letter in first)
        {
            int diagonal = row[0]++;
            for (int i = 1; i < row.Length; i++)
            {
                int changed = diagonal
                    + (char.ToLowerInvariant(letter) == char.ToLowerInvariant(second[i - 1]) ? 0 : 1);
                diagonal = row[i];
                row[i] = Math.Min(changed, Math.Min(row[i], row[i - 1]) + 1);
            }
        }

        return row[^1];
    }
}
