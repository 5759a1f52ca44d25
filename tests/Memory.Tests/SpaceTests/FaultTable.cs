namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>
/// The decision about a fault as a table: each combination of facts falls into exactly one row. docs/SPACES.md has
/// these rows, and <see cref="FaultDecisionTests"/> compares them with the code.
/// </summary>
internal static class FaultTable
{
    /// <summary>The rows, in the order in which the decision looks at things.</summary>
    public static IReadOnlyList<Row> Rows { get; } =
    [
        new("none", "any", "any", facts => !facts.HasRegion),
        new("any that doesn't allow it", "any", "any", facts => facts.HasRegion && !IsAllowed(facts)),
        new("anonymous", "read", "nothing", facts => Is(facts, Access.Read, EntryState.Empty) && !facts.HasObject),
        new("anonymous", "write", "nothing", facts => Is(facts, Access.Write, EntryState.Empty) && !facts.HasObject),
        new("object, past its end", "any", "nothing",
            facts => Is(facts, facts.Access, EntryState.Empty) && facts.HasObject && !facts.IsInside),
        new("object", "read", "nothing",
            facts => Is(facts, Access.Read, EntryState.Empty) && facts.HasObject && facts.IsInside),
        new("object, private", "write", "nothing",
            facts => Is(facts, Access.Write, EntryState.Empty) && facts.HasObject && facts.IsInside && !facts.IsShared),
        new("object, shared", "write", "nothing",
            facts => Is(facts, Access.Write, EntryState.Empty) && facts.HasObject && facts.IsInside && facts.IsShared),
        new("any", "read", "a kept page", facts => Is(facts, Access.Read, EntryState.Kept)),
        new("any", "read", "a page",
            facts => Is(facts, Access.Read, EntryState.ReadOnly) || Is(facts, Access.Read, EntryState.Writable)),
        new("any", "write", "a writable page", facts => Is(facts, Access.Write, EntryState.Writable)),
        new("shared", "write", "a kept or read-only page", facts => IsBlockedWrite(facts) && facts.IsShared),
        new("private", "write", "the zero frame", facts => IsBlockedWrite(facts, PageOwner.Zero)),
        new("private", "write", "its own page, kept or read-only", facts => IsBlockedWrite(facts, PageOwner.Sole)),
        new("private", "write", "a page that several have", facts => IsBlockedWrite(facts, PageOwner.Several)),
        new("private", "write", "an object's page", facts => IsBlockedWrite(facts, PageOwner.Object)),
    ];

    /// <summary>A row as the page has it.</summary>
    public static string Line(Row row)
    {
        FaultAnswer[] answers = [.. FaultDecisionTests.All().Where(facts => row.Matches(facts))
            .Select(facts => FaultDecision.Decide(in facts)).Distinct()];
        return $"| {row.Region} | {row.Access} | {row.Entry} | "
            + $"{string.Join(", ", answers.Select(answer => $"`{answer}`"))} |";
    }

    private static bool IsAllowed(FaultFacts facts) =>
        facts.Access == Access.Write ? (facts.Rights & Rights.Write) != 0 : facts.Rights != Rights.None;

    private static bool Is(FaultFacts facts, Access access, EntryState entry) =>
        facts.HasRegion && IsAllowed(facts) && facts.Access == access && facts.Entry == entry;

    private static bool IsBlockedWrite(FaultFacts facts) =>
        Is(facts, Access.Write, EntryState.Kept) || Is(facts, Access.Write, EntryState.ReadOnly);

    private static bool IsBlockedWrite(FaultFacts facts, PageOwner owner) =>
        IsBlockedWrite(facts) && !facts.IsShared && facts.Owner == owner;

    /// <param name="Region">The region of the page.</param>
    /// <param name="Access">What was wanted.</param>
    /// <param name="Entry">What the tables say.</param>
    /// <param name="Matches">Whether facts fall into this row.</param>
    internal sealed record Row(string Region, string Access, string Entry, Func<FaultFacts, bool> Matches);
}
