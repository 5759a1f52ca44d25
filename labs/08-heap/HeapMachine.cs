// The machine of lab 8: a heap that grows by pages, where the program's blocks are not the answer's to touch.
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Heaps;

internal sealed class HeapMachine(IReadOnlySet<string> forgiven, HeapModel model)
    : LabMachine(0, forgiven, paging: false)
{
    public const uint Start = 0x0040_0000;

    /// <summary>The most pages that the heap may have.</summary>
    public const uint MostPages = 3;

    private int _growths;
    private int _refusedGrowth;

    /// <summary>The pages that the heap has.</summary>
    public uint Pages { get; private set; }

    public uint End => Start + (Pages << 12);

    public override uint HeapStart => Start;

    public override uint Notes => NotesFrame << 12;

    /// <summary>A call begins, whose n-th request to grow is refused; 0: none is.</summary>
    public void BeginGrowth(int refused) => (_growths, _refusedGrowth) = (0, refused);

    public override bool TryGrowHeap()
    {
        bool isRefused = ++_growths == _refusedGrowth || Pages == MostPages;
        Note(isRefused ? MachineEventKind.Refused : MachineEventKind.Take, End);
        if (isRefused)
        {
            return false;
        }

        if (Forgiven.Contains(RuleNames.Zeroed))
        {
            Processor.Memory.Fill(End, 0, 1024);
        }

        Pages++;
        return true;
    }

    public override uint Load(uint address)
    {
        Exercise(RuleNames.Zeroed);
        RequireOwn(address, "reads");
        return base.Load(address);
    }

    public override void Store(uint address, uint value)
    {
        RequireOwn(address, "writes");
        base.Store(address, value);
    }

    /// <summary>The machine as it is now, with the pages of the heap.</summary>
    public Action SaveAll()
    {
        Action machine = Save();
        uint pages = Pages;
        return () =>
        {
            machine();
            Pages = pages;
        };
    }

    protected override string? OwnerInTheWay(uint frame, bool isWrite) =>
        frame == NotesFrame || (frame >= Start >> 12 && frame < End >> 12) ? null
        : frame >= Start >> 12 && frame < (Start >> 12) + MostPages ? "not the heap's yet: it must grow first"
        : "outside the heap";

    private void RequireOwn(uint address, string verb)
    {
        if (model.At(address) is { } block)
        {
            Fail(RuleNames.Reach, $"the answer {verb} 0x{address:x8}, which it has handed out",
                new Fact("the program has", $"{block}"), new Fact($"the answer {verb}", $"0x{address:x8}"), Blame.Here);
        }
    }
}
