// The best score of each lab, kept for the list of labs.
using System.Text.Json;

namespace Osmosis.Lab.Folders;

/// <summary>Kept in $XDG_STATE_HOME/osmosis/labs.json, or below ~/.local/state. Where neither is, nothing is kept.
/// </summary>
internal sealed class Scores(Dictionary<int, int> best, string? file)
{
    public static Scores Read()
    {
        string? file = Place();
        try
        {
            return new Scores(file is null ? []
                : JsonSerializer.Deserialize<Dictionary<int, int>>(File.ReadAllText(file)) ?? [], file);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException or JsonException)
        {
            // A list without scores is better than no list. What is damaged is written anew.
            return new Scores([], file);
        }
    }

    public int? Best(int lab) => best.TryGetValue(lab, out int points) ? points : null;

    /// <summary>Keeps the score, if it is the lab's best.</summary>
    public void Note(int lab, int points)
    {
        if (file is null || points <= (Best(lab) ?? -1))
        {
            return;
        }

        best[lab] = points;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, JsonSerializer.Serialize(best) + "\n");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"osmosis: the score can't be kept: {refused.Message}");
        }
    }

    private static string? Place()
    {
        string? state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        string? home = Environment.GetEnvironmentVariable("HOME");
        string? folder = Path.IsPathRooted(state) ? state
            : Path.IsPathRooted(home) ? Path.Combine(home, ".local", "state") : null;
        return folder is null ? null : Path.Combine(folder, "osmosis", "labs.json");
    }
}
