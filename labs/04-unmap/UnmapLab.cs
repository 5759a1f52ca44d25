using Osmosis.Lab.Paging;

namespace Osmosis.Lab.Exercises;

public sealed class UnmapLab : PagingLab
{
    public override int Number => 4;

    public override string Title => "Unmap, invalidate, give the table back";

    public override string Trains => "the TLB, ownership";

    public override Type Contract => typeof(IUnmap);

    public override int ModelStates => 168;
}
