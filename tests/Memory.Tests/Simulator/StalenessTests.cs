namespace Osmosis.Memory.Tests.Simulator;

/// <summary>The simulated caches drop nothing by themselves, and every use of a stale translation is noticed.</summary>
public class StalenessTests
{
    private const uint Page = 8 << 12;
    private const uint PageEntry = SmallMachine.Table + (8 * 4);
    private const uint Rights = SmallMachine.Present | SmallMachine.Writable;

    private readonly SmallMachine _machine = new();

    private SimulatedProcessor Processor => _machine.Processor;

    [Theory]
    [InlineData(0u)]
    [InlineData(0x9000 | Rights)]
    [InlineData(Page | SmallMachine.Present)]
    [InlineData(Page | Rights | 0x10)]
    public void A_changed_entry_without_INVLPG_is_seen_at_the_next_access(uint newEntry)
    {
        Processor.Store(Page, 1);
        Processor.Store(PageEntry, newEntry);
        SimulationException exception = SmallMachine.Stops(SimulationFault.StaleTranslation,
            () => Processor.Load(Page));
        Assert.Contains("0x00008000", exception.Message);
        Assert.Contains($"store 0x{PageEntry:x8} ← 0x{newEntry:x8}", exception.Message);
    }

    [Fact]
    public void A_translation_that_was_never_used_is_cached_all_the_same()
    {
        Processor.Store(PageEntry, 0);
        SmallMachine.Stops(SimulationFault.StaleTranslation, () => Processor.StoreByte(Page, 1));
    }

    [Fact]
    public void A_page_mapped_a_moment_ago_and_never_used_is_cached()
    {
        Processor.Store(SmallMachine.Table + 400, 0x5000 | Rights);
        Processor.Store(SmallMachine.Table + 400, 0);
        SmallMachine.Stops(SimulationFault.StaleTranslation, () => Processor.Load(100 << 12));
    }

    [Fact]
    public void After_INVLPG_the_new_entry_holds()
    {
        Processor.Store(PageEntry, 0x9000 | Rights);
        Processor.InvalidatePage(Page);
        Processor.Store(Page, 5);
        Assert.Equal(5u, _machine.Memory.ReadWord(0x9000));
    }

    [Fact]
    public void INVLPG_before_the_change_is_too_early()
    {
        Processor.InvalidatePage(Page);
        Processor.Store(PageEntry, 0x9000 | Rights);
        SmallMachine.Stops(SimulationFault.StaleTranslation, () => Processor.Load(Page));
    }

    [Fact]
    public void INVLPG_of_another_page_does_not_help()
    {
        Processor.Store(PageEntry, 0x9000 | Rights);
        Processor.InvalidatePage(Page + 0x1000);
        SmallMachine.Stops(SimulationFault.StaleTranslation, () => Processor.Load(Page));
    }

    [Fact]
    public void A_load_of_CR3_evicts_everything()
    {
        Processor.Store(PageEntry, 0x9000 | Rights);
        Processor.LoadCr3(SmallMachine.Directory);
        Processor.Store(Page, 5);
        Assert.Equal(5u, _machine.Memory.ReadWord(0x9000));
    }

    [Fact]
    public void Absence_is_never_cached()
    {
        SmallMachine.Stops(SimulationFault.NotMapped, () => Processor.Load(SmallMachine.Unmapped));
        Processor.Store(SmallMachine.Table + (0x20 * 4), 0x5000 | Rights);
        Processor.Store(SmallMachine.Unmapped, 9);
        Assert.Equal(9u, _machine.Memory.ReadWord(0x5000));
    }

    [Fact]
    public void A_removed_directory_entry_without_INVLPG_is_seen()
    {
        Processor.Fill(0x5000, 0, 1024);
        Processor.Store(SmallMachine.Directory + 4, 0x5000 | Rights);
        Processor.Store(SmallMachine.Directory + 4, 0);
        SmallMachine.Stops(SimulationFault.StaleDirectoryEntry, () => Processor.Load(4 << 20));
    }

