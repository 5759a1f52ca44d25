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
}
