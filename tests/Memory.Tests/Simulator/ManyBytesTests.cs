namespace Osmosis.Memory.Tests.Simulator;

/// <summary>Accesses to many bytes at once are as strict as accesses to one.</summary>
public class ManyBytesTests
{
    private const uint PageEnd = 0x9000;

    private readonly SmallMachine _machine = new();

    private SimulatedProcessor Processor => _machine.Processor;

    [Theory]
    [InlineData(0x8000u, 1)]
    [InlineData(0x8001u, 200)]
    [InlineData(0x803Fu, 2)]
    [InlineData(0x8040u, 64)]
    [InlineData(0x8FC0u, 64)]
    [InlineData(0x8FFBu, 4102)]
    public void Bytes_come_back_and_their_neighbours_stay_unwritten(uint address, int count)
    {
        byte[] bytes = [.. Enumerable.Range(1, count).Select(i => (byte)i)];
        Processor.StoreBytes(address, bytes);
        byte[] found = new byte[count];
        Processor.LoadBytes(address, found);
        Assert.Equal(bytes, found);
        Assert.All(Enumerable.Range(0, count), i => Assert.Equal(bytes[i], Processor.LoadByte(address + (uint)i)));
        SmallMachine.Stops(SimulationFault.NeverWritten, () => Processor.LoadByte(address - 1));
        SmallMachine.Stops(SimulationFault.NeverWritten, () => Processor.LoadByte(address + (uint)count));
    }

    [Theory]
    [InlineData(0x8004u, 1u)]
    [InlineData(0x803Cu, 2u)]
    [InlineData(0x8FFCu, 1026u)]
    public void Words_are_filled_and_their_neighbours_stay_unwritten(uint address, uint words)
    {
        Processor.Fill(address, 0x1234_5678, words);
        Assert.Equal(words, Processor.CountEqual(address, 0x1234_5678, words));
        SmallMachine.Stops(SimulationFault.NeverWritten, () => Processor.LoadByte(address - 1));
        SmallMachine.Stops(SimulationFault.NeverWritten, () => Processor.LoadByte(address + (words * 4)));
    }

    [Fact]
    public void One_byte_that_was_never_written_is_seen_among_many()
    {
        Processor.StoreBytes(0x8000, new byte[0x123]);
        Processor.StoreBytes(0x8124, new byte[0x100]);
        SimulationException exception = SmallMachine.Stops(SimulationFault.NeverWritten,
            () => Processor.LoadBytes(0x8010, new byte[0x180]));
        Assert.Contains("0x00008123", exception.Message);
    }

    [Fact]
    public void Counting_looks_at_no_word_after_the_first_that_differs()
    {
        Processor.Fill(0x8000, 0, 20);
        Assert.Equal(20u, Processor.CountEqual(0x8000, 0, 20));
        SimulationException exception = SmallMachine.Stops(SimulationFault.NeverWritten,
            () => Processor.CountEqual(0x8000, 0, 21));
        Assert.Contains("0x00008050", exception.Message);
        Processor.Store(0x8010, 1);
        Assert.Equal(4u, Processor.CountEqual(0x8000, 0, 21));
    }

    [Fact]
    public void Every_page_is_translated()
    {
        SmallMachine.Stops(SimulationFault.NotMapped,
            () => Processor.StoreBytes(SmallMachine.Unmapped - 4, new byte[8]));
        SmallMachine.Stops(SimulationFault.WriteProtected,
            () => Processor.StoreBytes(SmallMachine.ReadOnlyPage - 4, new byte[8]));
        Processor.StoreBytes(PageEnd - 4, new byte[8]);
        Processor.Memory.WriteWord(SmallMachine.Table + ((PageEnd >> 12) * 4), 0);
        SmallMachine.Stops(SimulationFault.StaleTranslation, () => Processor.LoadBytes(PageEnd - 4, new byte[8]));
        SmallMachine.Stops(SimulationFault.StaleTranslation, () => Processor.CountEqual(PageEnd - 4, 0, 2));
    }

    [Fact]
    public void A_page_table_is_not_a_programs_memory() =>
        SmallMachine.Stops(SimulationFault.FrameOwnedTwice,
            () => Processor.StoreBytes(SmallMachine.Table - 2, new byte[4]));
}
