// The worlds are big enough: whatever is changed in the right answer to labs 3 to 5 is noticed, or changes nothing.
using Osmosis.Lab.Checking;
using Osmosis.Lab.Folders;
using Osmosis.Lab.Mutating;

namespace Osmosis.Lab.Tests;

public sealed class MutantTests
{
    /// <summary>Changes of the answer to lab 5 that make no difference, and why.</summary>
    private static readonly Dictionary<string, string> _equivalent = new()
    {
        ["line 124: 0 → 1"] = "the address that goes with NotMapped means nothing",
        ["line 134: 4096 → 4095"] = "offsets are multiples of 4",
        ["line 32: 4096 → 4095"] = "offsets are multiples of 4",
        ["line 46: 0 → 1"] = "bit 0 is set anyway",
        ["line 55: IsMapped(page) → false"] = "Map refuses, and the frame goes back; without a frame both answers hold",
    };

    [Fact]
    [Slow]
    public void Every_change_of_the_right_answer_is_noticed()
    {
        SearchedLab lab = (SearchedLab)LabCatalogue.Find(5)!;
        AnswerMutant[] mutants =
            [.. AnswerMutants.Of(File.ReadAllText(ModelAnswer.All(lab).Single(answer => answer.Name == "right").File))];
        Assert.True(mutants.Length > 80);
        Assert.Equal(_equivalent.Keys.Order(StringComparer.Ordinal), mutants
            .Where(mutant => MutantTrial.Of(lab, mutant) == MutantFate.Kept)
            .Select(mutant => $"{mutant}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Operators_numbers_conditions_and_statements_are_changed()
    {
        string[] changes = [.. AnswerMutants.Of("class A { void M(int x) { if (x < 1) { x = x + 2; } } }")
            .Select(mutant => $"{mutant}")];
        Assert.Equal(
            [
                "line 1: x < 1 → true", "line 1: x < 1 → false", "line 1: < → <=", "line 1: < → >=", "line 1: 1 → 2",
                "line 1: 1 → 0", "line 1: x = x + 2; → ;", "line 1: + → -", "line 1: 2 → 3", "line 1: 2 → 1",
            ],
            changes);
    }
}
