using Osmosis.Lab.Paging;

namespace Osmosis.Lab.Exercises;

public sealed class UnmapLab : PagingLab
{
    public override int Number => 4;

    public override string Title => "Unmap, invalidate, give the table back";

    public override string Trains => "the TLB, ownership";

    public override Type Contract => typeof(IUnmap);

    public override IReadOnlyList<int> ModelStates { get; } = [1, 9, 42, 78, 38];
}
