// The machine of lab 1: a memory map, notes, and frames that belong to the answer until it hands them out.
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Frames;

internal sealed class FramesMachine(IReadOnlySet<string> forgiven) : LabMachine(0, forgiven, paging: false)
{
    /// <summary>The map that the answer reads; null before its first call.</summary>
    public MemoryMap? Map { get; set; }

    /// <summary>Bit n: the n-th usable frame is taken.</summary>
    public uint Handed { get; set; }

    /// <summary>The frames that were handed out and should not have been, once this is forgiven.</summary>
    public IReadOnlyList<uint> Strays { get; set; } = [];

    public override uint Notes => NotesFrame << 12;

    public override uint MemoryMapEntries => (uint)Map!.Entries.Length;

    public override uint KernelEnd => Map!.KernelEnd;

    /// <summary>The number of a frame among the usable ones; -1 when it isn't usable.</summary>
    public int IndexOf(uint frame)
    {
        IReadOnlyList<uint> usable = Map!.Usable;
        for (int index = 0; index < usable.Count; index++)
        {
            if (usable[index] == frame)
            {
                return index;
            }
        }

        return -1;
    }

    public bool IsHanded(int index) => ((Handed >> index) & 1) != 0;

    /// <summary>The addresses of the usable frames that nobody has.</summary>
    public string FreeNames() => List(index => !IsHanded(index));

    /// <summary>The addresses of the frames that callers have.</summary>
    public string HandedNames() => List(IsHanded);

    public override void MemoryMap(uint entry, out uint start, out uint bytes, out bool isUsable)
    {
        if (entry >= MemoryMapEntries)
        {
            throw new InvalidOperationException($"the memory map has no entry {entry}: it has {MemoryMapEntries}");
        }

        (start, bytes, isUsable) = Map!.Entries[entry];
    }

    public override uint Load(uint address)
    {
        try
        {
            return base.Load(address);
        }
        catch (BrokenRuleException broken) when (broken.Rule == RuleNames.Zeroed)
        {
            throw new BrokenRuleException(RuleNames.Reach,
                $"the answer reads 0x{address:x8}, which nobody has written", broken.Expected, broken.Said,
                Blame.Here);
        }
    }

    public override bool TryAllocateFrame(out uint address) =>
        throw new InvalidOperationException("this lab's machine has no TryAllocateFrame: it is what you write");

    public override void FreeFrame(uint address) =>
        throw new InvalidOperationException("this lab's machine has no FreeFrame: it is what you write");

    protected override string? OwnerInTheWay(uint frame, bool isWrite) =>
        frame == NotesFrame ? null
        : IndexOf(frame) is not (>= 0 and int index) ? $"not the answer's: {Map!.WhyNot(frame)}"
        : IsHanded(index) ? "the caller's: TryAllocate handed it out"
        : null;

    private string List(Predicate<int> isIt)
    {
        string list = string.Join(", ",
            from index in Enumerable.Range(0, Map!.Usable.Count)
            where isIt(index)
            select $"0x{Map.Usable[index] << 12:x8}");
        return list.Length == 0 ? "none" : list;
    }
}
