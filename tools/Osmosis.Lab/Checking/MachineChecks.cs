// What must hold when a call has returned, in whichever lab it was.
using System.Numerics;
using Osmosis.Simulation;

namespace Osmosis.Lab.Checking;

internal static class MachineChecks
{
    /// <summary>Rule tlb: nothing cached differs from the tables. When that is forgiven, it is mended.</summary>
    public static void CheckTlb(this LabMachine machine, string method)
    {
        SimulatedProcessor processor = machine.Processor;
        bool isStale = processor.TryFindStale(out uint page);
        bool isStaleEntry = processor.TryFindStaleDirectoryEntry(out uint entry);
        if (machine.Forgiven.Contains(RuleNames.Tlb))
        {
            if (isStale || isStaleEntry)
            {
                processor.LoadCr3(processor.Cr3);
            }

            return;
        }

        if (isStale)
        {
            machine.Fail(RuleNames.Tlb, "the TLB still holds a translation that is not the tables' any more",
                new Fact("the tables say", $"0x{page << 12:x8} {LabMachine.Words(processor.TablesSay(page))}"),
                new Fact("the TLB says", $"0x{page << 12:x8} {LabMachine.Words(processor.CachedTranslation(page))}"),
                Blame.StoreOfPage(page),
                $"no InvalidatePage(0x{page << 12:x8}) came between this store and the end of {method}");
        }

        if (isStaleEntry)
        {
            machine.Fail(RuleNames.Tlb, "the processor still holds a directory entry that has changed",
                new Fact("the directory says", $"entry {entry}: {LabMachine.Words(processor.DirectorySays(entry))}"),
                new Fact("the processor holds",
                    $"entry {entry}: {LabMachine.Words(processor.CachedDirectoryEntry(entry))}"),
                Blame.StoreOfDirectoryEntry(entry),
                $"no InvalidatePage came between this store and the end of {method}");
        }
    }

    /// <summary>Every mapping below a directory; a table that isn't wholly written breaks the rule zeroed.</summary>
    public static List<Mapping> Mappings(this LabMachine machine, uint directory)
    {
        try
        {
            return MappingWitness.Mappings(machine.Processor.Memory, directory);
        }
        catch (SimulationException stop)
        {
            throw new BrokenRuleException(RuleNames.Zeroed, "a table in use holds words that nobody wrote", Fact.None,
                new Fact("the machine says", stop.Message.Split('\n')[0]), Blame.LastStore);
        }
    }

    /// <summary>Rule refusals: a call that refused has changed nothing.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="method">The method that has returned.</param>
    /// <param name="answer">What it answered.</param>
    /// <param name="isUnchanged">Machine and model are as before the call.</param>
    public static void CheckUnchanged(this LabMachine machine, string method, string answer, bool isUnchanged)
    {
        machine.Exercise(RuleNames.Refusals);
        if (!isUnchanged && !machine.Forgiven.Contains(RuleNames.Refusals))
        {
            machine.Fail(RuleNames.Refusals, $"{method} answers {answer}, and yet something has changed",
                new Fact("memory, TLB and frames should be", "as before the call"),
                new Fact("they are", "not as before"), Blame.LastStore);
        }
    }

    /// <summary>Rule owners: no frame is taken but those that have a use. When that is forgiven, they are taken back.
    /// </summary>
    /// <param name="machine">The machine.</param>
    /// <param name="owned">The frames of tables and pages, as <see cref="LabMachine.Taken"/> has them.</param>
    /// <param name="method">The method that has returned.</param>
    public static void CheckNoneLost(this LabMachine machine, uint owned, string method)
    {
        uint lost = machine.Taken & ~owned;
        if (machine.Forgiven.Contains(RuleNames.Owners))
        {
            machine.TakeBack(lost);
        }
        else if (lost != 0)
        {
            uint first = LabMachine.FirstFrame + (uint)BitOperations.TrailingZeroCount(lost);
            machine.Fail(RuleNames.Owners, "a frame is taken that nobody uses",
                new Fact("tables and pages are in", LabMachine.Names(owned)),
                new Fact("frames taken", LabMachine.Names(machine.Taken)), Blame.Losing(first),
                $"no FreeFrame(0x{first << 12:x8}) came before the end of {method}");
        }
    }
}
