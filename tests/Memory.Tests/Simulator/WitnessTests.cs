namespace Osmosis.Memory.Tests.Simulator;

/// <summary>The independent reader of mappings is right itself.</summary>
public class WitnessTests
{
    private readonly SmallMachine _machine = new();

    private List<Mapping> Mappings => MappingWitness.Mappings(_machine.Memory, SmallMachine.Directory);

    [Fact]
    public void It_lists_every_mapping_once_in_order()
    {
        List<Mapping> low = Mappings.FindAll(mapping => mapping.Page < 0xFFC0_0000);
        Assert.Equal(17, low.Count);
        Assert.All(low, mapping => Assert.Equal(mapping.Page, mapping.Physical));
        Assert.Equal([.. low.Select(mapping => mapping.Page).Order()], low.Select(mapping => mapping.Page));
        Assert.Equal([SmallMachine.ReadOnlyPage],
            low.FindAll(mapping => !mapping.IsWritable).Select(mapping => mapping.Page));
    }

    [Fact]
    public void It_sees_tables_through_the_recursive_entry() => Assert.Equal(
        [(0xFFC0_0000, SmallMachine.Table), (0xFFFF_F000, SmallMachine.Directory)],
        Mappings.FindAll(mapping => mapping.Page >= 0xFFC0_0000).Select(mapping => (mapping.Page, mapping.Physical)));

    [Fact]
    public void It_tells_flags_apart()
    {
        _machine.Processor.Store(SmallMachine.Table + 400, 0x5000 | 0x1F);
        _machine.Processor.Store(SmallMachine.Table + 404, 0x6000 | 0x09);
        Assert.Equal(new Mapping(100 << 12, 0x5000, true, false, true, true),
            Assert.Single(Mappings, mapping => mapping.Page == 100 << 12));
        Assert.Equal(new Mapping(101 << 12, 0x6000, false, false, true, false),
            Assert.Single(Mappings, mapping => mapping.Page == 101 << 12));
    }

    [Fact]
    public void It_lists_the_tables() => Assert.Equal(
        [new KeyValuePair<uint, uint>(0, SmallMachine.Table >> 12),
            new KeyValuePair<uint, uint>(1023, SmallMachine.Directory >> 12)],
        MappingWitness.Tables(_machine.Memory, SmallMachine.Directory));

    [Fact]
    public void Processor_and_witness_agree_on_all_of_memory()
    {
        Dictionary<uint, Mapping> mappings = Mappings.ToDictionary(mapping => mapping.Page);
        for (ulong page = 0; page < 1UL << 32; page += 4096)
        {
            bool isMapped = true;
            try
            {
                _machine.Processor.LoadByte((uint)page);
            }
            catch (SimulationException exception)
                when (exception.Fault is SimulationFault.NotMapped or SimulationFault.NeverWritten)
            {
                isMapped = exception.Fault == SimulationFault.NeverWritten;
            }

            Assert.Equal(mappings.ContainsKey((uint)page), isMapped);
            page += page < 1 << 22 ? 0u : 0x3F_F000;
        }
    }
}
