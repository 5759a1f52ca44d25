using Osmosis.Lab.Checking;
using Osmosis.Lab.Paging;

namespace Osmosis.Lab.Exercises;

public sealed class MapLab : PagingLab
{
    public override int Number => 3;

    public override string Title => "Map, with a new table zeroed before it is visible";

    public override string Trains => "order of stores, refusals that leave no trace";

    public override Type Contract => typeof(IMap);

    public override IReadOnlyList<Rule> Rules => PagingRules.Without(RuleNames.Tlb);

    public override IReadOnlyList<int> ModelStates { get; } = [1, 9, 42, 72];
}
