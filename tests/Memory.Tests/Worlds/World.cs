// A whole machine with the core running on it, booted in the kernel's order.
namespace Osmosis.Memory.Tests.Worlds;

/// <summary>Frames, paging and heap on one simulated processor. The core's structures are fields, as in the kernel: they are used in place.</summary>
public sealed class World
{
    private const uint Secret = 0x5EC2_E701;

    public CorePaging Paging;
    public CoreHeap Heap;

    private World(WorldOptions options)
    {
        Options = options;
        Processor = new SimulatedProcessor(new PhysicalMemory(new EventHistory()));
        Processor.Memory.Install(0, options.MemoryEnd);
        Frames = new FramePool(Processor);
        Assert.True(MemoryLayout.TryGetIdentityEnd(options.KernelEnd, out uint identityEnd));
        IdentityEnd = identityEnd;
    }

    public WorldOptions Options { get; }

    public SimulatedProcessor Processor { get; }

    public SimulatedMachine Machine => new(Processor);

    public FramePool Frames { get; }

    /// <summary>W.</summary>
    public uint IdentityEnd { get; }

    public KernelImage Image => new(Options.KernelStart, Options.ReadOnlyEnd, Options.KernelEnd);

    /// <summary>Boots to the point where paging and an empty heap are there.</summary>
    public static World Boot(WorldOptions? options = null)
    {
        World world = BootToFrames(options);
        CoreSetup setup = world.CreateSetup();
        Assert.Equal(MapError.None, setup.Build(world.Image, world.IdentityEnd, out PagingState state));
        world.EnablePaging(state);
        return world;
    }

    /// <summary>Boots to the point where frames can be had, paging still off.</summary>
    public static World BootToFrames(WorldOptions? options = null)
    {
        World world = new(options ?? new WorldOptions());
        MemoryMap map = default;
        Assert.True(map.TryAdd(new MemoryRegion(0, world.Options.MemoryEnd, RegionKind.Usable)));
        Assert.True(map.TryAdd(new MemoryRegion(0x9_FC00, 0x10_0000, RegionKind.Reserved)));
        foreach (MemoryRegion region in world.Options.MoreRegions)
        {
            Assert.True(map.TryAdd(region));
            if (region.Kind == RegionKind.Usable)
            {
                world.Processor.Memory.Install(region.Start, region.End);
            }
        }

        map.Clean();
        ReservedRanges reserved = default;
        Assert.True(reserved.TryAdd(new PhysicalAddress(world.Options.KernelStart), world.Options.KernelEnd - world.Options.KernelStart));
        world.Frames.Allocator.Initialise(in map, in reserved);
        return world;
    }

    public CoreSetup CreateSetup() =>
        new(Machine, new TestFrames(Frames), Frame.Containing(new PhysicalAddress(Options.Directory)));

    public List<Mapping> Mappings() => MappingWitness.Mappings(Processor.Memory, Options.Directory);

    /// <summary>The mappings below the scratch slot: the identity window, and what was mapped since.</summary>
    public List<Mapping> OrdinaryMappings() => Mappings().FindAll(mapping => mapping.Page < MemoryLayout.ScratchSlotBase);

    /// <summary>The table below each present directory entry, the recursive one left out.</summary>
    public SortedDictionary<uint, uint> Tables()
    {
        SortedDictionary<uint, uint> tables = MappingWitness.Tables(Processor.Memory, Options.Directory);
        tables.Remove(MemoryLayout.RecursiveSlot);
        return tables;
    }

    private void EnablePaging(PagingState state)
    {
        Processor.LoadCr3(Options.Directory);
        Processor.LoadCr0(paging: true, writeProtect: true);
        Paging = CorePaging.Create(new RecursiveTables<SimulatedMachine>(Machine), new TestFrames(Frames), state);
        Heap = CoreHeap.Create(Machine, new HeapPages(this), new VirtualAddress(IdentityEnd), Secret);
    }
}
