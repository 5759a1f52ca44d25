using Osmosis.Lab.Paging;

namespace Osmosis.Lab.Exercises;

public sealed class RangesLab : PagingLab
{
    public override int Number => 6;

    public override string Title => "Ranges that undo themselves";

    public override string Trains => "all or nothing";

    public override Type Contract => typeof(IRanges);

    public override IReadOnlyList<int> ModelStates { get; } = [1, 13, 74, 200, 346];
}
