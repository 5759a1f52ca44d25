// The machine of lab 2: the checker changes the tables, and the answer reads them.
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Walk;

internal sealed class WalkMachine(IReadOnlySet<string> forgiven) : LabMachine(0, forgiven)
{
    /// <summary>The checker changes an entry, and the processor forgets what it held.</summary>
    public void Change(uint entryAddress, uint entry)
    {
        Processor.StorePhysical(entryAddress, entry);
        Processor.LoadCr3(Processor.Cr3);
    }

    public override void Store(uint address, uint value)
    {
        Note(MachineEventKind.Store, address, value);
        Fail(RuleNames.Reach, $"the answer writes 0x{address:x8}, and is to read only", Fact.None,
            new Fact("written was", $"0x{value:x8}"), Blame.Here);
    }

    public override bool TryAllocateFrame(out uint address) =>
        throw new InvalidOperationException("this lab's machine has no frames: the answer only reads");

    public override void FreeFrame(uint address) =>
        throw new InvalidOperationException("this lab's machine has no frames: the answer only reads");

    protected override string? OwnerInTheWay(uint frame, bool isWrite)
    {
        if (frame == DirectoryFrame || Processor.TryFindDirectoryEntryOf(frame, out _))
        {
            return null;
        }

        for (uint directory = 0; directory < 1024; directory++)
        {
            if (Processor.Memory.TryReadWord(Directory + (directory << 2), out uint entry) && entry != 0
                && entry >> 12 == frame)
            {
                return $"not a table now: directory entry {directory} is 0x{entry:x8}, which is not present";
            }
        }

        return "neither the directory nor one of its tables";
    }
}
