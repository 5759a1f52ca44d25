// A bug planted into the core on purpose, to see that it is found.
using Microsoft.CodeAnalysis.Text;

namespace Osmosis.Memory.Tests.PlantedBugs;

/// <summary>A file of tests/PlantedBugs: one change of one line in one of the core's files.</summary>
internal sealed record PlantedBug(string Name, string What, string File, string Old, string New)
{
    /// <summary>All of them, by name, in the order of their files.</summary>
    public static IReadOnlyDictionary<string, PlantedBug> All { get; } = Directory
        .GetFiles(Path.Combine(Checkout.Root, "tests", "PlantedBugs"), "*.txt")
        .Order(StringComparer.Ordinal)
        .Select(Read)
        .ToDictionary(bug => bug.Name);

    /// <summary>Where in the source the bug goes. The text to change must appear exactly once.</summary>
    public TextSpan PlaceIn(string source)
    {
        int found = source.Split(Old).Length - 1;
        Assert.True(found == 1,
            $"{Name}: {File} holds this {found} times instead of once; adapt tests/PlantedBugs: {Old}");
        return new TextSpan(source.IndexOf(Old, StringComparison.Ordinal), Old.Length);
    }

    private static PlantedBug Read(string path)
    {
        string[] lines = System.IO.File.ReadAllLines(path);
        string[] values = [.. ((string[])["bug", "what", "file", "old", "new"]).Select((field, i) =>
            i < lines.Length && lines[i].StartsWith($"{field}: ", StringComparison.Ordinal)
                ? lines[i][(field.Length + 2)..]
                : throw new InvalidDataException($"{path}: line {i + 1} must start with '{field}: '"))];
        return new PlantedBug(values[0], values[1], values[2], values[3], values[4]);
    }
}
