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

    /// <summary>Rule tlb: nothing cached differs from the tables. When that is forgiven, it is mended.</summary>
    public void CheckTlb(string method)
    {
        Exercise(RuleNames.Tlb);
        bool isStale = Processor.TryFindStale(out uint page);
        bool isStaleEntry = Processor.TryFindStaleDirectoryEntry(out uint entry);
        if (Forgiven.Contains(RuleNames.Tlb))
        {
            if (isStale || isStaleEntry)
            {
                Processor.LoadCr3(Processor.Cr3);
            }

            return;
        }

        if (isStale)
        {
            Fail(RuleNames.Tlb, "the TLB still holds a translation that is not the tables' any more",
                new Fact("the tables say", $"0x{page << 12:x8} {Words(Processor.TablesSay(page))}"),
                new Fact("the TLB says", $"0x{page << 12:x8} {Words(Processor.CachedTranslation(page))}"),
                Blame.StoreOfPage(page),
                $"no InvalidatePage(0x{page << 12:x8}) came between this store and the end of {method}");
        }

        if (isStaleEntry)
        {
            Fail(RuleNames.Tlb, "the processor still holds a directory entry that has changed",
                new Fact("the directory says", $"entry {entry}: {Words(Processor.DirectorySays(entry))}"),
                new Fact("the processor holds", $"entry {entry}: {Words(Processor.CachedDirectoryEntry(entry))}"),
                Blame.StoreOfDirectoryEntry(entry),
                $"no InvalidatePage came between this store and the end of {method}");
        }
    }

    /// <summary>Every mapping below a directory; a table that isn't wholly written breaks the rule zeroed.</summary>
    public List<Mapping> Mappings(uint directory)
    {
        try
        {
            return MappingWitness.Mappings(Processor.Memory, directory);
        }
        catch (SimulationException stop)
        {
            throw new BrokenRuleException(RuleNames.Zeroed, "a table in use holds words that nobody wrote", Fact.None,
                new Fact("the machine says", stop.Message.Split('\n')[0]), Blame.LastStore);
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
