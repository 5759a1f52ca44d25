// What must hold when a fault of lab 9 was answered.
using Osmosis.Lab.Checking;
using Osmosis.Simulation;

namespace Osmosis.Lab.DemandZero;

/// <param name="machine">The machine.</param>
/// <param name="values">What the program must read in each page; null for one that it never touched.</param>
internal sealed class DemandZeroChecks(DemandZeroMachine machine, uint?[] values)
{
    /// <summary>Rules tables and owners.</summary>
    public void Run(uint address)
    {
        machine.Exercise(RuleNames.Tables);
        List<Mapping> mappings = machine.Mappings(machine.Processor.Cr3);
        foreach (Mapping mapping in mappings)
        {
            CheckRights(mapping);
        }

        if (machine.Processor.TryFindStale(out uint page))
        {
            // The only entries that change are those that weren't present.
            FailTables("the TLB still holds a translation that is not the tables' any more",
                $"0x{page << 12:x8} {LabMachine.Words(machine.Processor.TablesSay(page))}",
                $"0x{page << 12:x8} {LabMachine.Words(machine.Processor.CachedTranslation(page))} (the TLB)",
                page << 12,
                "an entry that was present was changed, and its page not invalidated");
        }

        CheckOwners(mappings);
    }

    /// <summary>Rule contents: the program reads what it wrote, and zero before it wrote.</summary>
    public void Contents(int page)
    {
        machine.Exercise(RuleNames.Contents);
        uint address = ProgramPages.Inside[page];
        uint physical = (machine.Processor.TablesSay(address >> 12) & ~0xFFFu) | (address & 0xFFF);
        bool isWritten = machine.Processor.Memory.TryReadWord(physical, out uint said);
        if (!isWritten || said != values[page])
        {
            machine.Fail(RuleNames.Contents, "a program doesn't read what must be there",
                new Fact("there must be", $"0x{values[page]:x8} at 0x{address:x8}"),
                new Fact("there is", isWritten ? $"0x{said:x8}" : "what nobody wrote"),
                Blame.StoreOfPage(address >> 12));
        }
    }

    /// <summary>The frame of each page that the program touched; 0 for the others.</summary>
    public uint[] Frames() =>
    [
        .. ProgramPages.Inside.Select((address, page) =>
            values[page] is null ? 0 : machine.Processor.TablesSay(address >> 12) >> 12),
    ];

    /// <summary>Rule contents: a page that was there stays where it is.</summary>
    public void Kept(uint[] frames)
    {
        uint[] now = Frames();
        int page = Enumerable.Range(0, now.Length).FirstOrDefault(page => now[page] != frames[page], -1);
        if (page >= 0)
        {
            uint address = ProgramPages.Inside[page];
            machine.Fail(RuleNames.Contents, "a page that was there is another now: what the program wrote is lost",
                new Fact("the page was in", $"frame 0x{frames[page] << 12:x8}"),
                new Fact("the tables say", $"0x{address & ~0xFFFu:x8} "
                    + LabMachine.Words(machine.Processor.TablesSay(address >> 12))),
                Blame.StoreOfPage(address >> 12));
        }
    }

    public void FailProgress(uint address, bool isWrite, string what)
    {
        string access = $"the {(isWrite ? "write to" : "read of")} 0x{address:x8}";
        machine.Fail(RuleNames.Progress, $"{what}, by {access}", new Fact("the access", "is allowed by the region"),
            new Fact("the tables say", $"0x{address & ~0xFFFu:x8} "
                + LabMachine.Words(machine.Processor.TablesSay(address >> 12))),
            Blame.StoreOfPage(address >> 12), machine.WhyFaults(address));
    }

    public void FailAnswer(uint address, bool isWrite, bool isRight, uint?[] values, int refused)
    {
        int page = ProgramPages.PageOf(address);
        string why = page < 0 ? $"no region has 0x{address:x8}"
            : isWrite && !ProgramPages.IsWritable(page) ? "the region may not be written"
            : values[page] is not null ? "the page is there, by another thread's fault"
            : isRight ? "the region allows it, and there are frames enough"
            : refused != 0 ? "a frame could not be had" : "there are not frames enough";
        machine.Fail(RuleNames.Answers, "OnFault gives a wrong answer",
            new Fact("the right answer is", isRight ? "true" : "false"),
            new Fact("OnFault says", isRight ? "false" : "true"), Blame.Here, why);
    }

    private void CheckRights(Mapping mapping)
    {
        int page = ProgramPages.PageOf(mapping.Page);
        if (page < 0 || values[page] is null)
        {
            FailTables(page < 0 ? "a page is mapped where no region is" : "a page is mapped that nobody touched",
                $"0x{mapping.Page:x8} not mapped", $"{mapping}", mapping.Page);
        }

        if (mapping.IsWritable && !ProgramPages.IsWritable(page))
        {
            FailTables("a page of a read-only region is writable", $"0x{mapping.Page:x8} read-only", $"{mapping}",
                mapping.Page);
        }

        if (!machine.IsTaken(mapping.Physical >> 12))
        {
            FailTables("a page is mapped to a frame that was not taken",
                $"one of {LabMachine.Names(machine.Taken)}", $"{mapping}", mapping.Page);
        }
    }

    private void FailTables(string what, string right, string said, uint page, string why = "") => machine.Fail(
        RuleNames.Tables, what, new Fact("there should be", right), new Fact("the tables say", said),
        Blame.StoreOfPage(page >> 12), why);

    /// <summary>Rule owners: a frame is a table, or one page.</summary>
    private void CheckOwners(List<Mapping> mappings)
    {
        IGrouping<uint, Mapping>? shared =
            mappings.GroupBy(mapping => mapping.Physical).FirstOrDefault(pages => pages.Count() > 1);
        if (shared is not null)
        {
            machine.Fail(RuleNames.Owners, "two pages have one frame", new Fact("a page", "has a frame of its own"),
                new Fact("the tables say", string.Join(", ", shared)), Blame.StoreOfPage(shared.Last().Page >> 12));
        }

        machine.CheckNoneLost(machine.OwnedFrames(mappings), "OnFault");
    }
}
