using Osmosis.Lab.Checking;
using Osmosis.Lab.PagingOn;

namespace Osmosis.Lab.Exercises;

public sealed class PagingOnLab : SearchedLab
{
    public override int Number => 7;

    public override string Title => "Turn paging on without a fault";

    public override string Trains => "the identity window, CR3 before PG";

    public override string FileName => "Startup.cs";

    public override string ClassName => "Startup";

    public override Type Contract => typeof(IStartup);

    public override int Depth => 3;

    public override IReadOnlyList<int> ModelStates { get; } = [1, 8];

    public override IReadOnlyList<Rule> Rules { get; } =
    [
        new(RuleNames.Ends, "Every call returns", 10, "E1, E5", "docs/PAGING.md"),
        new(PagingOnRules.Cr3, "CR3 holds a directory of your own before CR0.PG is set", 10, "L3",
            "Intel SDM volume 3, 4.1.2"),
        new(RuleNames.Zeroed, "Directory and tables are zeroed before the processor can see them", 15, "P1",
            "docs/PAGING.md; Intel SDM volume 3, 4.10.2", IsForgivable: true),
        new(PagingOnRules.Alive, "The kernel goes on after CR0.PG is set, and nothing faults", 15, "L2, E5",
            "docs/PAGING.md"),
        new(PagingOnRules.Window, "Each page of the window maps to itself, writable but for page 0, and no other page",
            20, "L1, L2, L5, P8", "docs/PAGING.md"),
        new(PagingOnRules.Programs, "No program reaches the window", 5, "S1", "Intel SDM volume 3, 4.6"),
        new(RuleNames.Reach, "Only frames that were taken are read and written", 5, "F1", "docs/PAGING.md"),
        new(PagingOnRules.OutOfFrames, "Without frames the answer says so, and paging stays off", 10, "P5, F4, E1",
            "docs/PAGING.md"),
        new(RuleNames.Owners, "A frame is taken as long as it is used, and no longer", 10, "P1, P5",
            "docs/PAGING.md", IsForgivable: true),
    ];

    public override World CreateWorld(object answer, IReadOnlySet<string> forgiven) =>
        new PagingOnWorld((IStartup)answer, new StartingMachine(forgiven));
}