    [Fact]
    public void INVLPG_of_any_page_drops_all_cached_directory_entries()
    {
        Processor.Fill(0x5000, 0, 1024);
        Processor.Store(SmallMachine.Directory + 4, 0x5000 | Rights);
        Processor.Store(SmallMachine.Directory + 4, 0);
        Processor.InvalidatePage(Page);
        SmallMachine.Stops(SimulationFault.NotMapped, () => Processor.Load(4 << 20));
    }

    [Fact]
    public void INVLPG_before_a_directory_entry_goes_is_too_early()
    {
        Processor.Fill(0x5000, 0, 1024);
        Processor.Store(SmallMachine.Directory + 4, 0x5000 | Rights);
        Processor.InvalidatePage(4 << 20);
        Processor.Store(SmallMachine.Directory + 4, 0);
        SmallMachine.Stops(SimulationFault.StaleDirectoryEntry, () => Processor.Load(4 << 20));
    }

    [Fact]
    public void A_directory_entry_that_leads_to_another_table_leaves_stale_pages()
    {
        Processor.Fill(0x5000, 0, 1024);
        Processor.Store(0x5000 + (8 * 4), 0x9000 | Rights);
        Processor.Store(0x5000 + (1 * 4), 0x1000 | Rights);
        Processor.Store(SmallMachine.Directory, 0x5000 | Rights);
        SmallMachine.Stops(SimulationFault.StaleTranslation, () => Processor.Load(Page));
    }

    public static TheoryData<string> Ways => [.. _ways.Keys];

    /// <summary>Each makes the translation of the page stale, or leaves it no table.</summary>
    private static readonly Dictionary<string, (SimulationFault Fault, Action<SmallMachine> Act)> _ways = new()
    {
        ["a store to the entry"] =
            (SimulationFault.StaleTranslation, machine => machine.Processor.Store(PageEntry, 0x9000 | Rights)),
        ["a store to one byte of it"] =
            (SimulationFault.StaleTranslation, machine => machine.Processor.StoreByte(PageEntry + 1, 0x90)),
        ["a fill"] = (SimulationFault.StaleTranslation, machine => machine.Processor.Fill(PageEntry, 0, 1)),
        ["a store through the recursive entry"] =
            (SimulationFault.StaleTranslation, machine => machine.Processor.Store(0xFFC0_0000 + (8 * 4), 0)),
        ["a store at the physical address"] =
            (SimulationFault.StaleTranslation, machine => machine.Processor.StorePhysical(PageEntry, 0)),
        ["a write by a device"] =
            (SimulationFault.StaleTranslation, machine => machine.Memory.WriteWord(PageEntry, 0)),
        ["a store to the directory entry"] =
            (SimulationFault.StaleTranslation, machine => machine.Processor.Store(SmallMachine.Directory, 0)),
        ["a table whose contents count as unwritten"] =
            (SimulationFault.UnzeroedTable, machine => machine.Memory.Forget(SmallMachine.Table >> 12)),
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_page_that_was_used_a_moment_ago_is_compared_again_after(string way)
    {
        // Whatever the processor marks in the entries involved is marked, and the page used once more.
        Processor.Store(Page, 1);
        foreach (uint table in (uint[])[SmallMachine.Directory, SmallMachine.Table])
        {
            Processor.Store(table + 2048, 0);
        }

        Processor.Store(0xFFC0_0000 + 2048, 0);
        Processor.Load(Page);
        Processor.Load(Page);
        _ways[way].Act(_machine);
        SmallMachine.Stops(_ways[way].Fault, () => Processor.Load(Page));
    }

    [Fact]
    public void A_page_that_was_used_a_moment_ago_is_where_the_restored_state_has_it()
    {
        Processor.Store(0x9000, 9);
        Processor.Store(Page, 8);
        MachineState first = Processor.Save();
        Processor.Store(PageEntry, 0x9000 | Rights | SmallMachine.Accessed | SmallMachine.Dirty);
        Processor.InvalidatePage(Page);
        MachineState second = Processor.Save();
        Assert.Equal(9u, Processor.Load(Page));
        Processor.Restore(first);
        Assert.Equal(8u, Processor.Load(Page));
        Processor.Restore(second);
        Assert.Equal(9u, Processor.Load(Page));
    }
}
