// A whole machine with the core running on it, booted in the kernel's order.
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Osmosis.Memory.Tests.Worlds;

/// <summary>
/// Frames and paging on one simulated processor. The core's structures are fields, as in the kernel: they are used in
/// place.
/// </summary>
public class World
{
    /// <summary>Where the stacks of the image lie: in low memory, so that they fit beside the smallest image.</summary>
    public const uint ImageStacks = 0x8_0000;

    public CorePaging Paging;

    protected World(WorldOptions options)
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

    /// <summary>Bytes that a heap has mapped from W up.</summary>
    public virtual uint HeapMappedBytes => 0;

    public KernelImage Image => new(Options.KernelStart, Options.ReadOnlyEnd, Options.KernelEnd, ImageStacks);

    /// <summary>Boots to the point where paging is there.</summary>
    public static World Boot(WorldOptions? options = null)
    {
        World world = BootToFrames(options);
        world.StartPaging();
        return world;
    }

    /// <summary>Boots to the point where frames can be had, paging still off.</summary>
    public static World BootToFrames(WorldOptions? options = null)
    {
        World world = new(options ?? new WorldOptions());
        world.StartFrames();
        return world;
    }

    public CoreSetup CreateSetup() =>
        new(Machine, new TestFrames(Frames), Frame.Containing(new PhysicalAddress(Options.Directory)));

    public List<Mapping> Mappings() => MappingWitness.Mappings(Processor.Memory, Options.Directory);

    /// <summary>The mappings below the scratch slot: the identity window, and what was mapped since.</summary>
    public List<Mapping> OrdinaryMappings()
    {
        List<Mapping> mappings = Mappings();
        mappings.RemoveAll(mapping => mapping.Page >= MemoryLayout.ScratchSlotBase);
        return mappings;
    }

    /// <summary>The table below each present directory entry, the recursive one left out.</summary>
    public SortedDictionary<uint, uint> Tables()
    {
        SortedDictionary<uint, uint> tables = MappingWitness.Tables(Processor.Memory, Options.Directory);
        tables.Remove(MemoryLayout.RecursiveSlot);
        return tables;
    }

    /// <summary>
    /// Remembers the whole world as it is: calling the result goes back to that, any number of times.
    /// </summary>
    public virtual Action Save()
    {
        MachineState machine = Processor.Save();
        Action goBackToFrames = Frames.Save();
        CorePaging paging = Paging;
        return () =>
        {
            Processor.Restore(machine);
            goBackToFrames();
            Paging = paging;
        };
    }

    /// <summary>
    /// 128 bits that stand for all that the world's future depends on: the machine with everything cached, and the
    /// core's variables. Two worlds with one digest answer every sequence of operations alike.
    /// </summary>
    public virtual UInt128 Digest()
    {
        TableCounts counts = Paging.Counts;
        return Processor.Digest() + Frames.Digest()
            + XxHash128.HashToUInt128(MemoryMarshal.AsBytes(new ReadOnlySpan<TableCounts>(in counts)), seed: 2);
    }

    protected void StartFrames()
    {
        MemoryMap map = default;
        Assert.True(map.TryAdd(new MemoryRegion(0, Options.MemoryEnd, RegionKind.Usable)));
        Assert.True(map.TryAdd(new MemoryRegion(0x9_FC00, 0x10_0000, RegionKind.Reserved)));
        foreach (MemoryRegion region in Options.MoreRegions)
        {
            Assert.True(map.TryAdd(region));
            if (region.Kind == RegionKind.Usable)
            {
                Processor.Memory.Install(region.Start, region.End);
            }
        }

        ReservedRanges reserved = default;
        Assert.True(reserved.TryAdd(new PhysicalAddress(Options.KernelStart), Options.KernelEnd - Options.KernelStart));
        Frames.Allocator.Initialise(in map, in reserved);
    }

    protected void StartPaging()
    {
        CoreSetup setup = CreateSetup();
        Assert.Equal(MapError.None, setup.Build(Image, IdentityEnd, Options.RecordTables, out TableCounts counts));
        Processor.LoadCr3(Options.Directory);
        Processor.LoadCr0(paging: true, writeProtect: true);
        Paging.Initialise(new RecursiveTables<SimulatedMachine>(Machine), new TestFrames(Frames), IdentityEnd,
            in counts);
    }
}
