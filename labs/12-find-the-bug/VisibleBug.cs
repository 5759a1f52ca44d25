using Osmosis.Lab.Entries;

namespace Osmosis.Lab.Bugs;

/// <summary>
/// A planted bug that a running kernel shows to who types at its monitor; TEACHERS.md says how. A new one goes to the
/// end, and changes which seed has which.
/// </summary>
/// <param name="Number">Which file of tests/PlantedBugs it is.</param>
/// <param name="Rules">The specification's rules that it breaks; one of them is enough.</param>
internal sealed record VisibleBug(int Number, params string[] Rules)
{
    private static readonly VisibleBug[] _all =
    [
        new(1, "P3"), new(3, "P2"), new(5, "H2", "L4"), new(6, "H6"), new(8, "H1"), new(9, "F4"), new(10, "P7"),
    ];

    public static IReadOnlyList<VisibleBug> All => _all;

    /// <summary>The bug in the folder with this seed.</summary>
    public static VisibleBug Of(int seed) => new QuizRandom(seed).Of(_all);
}
