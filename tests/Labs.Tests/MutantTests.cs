// The worlds are big enough: what is changed in a right answer is noticed, or makes no difference that a rule is about.
using System.Globalization;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Folders;
using Osmosis.Lab.Mutating;

namespace Osmosis.Lab.Tests;

public sealed class MutantTests
{
    /// <summary>So many changes of each answer are tried in a run of all tests.</summary>
    private const int Sample = 10;

    public static TheoryData<int> Labs() => [.. LabCatalogue.All.OfType<SearchedLab>().Select(lab => lab.Number)];

    /// <summary>The same changes in each run, so that a red run can be repeated; OSMOSIS_SEED chooses others.</summary>
    [Theory]
    [Slow]
    [MemberData(nameof(Labs))]
    public void A_change_of_a_right_answer_is_noticed_or_explained(int number)
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("OSMOSIS_SEED"), out int given)
            ? given : 1;
        (SearchedLab lab, AnswerMutant[] mutants) = MutantsOf(number);
        new Random(seed).Shuffle(mutants);
        foreach (AnswerMutant mutant in mutants.Take(Sample))
        {
            Assert.True(EquivalentChanges.WhyOf(number, mutant) is not null
                || MutantTrial.Of(lab, mutant) != MutantFate.Kept,
                string.Create(CultureInfo.InvariantCulture, $"lab {number}, {mutant} (OSMOSIS_SEED={seed})"));
        }
    }

    /// <summary>Minutes: run by hand when a lab's world, rules or answer change.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Labs))]
    public void Every_change_of_a_right_answer_is_noticed_or_explained(int number)
    {
        (SearchedLab lab, AnswerMutant[] mutants) = MutantsOf(number);
        Assert.Equal(
            mutants.Where(mutant => EquivalentChanges.WhyOf(number, mutant) is not null)
                .Select(mutant => $"{mutant}").Distinct(),
            mutants.Where(mutant => MutantTrial.Of(lab, mutant) == MutantFate.Kept)
                .Select(mutant => $"{mutant}").Distinct());
    }

    [Theory]
    [MemberData(nameof(Labs))]
    public void Every_explanation_is_of_a_change_that_there_is(int number)
    {
        string[] changes = [.. MutantsOf(number).Mutants.Select(mutant => $"{mutant}")];
        Assert.True(changes.Length > 40);
        Assert.Empty(EquivalentChanges.Of(number).Except(changes));
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

    private static (SearchedLab Lab, AnswerMutant[] Mutants) MutantsOf(int number)
    {
        SearchedLab lab = (SearchedLab)LabCatalogue.Find(number)!;
        string file = ModelAnswer.All(lab).Single(answer => answer.Name == "right").File;
        return (lab, [.. AnswerMutants.Of(File.ReadAllText(file))]);
    }
}
