using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.PagingTests;

/// <summary>Mapping single pages, and refusals (P1, P2, L5).</summary>
public class MapTests
{
    private const PageFlags Writable = PageFlags.Writable;
    private const uint Page = 0xD000_0000;
    private const uint Device = 0x70_0000;

    private readonly World _world = World.Boot();

    [Fact]
    public void A_mapped_page_leads_to_its_frame_at_once()
    {
        Assert.Equal(MapError.None, Map(Page, Device, Writable));
        _world.Processor.Store(Page + 0x124, 0xCAFE_F00D);
        Assert.Equal(0xCAFE_F00Du, _world.Processor.Memory.ReadWord(Device + 0x124));
    }

    [Theory]
    [InlineData(PageFlags.None)]
    [InlineData(PageFlags.Writable)]
    [InlineData(PageFlags.WriteThrough)]
    [InlineData(PageFlags.CacheDisable)]
    [InlineData(PageFlags.Requestable)]
    public void Exactly_the_requested_flags_are_set(PageFlags flags)
    {
        Assert.Equal(MapError.None, Map(Page, 0xFEE0_0000, flags));
        Mapping expected = new(
            Page, 0xFEE0_0000, flags.HasFlag(Writable), false, flags.HasFlag(PageFlags.WriteThrough),
            flags.HasFlag(PageFlags.CacheDisable));
        Assert.Equal(expected, Assert.Single(_world.OrdinaryMappings(), mapping => mapping.Page == Page));
    }

    [Fact]
    public void A_page_mapped_without_Writable_cannot_be_written()
    {
        Assert.Equal(MapError.None, Map(Page, Device, PageFlags.None));
        SimulationException exception = Assert.Throws<SimulationException>(() => _world.Processor.Store(Page, 1));
        Assert.Equal(SimulationFault.WriteProtected, exception.Fault);
    }

    [Theory]
    [InlineData(0x0040_0000u)]
    [InlineData(0x007F_F000u)]
    [InlineData(0xFF40_0000u)]
    [InlineData(0xFF7F_F000u)]
    public void The_first_and_last_page_of_a_table_can_be_mapped(uint page)
    {
        int before = _world.OrdinaryMappings().Count;
        Assert.Equal(MapError.None, Map(page, Device, Writable));
        Assert.Equal(before + 1, _world.OrdinaryMappings().Count);
        _world.Processor.Store(page + 4092, 1);
    }

    [Fact]
    public void One_frame_may_be_seen_at_several_pages()
    {
        Assert.Equal(MapError.None, Map(Page, Device, Writable));
        Assert.Equal(MapError.None, Map(Page + 0x1000, Device, PageFlags.None));
        _world.Processor.Store(Page, 5);
        Assert.Equal(5u, _world.Processor.Load(Page + 0x1000));
    }

    [Fact]
    public void Frames_at_both_ends_of_4_GiB_can_be_mapped()
    {
        Assert.Equal(MapError.None, Map(Page, 0, PageFlags.None));
        Assert.Equal(MapError.None, Map(Page + 0x1000, 0xFFFF_F000, PageFlags.None));
        Assert.Equal([0u, 0xFFFF_F000u],
            _world.OrdinaryMappings().FindAll(mapping => mapping.Page >= Page).Select(mapping => mapping.Physical));
    }

    [Theory]
    [InlineData(1u, Device, Writable, MapError.Unaligned)]
    [InlineData(Page + 1, Device, Writable, MapError.Unaligned)]
    [InlineData(Page + 0x800, Device, Writable, MapError.Unaligned)]
    [InlineData(Page, Device + 1, Writable, MapError.Unaligned)]
    [InlineData(Page, Device + 0xFFF, Writable, MapError.Unaligned)]
    [InlineData(Page, Device, PageFlags.Present, MapError.UnknownFlags)]
    [InlineData(Page, Device, PageFlags.User | Writable, MapError.UnknownFlags)]
    [InlineData(Page, Device, PageFlags.Accessed, MapError.UnknownFlags)]
    [InlineData(Page, Device, PageFlags.Dirty, MapError.UnknownFlags)]
    [InlineData(Page, Device, PageFlags.LargePage | Writable, MapError.UnknownFlags)]
    [InlineData(Page, Device, PageFlags.Global, MapError.UnknownFlags)]
    [InlineData(Page, Device, (PageFlags)0x200, MapError.UnknownFlags)]
    [InlineData(Page, Device, (PageFlags)0x8000_0000, MapError.UnknownFlags)]
    [InlineData(MemoryLayout.ScratchPage, Device, Writable, MapError.ReservedRegion)]
    [InlineData(MemoryLayout.StackGuardLow, Device, Writable, MapError.ReservedRegion)]
    [InlineData(MemoryLayout.StackGuardHigh, Device, Writable, MapError.ReservedRegion)]
    [InlineData(MemoryLayout.RecursiveBase - 0x1000, Device, Writable, MapError.ReservedRegion)]
    [InlineData(MemoryLayout.RecursiveBase, Device, Writable, MapError.ReservedRegion)]
    [InlineData(MemoryLayout.DirectoryWindow, Device, Writable, MapError.ReservedRegion)]
    [InlineData(0u, Device, Writable, MapError.AlreadyMapped)]
    [InlineData(0x1000u, 0x1000u, Writable, MapError.AlreadyMapped)]
    [InlineData(0x10_A000u, Device, Writable, MapError.AlreadyMapped)]
    public void A_refusal_changes_nothing(uint page, uint physical, PageFlags flags, MapError expected)
    {
        string before = WorldSnapshot.Take(_world);
        Assert.Equal(expected, Map(page, physical, flags));
        Assert.Equal(before, WorldSnapshot.Take(_world));
    }

    [Theory]
    [InlineData(Page + 1, MapError.Unaligned)]
    [InlineData(MemoryLayout.ScratchPage, MapError.ReservedRegion)]
    [InlineData(0x1000u, MapError.AlreadyMapped)]
    public void A_page_that_gets_no_new_frame_costs_none(uint page, MapError expected)
    {
        string before = WorldSnapshot.Take(_world);
        Assert.Equal(expected, _world.Paging.MapNewFrame(new VirtualAddress(page)));
        Assert.Equal(before, WorldSnapshot.Take(_world));
    }

    [Fact]
    public void An_existing_mapping_is_not_overwritten()
    {
        Assert.Equal(MapError.None, Map(Page, Device, PageFlags.None));
        string before = WorldSnapshot.Take(_world);
        Assert.Equal(MapError.AlreadyMapped, Map(Page, Device + 0x1000, Writable));
        Assert.Equal(MapError.AlreadyMapped, Map(Page, Device, PageFlags.None));
        Assert.Equal(MapError.AlreadyMapped, _world.Paging.MapNewFrame(new VirtualAddress(Page)));
        Assert.Equal(before, WorldSnapshot.Take(_world));
    }

    private MapError Map(uint page, uint physical, PageFlags flags) =>
        _world.Paging.Map(new VirtualAddress(page), new PhysicalAddress(physical), flags);
}
