using Osmosis.Lab.Checking;
using Osmosis.Lab.CopyOnWrite;

namespace Osmosis.Lab.Exercises;

public sealed class CopyOnWriteLab : SearchedLab
{
    private const string Spaces = "docs/SPACES.md";

    public override int Number => 10;

    public override string Title => "Copy-on-write, with owners";

    public override string Trains => "sharing, counts of owners, rights that are not the hardware's";

    public override string FileName => "Spaces.cs";

    public override string ClassName => "Spaces";

    public override Type Contract => typeof(ISpaces);

    public override int Depth => 6;

    public override IReadOnlyList<int> ModelStates { get; } = [1, 3, 7, 22, 63, 140, 233];

    public override IReadOnlyList<Rule> Rules { get; } =
    [
        new(RuleNames.Ends, "Every call returns", 10, "E1", Spaces),
        new(RuleNames.Answers, "Fork and OnFault answer true if regions and frames allow it, and only then", 10,
            "S4, S5", Spaces),
        new(SpacesRules.Sharing, "No page is writable that two spaces show, or that the region forbids, or that is the "
            + "frame of zeroes", 15, "S4, S7", Spaces),
        new(RuleNames.Contents, "A write shows in the space that wrote, and in no other", 15, "S4, S5", Spaces),
        new(SpacesRules.Copies, "A sole owner's page is taken over, not copied; a fork copies none", 10, "S4, S5",
            Spaces, IsForgivable: true),
        new(RuleNames.Tlb, "When a call returns, the TLB holds nothing that the tables don't say", 10, "S7",
            "Intel SDM volume 3, 4.10.4", IsForgivable: true),
        new(RuleNames.Owners, "A frame goes back with its last owner: not before, and not later", 15, "S7", Spaces,
            IsForgivable: true),
        new(RuleNames.Refusals, "A refused call changes nothing", 5, "S5, S6", Spaces, IsForgivable: true),
        new(RuleNames.Reach, "Only frames of one's own and the notes are read and written", 5, "S7", Spaces),
        new(RuleNames.Zeroed, "Tables and pages are whole before anybody can see them", 5, "P1, S3",
            "docs/PAGING.md; Intel SDM volume 3, 4.10.2", IsForgivable: true),
    ];

    public override World CreateWorld(object answer, IReadOnlySet<string> forgiven) =>
        new SpacesWorld((ISpaces)answer, forgiven);
}
