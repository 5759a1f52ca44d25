// The rules of labs 3 to 6. Each is a requirement of the specification, in a student's words.
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Paging;

internal static class PagingRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        new(RuleNames.Ends, "Every call returns", 10, "E1", "docs/PAGING.md"),
        new(RuleNames.Answers, "Every answer is right", 15, "P2, P3, P4, P5", "docs/PAGING.md"),
        new(RuleNames.Tables, "The tables say what was asked for, and nothing else", 15, "P2, P3, P6",
            "docs/PAGING.md; Intel SDM volume 3, 4.3"),
        new(RuleNames.Refusals, "A refused call changes nothing", 10, "P2, P5, P6", "docs/PAGING.md",
            IsForgivable: true),
        new(RuleNames.Reach, "Only the directory and its own tables are read and written", 5, "P1", "docs/PAGING.md"),
        new(RuleNames.Zeroed, "A table is zeroed before the processor can see it", 15, "P1",
            "docs/PAGING.md; Intel SDM volume 3, 4.10.2", IsForgivable: true),
        new(RuleNames.Tlb, "When a call returns, the TLB holds nothing that the tables don't say", 15, "P3, P6, S7",
            "Intel SDM volume 3, 4.10.4", IsForgivable: true),
        new(RuleNames.Owners, "A frame is taken as long as it is used, and no longer", 15, "P5, P7, F3",
            "docs/PAGING.md", IsForgivable: true),
    ];

    /// <summary>Without a rule that no call of a lab can break: its points go to the tables.</summary>
    public static IReadOnlyList<Rule> Without(string name)
    {
        int points = All.Single(rule => rule.Name == name).Points;
        return
        [
            .. All.Where(rule => rule.Name != name)
                .Select(rule => rule.Name == RuleNames.Tables ? rule with { Points = rule.Points + points } : rule),
        ];
    }
}
