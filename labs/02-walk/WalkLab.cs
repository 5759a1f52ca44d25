using Osmosis.Lab.Checking;
using Osmosis.Lab.Walk;

namespace Osmosis.Lab.Exercises;

public sealed class WalkLab : SearchedLab
{
    public override int Number => 2;

    public override string Title => "Walk and resolve";

    public override string Trains => "the walk through two levels, rights of both";

    public override string FileName => "Paging.cs";

    public override string ClassName => "Paging";

    public override Type Contract => typeof(IWalk);

    public override int Depth => 3;

    public override IReadOnlyList<int> ModelStates { get; } = [1, 25, 247, 1215];

    public override IReadOnlyList<Rule> Rules { get; } =
    [
        new(RuleNames.Ends, "Every call returns", 10, "E1", "docs/PAGING.md"),
        new(WalkRules.Walk, "EntryOf finds the table's entry, or says that there is no table", 30, "P4",
            "Intel SDM volume 3, 4.3"),
        new(WalkRules.Resolve, "Resolve gives frame and offset, or says that nothing is mapped", 25, "P4",
            "docs/PAGING.md; Intel SDM volume 3, 4.3"),
        new(WalkRules.Rights, "Both levels decide who may do what", 25, "P6, P8, S1",
            "Intel SDM volume 3, 4.6"),
        new(RuleNames.Reach, "Only the directory and tables in use are read, and nothing is written", 10, "P4",
            "docs/PAGING.md"),
    ];

    public override World CreateWorld(object answer, IReadOnlySet<string> forgiven) =>
        new WalkWorld((IWalk)answer, new WalkMachine(forgiven));
}
