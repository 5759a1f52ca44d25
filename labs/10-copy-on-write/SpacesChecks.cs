// What must hold in every space when a call of lab 10 returns.
using System.Numerics;
using Osmosis.Lab.Checking;
using Osmosis.Simulation;

namespace Osmosis.Lab.CopyOnWrite;

internal sealed class SpacesChecks(SpacesMachine machine, SpacesModel model)
{
    private PhysicalMemory Memory => machine.Processor.Memory;

    public void Run(string method)
    {
        machine.Exercise(SpacesRules.Sharing);
        machine.Exercise(SpacesRules.Copies);
        machine.Exercise(RuleNames.Contents);
        Dictionary<(int Group, int Page), uint> frames = [];
        foreach (Space space in model.All.ToList())
        {
            CheckSpace(space, frames, method);
        }

        machine.Exercise(RuleNames.Tlb);
        machine.CheckTlb(method);
        CheckOwners(method);
    }

    public void Answer(string method, bool got, bool isRight, string why)
    {
        machine.Exercise(RuleNames.Answers);
        if (got != isRight)
        {
            machine.Fail(RuleNames.Answers, $"{method} gives a wrong answer",
                new Fact("the right answer is", isRight ? "true" : "false"),
                new Fact($"{method} says", got ? "true" : "false"), Blame.Here, why);
        }
    }

    /// <summary>The child's directory is a frame of its own.</summary>
    public void Child(uint directory)
    {
        bool isOther = model.All.Any(space => (machine.FramesOf(space.Directory) >> (int)((directory >> 12)
            - LabMachine.FirstFrame) & 1) != 0);
        if ((directory & 0xFFF) != 0 || !machine.IsTaken(directory >> 12) || isOther)
        {
            machine.Fail(RuleNames.Answers, "Fork's child is no frame that was taken for its directory",
                new Fact("frames taken", LabMachine.Names(machine.Taken)), new Fact("child", $"0x{directory:x8}"),
                Blame.Here);
        }
    }

    /// <summary>Rule copies: a sole owner keeps its frame.</summary>
    public void TakenOver(uint address, bool isSole, uint frame)
    {
        uint now = machine.Processor.TablesSay(address >> 12) >> 12;
        if (isSole && now != frame && !machine.Forgiven.Contains(SpacesRules.Copies))
        {
            machine.Fail(SpacesRules.Copies, "a page is copied that no other space shows",
                new Fact("before the fault", $"0x{address & ~0xFFFu:x8} → 0x{frame << 12:x8}, its only owner"),
                new Fact("the tables say", $"0x{address & ~0xFFFu:x8} → 0x{now << 12:x8}"),
                Blame.StoreOfEntry(address >> 12));
        }
    }

    public void FailProgress(uint address) => machine.Fail(RuleNames.Answers,
        "OnFault answers true, and the same access faults again",
        new Fact("the access", $"writes to 0x{address:x8}, which the region allows"),
        new Fact("the tables say", $"0x{address & ~0xFFFu:x8} "
            + LabMachine.Words(machine.Processor.TablesSay(address >> 12))),
        Blame.StoreOfPage(address >> 12, isOfLastCall: true), machine.WhyFaults(address));

    private void CheckSpace(
        Space space, Dictionary<(int Group, int Page), uint> frames, string method)
    {
        List<Mapping> mappings = machine.Mappings(space.Directory);
        if (mappings.Count(SpacesMachine.IsKernels) != SpacesMachine.KernelMappings)
        {
            Fail(RuleNames.Contents, "the kernel's part is not the same in all spaces", space,
                "directory entries 0, 31 and 768 as in every directory", "others, or none", Blame.LastStore);
        }

        foreach (Mapping mapping in mappings.Where(mapping => !SpacesMachine.IsKernels(mapping)))
        {
            int page = IndexOf(mapping.Page);
            if (page < 0)
            {
                Fail(RuleNames.Contents, "a space shows a page that its parent never had", space,
                    $"0x{mapping.Page:x8} not mapped", $"{mapping}", Blame.LastStore);
            }

            CheckSharing(space, page, mapping, frames, method);
        }

        for (int page = 0; page < SpacePages.All.Count; page++)
        {
            CheckContents(space, page, mappings.Find(mapping => mapping.Page == SpacePages.All[page]));
        }
    }

