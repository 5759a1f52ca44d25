using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.PagingTests;

/// <summary>
/// The address space that boot builds, seen by a walk that shares no code with the core (L2, L3, L5, P1, P8).
/// </summary>
public class IdentityWindowTests
{
    private static IEnumerable<KernelStack> Stacks => Enum.GetValues<StackKind>().Select(KernelStack.Of);

    [Theory]
    [MemberData(nameof(Machines.Names), MemberType = typeof(Machines))]
    public void Every_page_of_the_window_maps_to_itself_and_nothing_else_is_mapped_below_the_scratch_slot(
        string machine)
    {
        World world = World.Boot(Machines.Named(machine));
        List<Mapping> expected = [];
        for (uint page = 0; page < world.IdentityEnd; page += 4096)
        {
            bool isReadOnly = page == 0 || (page >= world.Options.KernelStart && page < world.Options.ReadOnlyEnd);
            expected.Add(new Mapping(page, page, !isReadOnly, false, false, false));
        }

        Assert.Equal(expected, world.OrdinaryMappings());
    }

    /// <summary>Nor pages that share a table with a caller's pages.</summary>
    [Theory]
    [MemberData(nameof(Machines.Names), MemberType = typeof(Machines))]
    public void No_page_of_the_window_can_be_unmapped(string machine)
    {
        World world = World.Boot(Machines.Named(machine));
        Assert.Equal(MapError.None,
            world.Paging.MapRange(new VirtualAddress(world.IdentityEnd), default, 2, PageFlags.None));
        for (uint page = 0; page < world.IdentityEnd; page += 4096)
        {
            Assert.Equal(MapError.IdentityWindow, world.Paging.Unmap(new VirtualAddress(page), out _));
        }
    }

    [Theory]
    [MemberData(nameof(Machines.Names), MemberType = typeof(Machines))]
    public void Above_it_only_the_stacks_and_the_tables_are_mapped(string machine)
    {
        World world = World.Boot(Machines.Named(machine));
        List<Mapping> high = world.Mappings().FindAll(mapping => mapping.Page >= MemoryLayout.ScratchSlotBase);
        List<Mapping> stack = high.FindAll(mapping => mapping.Page < MemoryLayout.RecursiveBase);
        Assert.Equal(Stacks.SelectMany(PagesOf), stack.Select(mapping => mapping.Page));

        // The kernel stack has frames of its own, the others lie one after another in the image.
        Assert.Equal(
            Enumerable.Range(0, 3 * (int)KernelStack.ImagePages).Select(i => World.ImageStacks + ((uint)i * 4096)),
            stack.Skip((int)MemoryLayout.StackPages).Select(mapping => mapping.Physical));
        Assert.All(stack, mapping => Assert.True(mapping is { IsWritable: true, IsUser: false }));
        Assert.Equal(
            [.. world.Tables().Select(table => (MemoryLayout.RecursiveBase + (table.Key << 12), table.Value << 12)),
                (MemoryLayout.DirectoryWindow, world.Options.Directory)],
            high.FindAll(mapping => mapping.Page >= MemoryLayout.RecursiveBase)
                .Select(mapping => (mapping.Page, mapping.Physical)));
    }

    [Theory]
    [MemberData(nameof(Machines.Names), MemberType = typeof(Machines))]
    public void Page_tables_lie_outside_the_window_and_are_changed_all_the_same(string machine)
    {
        World world = World.Boot(Machines.Named(machine));
        Assert.All(world.Tables().Values, frame => Assert.True(frame << 12 >= world.IdentityEnd));
        VirtualAddress page = new(0xD000_0000);
        Assert.Equal(MapError.None, world.Paging.MapNewFrame(page));
        world.Machine.Store(page.Value, 0x1234_5678);
        Assert.Equal(0x1234_5678u, world.Machine.Load(page.Value));
        Assert.Equal(MapError.None, world.Paging.UnmapAndFreeFrame(page));
        FrameAccounts.Check(world);
    }

    [Theory]
    [MemberData(nameof(Machines.Names), MemberType = typeof(Machines))]
    public void The_counts_are_those_of_the_independent_walk(string machine)
    {
        World world = World.Boot(Machines.Named(machine));
        Assert.Equal((uint)world.Mappings().Count(mapping => mapping.Page < MemoryLayout.RecursiveBase),
            world.Paging.MappedPages);
        Assert.Equal((uint)world.Tables().Count, world.Paging.PageTables);
        Assert.Equal(world.IdentityEnd, world.Paging.IdentityEnd);
        FrameAccounts.Check(world);
    }

    [Fact]
    public void Null_and_code_cannot_be_written_but_data_can()
    {
        World world = World.Boot();
        WriteFaults(world, SimulationFault.WriteProtected, 0);
        WriteFaults(world, SimulationFault.WriteProtected, 0xFFC);
        WriteFaults(world, SimulationFault.WriteProtected, world.Options.KernelStart);
        WriteFaults(world, SimulationFault.WriteProtected, world.Options.ReadOnlyEnd - 4);
        world.Machine.Store(0x1000, 1);
        world.Machine.Store(0xB_8000, 0x0F41_0F41);
        world.Machine.Store(world.Options.ReadOnlyEnd, 1);
        world.Machine.Store(world.IdentityEnd - 4, 1);
    }

    [Fact]
    public void The_heap_window_the_guard_pages_and_the_scratch_page_are_not_mapped()
    {
        World world = World.Boot();
        WriteFaults(world, SimulationFault.NotMapped, world.IdentityEnd);
        WriteFaults(world, SimulationFault.NotMapped, MemoryLayout.ScratchPage);
        foreach (KernelStack stack in Stacks)
        {
            WriteFaults(world, SimulationFault.NotMapped, stack.GuardLow);
            WriteFaults(world, SimulationFault.NotMapped, stack.Bottom - 4);
            WriteFaults(world, SimulationFault.NotMapped, stack.Top);
            WriteFaults(world, SimulationFault.NotMapped, stack.End - 4);
            world.Machine.Store(stack.Bottom, 1);
            world.Machine.Store(stack.Top - 4, 1);
        }
    }

    [Fact]
    public void The_directory_is_cleared_of_what_lay_there_before()
    {
        World world = World.BootToFrames();
        world.Processor.Fill(world.Options.Directory, 0x00FF_F007, 1024);
        CoreSetup setup = world.CreateSetup();
        Assert.Equal(MapError.None, setup.Build(world.Image, world.IdentityEnd, world.Options.RecordTables, out _));
        Assert.Equal([0u, MemoryLayout.ScratchSlot], world.Tables().Keys);
    }

    private static void WriteFaults(World world, SimulationFault fault, uint address) =>
        Assert.Equal(fault, Assert.Throws<SimulationException>(() => world.Processor.Store(address, 1)).Fault);

    private static IEnumerable<uint> PagesOf(KernelStack stack) =>
        Enumerable.Range(0, (int)(stack.Bytes / 4096)).Select(page => stack.Bottom + ((uint)page * 4096));
}
