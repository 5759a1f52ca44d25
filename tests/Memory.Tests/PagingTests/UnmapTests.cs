using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.PagingTests;

/// <summary>Unmapping single pages (P3), and the processor's cached translations of them.</summary>
public class UnmapTests
{
    private const uint Device = 0x70_0000;
    private static readonly VirtualAddress _page = new(0xD000_0000);

    private readonly World _world = World.Boot();

    [Fact]
    public void The_frame_is_handed_back_and_not_freed()
    {
        Assert.Equal(FrameError.None, _world.Frames.Allocate(out Frame frame));
        Assert.Equal(MapError.None, _world.Paging.Map(_page, frame.Address, PageFlags.Writable));
        Assert.Equal(MapError.None, _world.Paging.Unmap(_page, out Frame returned));
        Assert.Equal(frame, returned);
        FrameAccounts.Check(_world, frame);
    }

    [Fact]
    public void The_page_faults_from_then_on()
    {
        Map(_page, Device);
        _world.Machine.Store(_page.Value, 1);
        Assert.Equal(MapError.None, _world.Paging.Unmap(_page, out _));
        Assert.Equal(SimulationFault.NotMapped,
            Assert.Throws<SimulationException>(() => _world.Machine.Load(_page.Value)).Fault);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mapped_again_to_another_frame_the_new_one_is_seen_at_once(bool tableStays)
    {
        if (tableStays)
        {
            Map(_page + 0x5000, Device + 0x5000);
        }

        Map(_page, Device);
        _world.Machine.Store(_page.Value, 1);
        Assert.Equal(MapError.None, _world.Paging.Unmap(_page, out _));
        Map(_page, Device + 0x1000);
        _world.Machine.Store(_page.Value, 2);
        Assert.Equal(1u, _world.Processor.Memory.ReadWord(Device));
        Assert.Equal(2u, _world.Processor.Memory.ReadWord(Device + 0x1000));
    }

    [Fact]
    public void The_pages_beside_it_stay()
    {
        for (uint i = 0; i < 3; i++)
        {
            Map(_page + (i * 4096), Device + (i * 4096));
        }

        Assert.Equal(MapError.None, _world.Paging.Unmap(_page + 4096, out _));
        Assert.Equal([Device, Device + 0x2000],
            _world.OrdinaryMappings().FindAll(mapping => mapping.Page >= _page.Value)
                .Select(mapping => mapping.Physical));
        _world.Machine.Store(_page.Value, 1);
        _world.Machine.Store(_page.Value + 0x2000, 1);
    }

    [Theory]
    [InlineData(0xD000_0000u, MapError.NotMapped)]
    [InlineData(0xD001_0000u, MapError.NotMapped)]
    [InlineData(0xE000_0000u, MapError.NotMapped)]
    [InlineData(0x0010_B000u, MapError.NotMapped)]
    [InlineData(1u, MapError.Unaligned)]
    [InlineData(0xD000_1001u, MapError.Unaligned)]
    [InlineData(0xD000_1FFFu, MapError.Unaligned)]
    [InlineData(0u, MapError.IdentityWindow)]
    [InlineData(0x0010_A000u, MapError.IdentityWindow)]
    [InlineData(MemoryLayout.ScratchPage, MapError.ReservedRegion)]
    [InlineData(MemoryLayout.StackBottom, MapError.ReservedRegion)]
    [InlineData(MemoryLayout.RecursiveBase, MapError.ReservedRegion)]
    [InlineData(MemoryLayout.DirectoryWindow, MapError.ReservedRegion)]
    public void A_refusal_changes_nothing(uint page, MapError expected)
    {
        Map(_page + 0x1000, Device);
        string before = WorldSnapshot.Take(_world);
        Assert.Equal(expected, _world.Paging.Unmap(new VirtualAddress(page), out Frame frame));
        Assert.Equal(default, frame);
        Assert.Equal(expected, _world.Paging.UnmapAndFreeFrame(new VirtualAddress(page)));
        Assert.Equal(before, WorldSnapshot.Take(_world));
    }

    [Fact]
    public void A_new_frame_is_freed_with_its_page()
    {
        string before = WorldSnapshot.Take(_world);
        Assert.Equal(MapError.None, _world.Paging.MapNewFrame(_page));
        Assert.Equal(MapError.None, _world.Paging.UnmapAndFreeFrame(_page));
        Assert.Equal(before, WorldSnapshot.Take(_world));
    }

    private void Map(VirtualAddress page, uint physical) =>
        Assert.Equal(MapError.None, _world.Paging.Map(page, new PhysicalAddress(physical), PageFlags.Writable));
}
