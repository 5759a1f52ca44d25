using Osmosis.Lab.Paging;

namespace Osmosis.Lab.Exercises;

public sealed class ProtectLab : PagingLab
{
    public override int Number => 5;

    public override string Title => "Protect, in both directions";

    public override string Trains => "the TLB, rights of two levels";

    public override Type Contract => typeof(IProtect);

    public override IReadOnlyList<int> ModelStates { get; } = [1, 9, 51, 162, 302];
}
