using Osmosis.Lab.Checking;
using Osmosis.Lab.Frames;

namespace Osmosis.Lab.Exercises;

public sealed class FramesLab : SearchedLab
{
    public override int Number => 1;

    public override string Title => "Frames: allocate, free, exhaustion, memory map";

    public override string Trains => "ownership, refusal as a value";

    public override string FileName => "Frames.cs";

    public override string ClassName => "Frames";

    public override Type Contract => typeof(IFrames);

    public override int Depth => 20;

    public override IReadOnlyList<int> ModelStates { get; } = [1, 7, 6, 6, 10, 9, 7, 3, 1];

    public override IReadOnlyList<Rule> Rules { get; } =
    [
        new(RuleNames.Ends, "Every call returns", 10, "E1, F4", "docs/PAGING.md"),
        new(FramesRules.Usable, "Only frames that the memory map allows are handed out", 20, "F1, F2",
            "docs/PAGING.md", IsForgivable: true),
        new(FramesRules.Once, "A frame is handed out to one caller until it is freed", 20, "F1", "docs/PAGING.md"),
        new(FramesRules.All, "Every usable frame can be had, and after the last one the answer is false", 20,
            "F1, F2, F4", "docs/PAGING.md", IsForgivable: true),
        new(FramesRules.Frees, "A taken frame can be freed, and nothing else", 20, "F3", "docs/PAGING.md"),
        new(RuleNames.Reach, "Only notes and free frames are read and written", 10, "F1", "docs/PAGING.md"),
    ];

    public override World CreateWorld(object answer, IReadOnlySet<string> forgiven) =>
        new FramesWorld((IFrames)answer, new FramesMachine(forgiven));
}
