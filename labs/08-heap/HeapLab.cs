using Osmosis.Lab.Checking;
using Osmosis.Lab.Heaps;

namespace Osmosis.Lab.Exercises;

public sealed class HeapLab : SearchedLab
{
    private const string Paging = "docs/PAGING.md";

    public override int Number => 8;

    public override string Title => "A heap: split, merge, grow";

    public override string Trains => "invariants of a structure that describes itself";

    public override string FileName => "Heap.cs";

    public override string ClassName => "Heap";

    public override Type Contract => typeof(IHeap);

    public override int Depth => 5;

    public override IReadOnlyList<int> ModelStates { get; } = [1, 4, 10, 16, 20];

    public override IReadOnlyList<Rule> Rules { get; } =
    [
        new(RuleNames.Ends, "Every call returns", 10, "E1", Paging),
        new(RuleNames.Answers, "Sizes that can't be had get 0; Free answers true for a block that is handed out, and "
            + "false for all else", 15, "H1, H4, H5", Paging),
        new(HeapRules.Blocks, "A block is aligned, inside the heap, and nobody else's", 20, "H1, H5", Paging,
            IsForgivable: true),
        new(HeapRules.Fit, "What fits is handed out: free neighbours are one", 20, "H6", Paging, IsForgivable: true),
        new(HeapRules.Growth, "The heap grows only if nothing fits, and no more than it must", 10, "H2, H3", Paging,
            IsForgivable: true),
        new(RuleNames.Refusals, "A refused call changes nothing", 10, "H1, H3, H4", Paging, IsForgivable: true),
        new(RuleNames.Reach, "What is handed out is the program's: it is neither read nor written", 10, "H5", Paging),
        new(RuleNames.Zeroed, "Nothing is read that nobody wrote", 5, "H8", Paging, IsForgivable: true),
    ];

    public override World CreateWorld(object answer, IReadOnlySet<string> forgiven) =>
        new HeapWorld((IHeap)answer, forgiven);
}
