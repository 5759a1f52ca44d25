using Osmosis.Lab.Checking;
using Osmosis.Lab.DemandZero;

namespace Osmosis.Lab.Exercises;

public sealed class DemandZeroLab : SearchedLab
{
    private const string Spaces = "docs/SPACES.md";

    public override int Number => 9;

    public override string Title => "Pages on demand";

    public override string Trains => "faults as control flow, pages that come zeroed";

    public override string FileName => "Faults.cs";

    public override string ClassName => "Faults";

    public override Type Contract => typeof(IFaults);

    public override int Depth => 6;

    public override IReadOnlyList<int> ModelStates { get; } = [1, 7, 18, 8];

    public override IReadOnlyList<Rule> Rules { get; } =
    [
        new(RuleNames.Ends, "Every call returns", 10, "E1", Spaces),
        new(RuleNames.Answers, "A fault is answered by true if region and frames allow it, and only then", 15, "S3",
            Spaces),
        new(RuleNames.Tables, "Only what was touched is mapped, and never with more rights than its region has", 15,
            "S3, S7", Spaces),
        new(RuleNames.Progress, "A page faults once: then the program goes on, and may do all that the region allows",
            15, "S3", Spaces),
        new(RuleNames.Contents, "What a program wrote stays", 10, "S3", Spaces),
        new(RuleNames.Refusals, "A refused fault changes nothing", 10, "P5, S6", Spaces, IsForgivable: true),
        new(RuleNames.Reach, "Only the directory and frames of one's own are read and written", 5, "P1",
            "docs/PAGING.md"),
        new(RuleNames.Zeroed, "Tables and pages are zeroed before anybody can see them", 10, "P1, S3",
            "docs/PAGING.md; Intel SDM volume 3, 4.10.2", IsForgivable: true),
        new(RuleNames.Owners, "A frame is taken as long as it is used, and no longer", 10, "P5, S7", "docs/PAGING.md",
            IsForgivable: true),
    ];

    public override World CreateWorld(object answer, IReadOnlySet<string> forgiven) =>
        new DemandZeroWorld((IFaults)answer, forgiven);
}