    private void CheckSharing(
        Space space, int page, Mapping mapping, Dictionary<(int Group, int Page), uint> frames, string method)
    {
        int group = space.Pages[page].Group;
        bool isSole = group != 0 && model.All.Count(other => other.Pages[page].Group == group) == 1;
        string? why = !mapping.IsWritable ? null
            : SpacePages.All[page] == SpacePages.Text ? "the region may not be written"
            : mapping.Physical == SpacesMachine.ZeroFrame ? "the frame of zeroes is everybody's"
            : !isSole ? "another space shows the same frame" : null;
        if (why is not null)
        {
            Fail(SpacesRules.Sharing, $"a page is writable, and {why}", space, $"0x{mapping.Page:x8} read-only",
                $"{mapping}", BlameOfSharing(space, page, method));
        }

        uint right = group == 0 ? SpacesMachine.ZeroFrame : frames.GetValueOrDefault((group, page), mapping.Physical);
        if (mapping.Physical != right)
        {
            if (!machine.Forgiven.Contains(SpacesRules.Copies))
            {
                Fail(SpacesRules.Copies, "a page is copied before anybody wrote to it", space,
                    $"0x{mapping.Page:x8} → 0x{right:x8}", $"{mapping}",
                    Blame.StoreInFrame(TableOf(space, mapping.Page)));
            }

            model.Separate(space, page);
        }

        frames.TryAdd((group, page), mapping.Physical);
    }

    /// <summary>Which store shared the page: a fork's in the child's table, a fault's in the space's own.</summary>
    private Blame BlameOfSharing(Space space, int page, string method)
    {
        Space table = method != "Fork" ? space
            : model.All.Last(other => other.Pages[page].Group == space.Pages[page].Group);
        return Blame.StoreInFrame(TableOf(table, SpacePages.All[page]));
    }

    private uint TableOf(Space space, uint page) =>
        MappingWitness.Tables(Memory, space.Directory).GetValueOrDefault(page >> 22);

    private void CheckContents(Space space, int page, Mapping mapping)
    {
        uint address = SpacePages.All[page];
        if (!mapping.IsUser)
        {
            Fail(RuleNames.Contents, "a space lacks a page that its program may read", space,
                $"0x{address:x8} mapped, with bit 2, U, in both entries",
                mapping.Physical == 0 ? "nothing there" : $"{mapping}", Blame.StoreInFrame(TableOf(space, address)));
        }

        uint fill = SpacePages.FillOf(address);
        uint right = space.Pages[page].Value;
        Memory.TryReadWord(mapping.Physical + SpacePages.Offset, out uint said);
        uint kept = Memory.CountEqual(mapping.Physical, fill, SpacePages.Offset / 4);
        if (said != right || kept != SpacePages.Offset / 4)
        {
            (uint at, uint wanted) = said != right ? (SpacePages.Offset, right) : (kept * 4, fill);
            Memory.TryReadWord(mapping.Physical + at, out uint found);
            Fail(RuleNames.Contents, "a space reads what it must not read", space,
                $"0x{wanted:x8} at 0x{address + at:x8}", $"0x{found:x8}, in {mapping}",
                Blame.StoreInFrame(mapping.Physical >> 12));
        }
    }

    private void Fail(string rule, string what, Space space, string right, string said, Blame blame) => machine.Fail(
        rule, what, new Fact("there should be", right),
        new Fact($"the space with the directory 0x{space.Directory:x8} has", said), blame);

    private static int IndexOf(uint page)
    {
        for (int number = 0; number < SpacePages.All.Count; number++)
        {
            if (SpacePages.All[number] == page)
            {
                return number;
            }
        }

        return -1;
    }

    /// <summary>Rule owners: the frames taken are those of the spaces.</summary>
    private void CheckOwners(string method)
    {
        uint owned = 0;
        foreach (Space space in model.All)
        {
            owned |= machine.FramesOf(space.Directory);
        }

        uint lost = machine.Taken & ~owned;
        if (machine.Forgiven.Contains(RuleNames.Owners))
        {
            machine.TakeBack(lost);
        }
        else if (lost != 0)
        {
            uint first = LabMachine.FirstFrame + (uint)BitOperations.TrailingZeroCount(lost);
            machine.Fail(RuleNames.Owners, "a frame is taken that no space has",
                new Fact("the spaces have", LabMachine.Names(owned)),
                new Fact("frames taken", LabMachine.Names(machine.Taken)), Blame.Losing(first),
                $"no FreeFrame(0x{first << 12:x8}) came before the end of {method}");
        }
    }
}
