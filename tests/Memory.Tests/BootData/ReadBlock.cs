// Boot data in memory, and the result of reading it.
namespace Osmosis.Memory.Tests.BootData;

internal abstract class ReadBlock
{
    protected ReadBlock() => Memory.Install(0, 1UL << 32);

    public BootInformation Information;

    public PhysicalAddress FaultAddress { get; protected set; }

    protected PhysicalMemory Memory { get; } = new(new EventHistory());

    protected SimulatedMachine Machine => new(new SimulatedProcessor(Memory));

    public abstract BootError Read();

    /// <summary>Reads, and expects an error at the address where it was planted.</summary>
    public void Refused(BootError error, uint at)
    {
        Assert.Equal(error, Read());
        Assert.Equal(new PhysicalAddress(at), FaultAddress);
    }

    public (ulong Start, ulong End, RegionKind Kind)[] Regions()
    {
        Assert.Equal(BootError.None, Read());
        return [.. Enumerable.Range(0, Information.Map.Count).Select(i => Information.Map[i])
            .Select(region => (region.Start, region.End, region.Kind))];
    }

    public bool IsReserved(uint address) =>
        Information.Reserved.Contains(Frame.Containing(new PhysicalAddress(address)));
}
