// What must hold when a call of labs 3 to 6 returns.
using Osmosis.Lab.Checking;
using Osmosis.Simulation;

namespace Osmosis.Lab.Paging;

internal sealed class PagingChecks(LabMachine machine, PagingModel model)
{
    private SimulatedProcessor Processor => machine.Processor;

    public void Run(string method)
    {
        CheckTables(method);
        machine.CheckTlb(method);
    }

    /// <summary>Rule tables: every page has what the model says, and no other page is mapped.</summary>
    private void CheckTables(string method)
    {
        machine.Exercise(RuleNames.Tables);

        // A page that nobody asked for comes first: what is missing elsewhere is often what went there.
        foreach (Mapping mapping in machine.Mappings(Processor.Cr3))
        {
            if (!model.Pages.Contains(mapping.Page))
            {
                FailTables(method, mapping.Page, "not mapped",
                    Blame.StoreOfPage(mapping.Page >> 12).OrWhereComputed());
            }
        }

        for (int page = 0; page < model.Pages.Count; page++)
        {
            uint address = model.Pages[page];
            uint said = Processor.TablesSay(address >> 12) & 0xFFFF_F007;
            uint right = model[page]?.Entry ?? 0;
            if (said == right)
            {
                continue;
            }

            uint directory = Processor.DirectorySays(address >> 22);
            bool isDirectoryReadOnly = (right & 2) != 0 && (directory & 3) == 1;
            FailTables(method, address, LabMachine.Words(right),
                isDirectoryReadOnly ? Blame.StoreOfDirectoryEntry(address >> 22)
                    : Blame.StoreOfPage(address >> 12, isOfLastCall: true),
                isDirectoryReadOnly
                    ? $"directory entry {address >> 22} is read-only, and so are all its pages"
                    : (said & 4) != 0 ? "programs may reach it: bit 2, U, is set"
                    : $"its directory entry is {address >> 22}, and in the table its entry is "
                        + $"{(address >> 12) & 1023}");
        }
    }

    private void FailTables(string method, uint page, string right, Blame blame, string why = "") => machine.Fail(
        RuleNames.Tables, $"after {method} the tables don't say what was asked for",
        new Fact("asked for was", $"0x{page:x8} {right}"),
        new Fact("the tables say", $"0x{page:x8} {LabMachine.Words(Processor.TablesSay(page >> 12))}"), blame, why);

    /// <summary>Rule owners: the frames taken are the tables that have a page, and the pages' own.</summary>
    public void CheckOwners(string method)
    {
        bool isForgiven = machine.Forgiven.Contains(RuleNames.Owners);
        uint owned = PageFrames();
        foreach ((uint directory, uint frame) in MappingWitness.Tables(Processor.Memory, Processor.Cr3))
        {
            if (!machine.IsTaken(frame))
            {
                machine.Fail(RuleNames.Owners, $"directory entry {directory} points to a frame that was not taken",
                    new Fact("frames taken", LabMachine.Names(machine.Taken)),
                    new Fact("the directory says", $"entry {directory}: table in frame 0x{frame << 12:x8}"),
                    Blame.StoreOfDirectoryEntry(directory));
            }

            if (!isForgiven && !model.UsesTable(directory))
            {
                machine.Fail(RuleNames.Owners, "an empty table was not given back",
                    new Fact("pages below it", "none"),
                    new Fact("the directory says", $"entry {directory}: table in frame 0x{frame << 12:x8}"),
                    Blame.Emptying(directory, frame),
                    $"no FreeFrame(0x{frame << 12:x8}) came before the end of {method}");
            }

            owned |= LabMachine.Bit(frame);
        }

        machine.CheckNoneLost(owned, method);
    }

    private uint PageFrames()
    {
        uint owned = 0;
        for (int page = 0; page < model.Pages.Count; page++)
        {
            if (model[page] is Mapped mapped && machine.IsTaken(mapped.Frame >> 12))
            {
                owned |= LabMachine.Bit(mapped.Frame >> 12);
            }
        }

        return owned;
    }
}
