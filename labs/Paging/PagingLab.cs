using Osmosis.Lab.Checking;
using Osmosis.Lab.Images;

namespace Osmosis.Lab.Paging;

/// <summary>What labs 3 to 6 have in common: one file, which grows from lab to lab.</summary>
public abstract class PagingLab : SearchedLab
{
    public override string FileName => "Paging.cs";

    public override string ClassName => "Paging";

    public override int Depth => 4;

    public override IReadOnlyList<Rule> Rules => PagingRules.All;

    public override World CreateWorld(object answer, IReadOnlySet<string> forgiven) =>
        new PagingWorld(answer, forgiven);

    public override IReadOnlyList<string> MakeImage(LabWork work, string folder) =>
        new AnswerKernel(this, work).Make(folder);
}
