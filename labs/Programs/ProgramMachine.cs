// The machine of the labs that have programs: regions, accesses in user mode, and a watch over what becomes visible.
using Osmosis.Lab.Checking;
using Osmosis.Simulation;

namespace Osmosis.Lab.Programs;

/// <summary>A machine with a program's regions.</summary>
/// <param name="frames">The number of frames that can be taken.</param>
/// <param name="forgiven">The rules that are not watched any more.</param>
/// <param name="regions">What the program may use.</param>
internal class ProgramMachine(int frames, IReadOnlySet<string> forgiven, IReadOnlyList<Region> regions)
    : LabMachine(frames, forgiven)
{
    public override bool TryFindRegion(uint address, out bool isWritable)
    {
        foreach (Region region in regions)
        {
            if (region.Contains(address))
            {
                isWritable = region.IsWritable;
                return true;
            }
        }

        isWritable = false;
        return false;
    }

    /// <summary>Rule zeroed: a frame is ready at the moment when a table entry makes it a program's.</summary>
    public override void Store(uint address, uint value)
    {
        bool wasWritten = Processor.Memory.TryReadWord(address, out uint old);
        base.Store(address, value);
        (uint page, bool isDirectory) = EntryAt(address);
        bool isNew = !wasWritten || (old & 1) == 0 || old >> 12 != value >> 12;
        if (page == MachineEvent.NoPage || isDirectory || (value & 1) == 0 || !isNew || !IsTaken(value >> 12))
        {
            return;
        }

        Exercise(RuleNames.Zeroed);
        if (WhyUnready(value >> 12) is { } why)
        {
            Fail(RuleNames.Zeroed, "a program can reach a page before the page is ready",
                new Fact("the entry says", $"0x{page << 12:x8} {Words(value)}"), new Fact("the frame", why),
                Blame.StoreOfEntry(page),
                "another thread, or the next interrupt, reads what somebody else left in the frame");
        }
    }

    /// <summary>Why a frame is not fit to be a program's page; null when it is.</summary>
    protected virtual string? WhyUnready(uint frame)
    {
        try
        {
            Processor.Memory.ReadTable(frame);
            return null;
        }
        catch (SimulationException)
        {
            return $"0x{frame << 12:x8} has words that nobody wrote";
        }
    }

    /// <summary>Why a program's access faults, from the entries of the loaded tables.</summary>
    public string WhyFaults(uint address)
    {
        uint entry = address >> 22;
        uint directory = Processor.DirectorySays(entry);
        uint page = Processor.TablesSay(address >> 12);
        return (directory & 1) == 0 ? $"directory entry {entry} is not present"
            : (page & 1) == 0 ? $"entry {(address >> 12) & 1023} of the table is not present"
            : (directory & 4) == 0 ? $"directory entry {entry} keeps programs out: bit 2, U, is clear"
            : (page & 4) == 0 ? "the table entry keeps programs out: bit 2, U, is clear"
            : (directory & 2) == 0 ? $"directory entry {entry} allows no writes: bit 1, W, is clear"
            : "the table entry allows no writes: bit 1, W, is clear";
    }
}
