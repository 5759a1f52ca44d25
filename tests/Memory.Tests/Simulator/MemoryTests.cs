namespace Osmosis.Memory.Tests.Simulator;

/// <summary>The simulated memory knows which bytes were written, where memory is, and who may access it.</summary>
public class MemoryTests
{
    private const uint Rights = SmallMachine.Present | SmallMachine.Writable;

    private readonly SmallMachine _machine = new();

    private SimulatedProcessor Processor => _machine.Processor;

    [Fact]
    public void Reading_what_was_never_written_is_seen()
    {
        SimulationException exception = SmallMachine.Stops(SimulationFault.NeverWritten, () => Processor.Load(0x8000));
        Assert.Contains("0x00008000", exception.Message);
        SmallMachine.Stops(SimulationFault.NeverWritten, () => Processor.LoadByte(0x8FFF));
    }

    [Fact]
    public void Each_byte_of_a_word_must_have_been_written()
    {
        Processor.StoreByte(0x8000, 1);
        Processor.StoreByte(0x8001, 2);
        Processor.StoreByte(0x8003, 4);
        SmallMachine.Stops(SimulationFault.NeverWritten, () => Processor.Load(0x8000));
        Processor.StoreByte(0x8002, 3);
        Assert.Equal(0x0403_0201u, Processor.Load(0x8000));
        SmallMachine.Stops(SimulationFault.NeverWritten, () => Processor.Load(0x8001));
    }

    [Fact]
    public void Every_word_of_a_frame_remembers_being_written_on_its_own()
    {
        for (uint offset = 0; offset < 4096; offset += 8)
        {
            Processor.Store(0x8000 + offset, offset);
        }

        for (uint offset = 0; offset < 4096; offset += 8)
        {
            Assert.Equal(offset, Processor.Load(0x8000 + offset));
            SmallMachine.Stops(SimulationFault.NeverWritten, () => Processor.Load(0x8004 + offset));
        }
    }

    [Fact]
    public void Memory_ends_where_it_ends()
    {
        Processor.LoadCr0(paging: false, writeProtect: false);
        Processor.Store((4 << 20) - 4, 1);
        SmallMachine.Stops(SimulationFault.NoMemory, () => Processor.Store(4 << 20, 1));
    }

    [Fact]
    public void The_last_byte_of_4_GiB_can_be_memory()
    {
        PhysicalMemory memory = new(new EventHistory());
        memory.Install(0xFFFF_F000, 1UL << 32);
        memory.WriteByte(uint.MaxValue, 5);
        Assert.Equal(5, memory.ReadByte(uint.MaxValue));
    }

    [Fact]
    public void A_table_with_an_unwritten_word_is_seen_when_it_becomes_visible()
    {
        Processor.Fill(0x5000, 0, 1023);
        SimulationException exception = SmallMachine.Stops(
            SimulationFault.UnzeroedTable, () => Processor.Store(SmallMachine.Directory + 4, 0x5000 | Rights));
        Assert.Contains("0x00005ffc", exception.Message);
    }

    [Fact]
    public void A_table_with_old_contents_leaves_translations_behind_that_are_seen()
    {
        Processor.Fill(0x5000, 0x9000 | Rights, 1024);
        Processor.Store(SmallMachine.Directory + 4, 0x5000 | Rights);
        Processor.Fill(0x5000, 0, 1024);
        SmallMachine.Stops(SimulationFault.StaleTranslation, () => Processor.Load(4 << 20));
    }

    [Fact]
    public void A_directory_that_was_never_written_is_seen_when_it_is_loaded() =>
        SmallMachine.Stops(SimulationFault.UnzeroedTable, () => Processor.LoadCr3(0x6000));

    [Fact]
    public void Giving_back_a_mapped_frame_is_seen() =>
        SmallMachine.Stops(SimulationFault.FrameStillReachable, () => Processor.GiveBackFrame(9));

    [Fact]
    public void Giving_back_an_unmapped_frame_that_is_still_cached_is_seen()
    {
        Processor.Store(SmallMachine.Table + (9 * 4), 0);
        SmallMachine.Stops(SimulationFault.FrameStillReachable, () => Processor.GiveBackFrame(9));
        Processor.InvalidatePage(0x9000);
        Processor.GiveBackFrame(9);
    }

    [Fact]
    public void Giving_back_a_table_in_use_is_seen()
    {
        Processor.Fill(0x5000, 0, 1024);
        Processor.Store(SmallMachine.Table + (5 * 4), 0);
        Processor.InvalidatePage(0x5000);
        Processor.Store(SmallMachine.Directory + 4, 0x5000 | Rights);
        SmallMachine.Stops(SimulationFault.FrameStillReachable, () => Processor.GiveBackFrame(5));
        Processor.Store(SmallMachine.Directory + 4, 0);
        SmallMachine.Stops(SimulationFault.FrameStillReachable, () => Processor.GiveBackFrame(5));
        Processor.InvalidatePage(0xFFC0_1000);
        Processor.GiveBackFrame(5);
    }

    [Fact]
    public void What_was_in_a_frame_that_was_given_back_counts_as_never_written()
    {
        Processor.Store(0x9000, 1);
        Processor.Store(SmallMachine.Table + (9 * 4), 0);
        Processor.InvalidatePage(0x9000);
        Processor.GiveBackFrame(9);
        SmallMachine.Stops(SimulationFault.NeverWritten, () => _machine.Memory.ReadWord(0x9000));
    }

    [Fact]
    public void A_frame_with_two_owners_is_seen()
    {
        FrameOwners owners = new(_machine.Memory.History);
        owners.Claim(7, "the table of entry", 3);
        SimulationException exception = SmallMachine.Stops(SimulationFault.FrameOwnedTwice,
            () => owners.Claim(7, "the page at", 0x5000));
        Assert.Contains("frame 7 (0x00007000) is the page at 0x5000, and also the table of entry 0x3",
            exception.Message);
    }

    [Fact]
    public void The_history_tells_the_last_events_and_no_older_ones()
    {
        for (uint i = 0; i < 100; i++)
        {
            Processor.Store(0x8000 + (i * 4), i);
        }

        SimulationException exception = SmallMachine.Stops(SimulationFault.NotMapped,
            () => Processor.Load(SmallMachine.Unmapped));
        Assert.Contains("store 0x0000818c ← 0x00000063", exception.Message);
        Assert.Contains("store 0x00008094 ← 0x00000025", exception.Message);
        Assert.DoesNotContain("store 0x0000808c", exception.Message);
    }
}
