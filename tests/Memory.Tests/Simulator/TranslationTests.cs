namespace Osmosis.Memory.Tests.Simulator;

/// <summary>The simulated walk follows Intel SDM volume 3, 4.3.</summary>
public class TranslationTests
{
    private readonly SmallMachine _machine = new();

    private SimulatedProcessor Processor => _machine.Processor;

    [Fact]
    public void A_mapped_page_leads_to_its_frame_with_the_offset()
    {
        Processor.Store(SmallMachine.Table + (100 * 4), 0x5000 | SmallMachine.Present | SmallMachine.Writable);
        Processor.Store((100 << 12) + 0x124, 0x1234_5678);
        Assert.Equal(0x1234_5678u, _machine.Memory.ReadWord(0x5124));
        Assert.Equal(0x34, Processor.LoadByte((100 << 12) + 0x126));
    }

    [Fact]
    public void The_recursive_entry_shows_tables_and_the_directory()
    {
        Assert.Equal(_machine.Memory.ReadWord(SmallMachine.Table + 4), Processor.Load(0xFFC0_0004));
        Assert.Equal(_machine.Memory.ReadWord(SmallMachine.Directory), Processor.Load(0xFFFF_F000));
    }

    [Fact]
    public void A_word_across_two_pages_is_taken_from_both_frames()
    {
        Processor.Store(SmallMachine.Table + (100 * 4), 0x7000 | SmallMachine.Present | SmallMachine.Writable);
        Processor.Store(SmallMachine.Table + (101 * 4), 0x5000 | SmallMachine.Present | SmallMachine.Writable);
        Processor.Store((101 << 12) - 2, 0xAABB_CCDD);
        Assert.Equal(0xDD, _machine.Memory.ReadByte(0x7FFE));
        Assert.Equal(0xCC, _machine.Memory.ReadByte(0x7FFF));
        Assert.Equal(0xBB, _machine.Memory.ReadByte(0x5000));
        Assert.Equal(0xAA, _machine.Memory.ReadByte(0x5001));
        Assert.Equal(0xAABB_CCDDu, Processor.Load((101 << 12) - 2));
    }

    [Fact]
    public void With_paging_off_addresses_are_physical()
    {
        Processor.LoadCr0(paging: false, writeProtect: false);
        Processor.Store(SmallMachine.Unmapped, 7);
        Assert.Equal(7u, _machine.Memory.ReadWord(SmallMachine.Unmapped));
    }

    [Fact]
    public void An_access_sets_the_accessed_bits_and_a_write_the_dirty_bit()
    {
        Processor.Load(SmallMachine.ReadOnlyPage);
        uint entry = _machine.Memory.ReadWord(SmallMachine.Table + (16 * 4));
        Assert.Equal(SmallMachine.ReadOnlyPage | SmallMachine.Present | SmallMachine.Accessed, entry);
        Assert.NotEqual(0u, _machine.Memory.ReadWord(SmallMachine.Directory) & SmallMachine.Accessed);

        Processor.Store(0x8000, 1);
        Assert.NotEqual(0u, _machine.Memory.ReadWord(SmallMachine.Table + (8 * 4)) & SmallMachine.Dirty);
        Assert.Equal(0u, _machine.Memory.ReadWord(SmallMachine.Table + (9 * 4)) & SmallMachine.Dirty);
    }

    [Fact]
    public void Permissions_of_directory_and_table_entry_are_combined()
    {
        Processor.LoadCr0(paging: false, writeProtect: false);
        Processor.Store(SmallMachine.Directory, SmallMachine.Table | SmallMachine.Present);
        Processor.LoadCr0(paging: true, writeProtect: true);
        SmallMachine.Stops(SimulationFault.WriteProtected, () => Processor.Store(0x8000, 1));
    }

    [Fact]
    public void A_write_to_a_read_only_page_faults_with_write_protection()
    {
        SimulationException exception = SmallMachine.Stops(SimulationFault.WriteProtected,
            () => Processor.Store(SmallMachine.ReadOnlyPage, 1));
        Assert.Contains("write to 0x00010000", exception.Message);
        Assert.Equal(42u, _machine.Memory.ReadWord(SmallMachine.ReadOnlyPage));
    }

    [Fact]
    public void A_write_to_a_read_only_page_succeeds_without_write_protection()
    {
        SmallMachine machine = new(writeProtect: false);
        machine.Processor.Store(SmallMachine.ReadOnlyPage, 1);
        Assert.Equal(1u, machine.Memory.ReadWord(SmallMachine.ReadOnlyPage));
    }

    [Fact]
    public void An_access_to_an_unmapped_page_faults()
    {
        SmallMachine.Stops(SimulationFault.NotMapped, () => Processor.Load(SmallMachine.Unmapped));
        SmallMachine.Stops(SimulationFault.NotMapped, () => Processor.StoreByte(0x8000_0000, 1));
        SmallMachine.Stops(SimulationFault.NotMapped, () => Processor.Fill(SmallMachine.Unmapped, 0, 2));
    }

    [Theory]
    [InlineData(SmallMachine.Directory + 4)]
    [InlineData(SmallMachine.Table + 400)]
    public void Bit_7_in_a_present_entry_is_refused(uint entry) =>
        SmallMachine.Stops(SimulationFault.ReservedBit,
            () => Processor.Store(entry, 0x5000 | 0x80 | SmallMachine.Present));

    [Fact]
    public void Entries_that_are_not_present_may_hold_anything() =>
        Processor.Store(SmallMachine.Directory + 4, 0xFFFF_FFFE);

    [Fact]
    public void An_unaligned_CR3_is_refused() =>
        SmallMachine.Stops(SimulationFault.ControlRegister, () => Processor.LoadCr3(SmallMachine.Directory + 4));
}
