using Osmosis.Lab.Checking;
using Osmosis.Lab.Regions;

namespace Osmosis.Lab.Exercises;

public sealed class RegionsLab : SearchedLab
{
    private const string Spaces = "docs/SPACES.md";

    public override int Number => 11;

    public override string Title => "Regions: map, unmap in the middle, protect";

    public override string Trains => "sets of ranges, all or nothing, edges";

    public override string FileName => "Regions.cs";

    public override string ClassName => "Regions";

    public override Type Contract => typeof(IRegions);

    public override int Depth => 4;

    public override IReadOnlyList<int> ModelStates { get; } = [1, 11, 54, 168, 314];

    public override IReadOnlyList<Rule> Rules { get; } =
    [
        new(RuleNames.Ends, "Every call returns", 10, "E1", Spaces),
        new(RuleNames.Answers, "Every answer is right", 20, "S2, S6", Spaces),
        new(RegionsRules.Ranges, "Find finds what is mapped, and nothing else", 15, "S2", Spaces),
        new(RegionsRules.Rights, "Each page has the rights that it was given last", 10, "S2", Spaces),
        new(RegionsRules.Offsets, "Each page shows the page of the file that it showed before", 15, "S2", Spaces),
        new(RegionsRules.Merged, "Alike neighbours are one region, and others are not", 10, "S2", Spaces,
            IsForgivable: true),
        new(RuleNames.Refusals, "A refused call changes nothing", 15, "S6", Spaces),
        new(RuleNames.Reach, "Only the notes are read and written", 5, "S2", Spaces),
    ];

    public override World CreateWorld(object answer, IReadOnlySet<string> forgiven) =>
        new RegionsWorld((IRegions)answer, forgiven);
}
