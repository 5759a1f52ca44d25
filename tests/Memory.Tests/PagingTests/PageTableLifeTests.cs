using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.PagingTests;

/// <summary>
/// Page tables are added on demand, zeroed before they are visible, and freed when they are empty (P1, P5, P7).
/// </summary>
public class PageTableLifeTests
{
    private static readonly VirtualAddress _page = new(0xD000_0000);

    private readonly World _world = World.Boot();

    [Fact]
    public void A_table_in_a_frame_full_of_old_entries_shows_none_of_them()
    {
        // The lowest free frame becomes the table. Its contents look like 1024 mappings.
        Assert.Equal(FrameError.None, _world.Frames.Allocate(out Frame next));
        _world.Frames.Free(next);
        for (uint i = 0; i < 1024; i++)
        {
            _world.Processor.Memory.WriteWord(next.Address.Value + (i * 4), (i << 12) | 0x67);
        }

        int before = _world.OrdinaryMappings().Count;
        Map(_page);
        Assert.Equal(next.Number, _world.Tables()[_page.DirectoryIndex]);
        Assert.Equal(before + 1, _world.OrdinaryMappings().Count);
        Assert.Throws<SimulationException>(() => _world.Machine.Load(_page.Value + 4096));
    }

    [Fact]
    public void One_table_serves_all_pages_below_its_entry()
    {
        for (uint i = 0; i < 1024; i++)
        {
            Map(_page + (i * 4096));
        }

        Assert.Equal(3u, _world.Paging.PageTables);
        Map(_page + (1024 * 4096));
        Assert.Equal(4u, _world.Paging.PageTables);
    }

    [Fact]
    public void A_table_goes_back_when_its_last_page_goes_and_not_before()
    {
        string before = WorldSnapshot.Take(_world);
        Map(_page);
        Map(_page + (1023 * 4096));
        uint table = _world.Tables()[_page.DirectoryIndex];
        Unmap(_page);
        Assert.True(_world.Frames.Allocator.IsAllocated(Frame.FromNumber(table)));
        Unmap(_page + (1023 * 4096));
        Assert.True(_world.Frames.Allocator.IsFree(Frame.FromNumber(table)));
        Assert.Equal(before, WorldSnapshot.Take(_world));
    }

    [Fact]
    public void A_table_that_went_and_came_back_works()
    {
        for (int i = 0; i < 3; i++)
        {
            Map(_page);
            _world.Machine.Store(_page.Value, 7);
            Unmap(_page);
        }

        FrameAccounts.Check(_world);
    }

    [Fact]
    public void The_windows_table_stays_when_the_pages_above_the_window_go()
    {
        string before = WorldSnapshot.Take(_world);
        VirtualAddress first = new(_world.IdentityEnd);
        Map(first);
        Unmap(first);
        Assert.Equal(before, WorldSnapshot.Take(_world));
    }

    /// <summary>
    /// The kernel's part of every space: the heap's window, also where it has a table of its own, and the records.
    /// </summary>
    [Theory]
    [InlineData("a window that ends with its table", 4u << 20)]
    [InlineData("a window one page into its second table", (6u << 20) - 4096)]
    [InlineData("an ordinary one", MemoryLayout.Records)]
    [InlineData("an ordinary one", MemoryLayout.Records + (8u << 20) - 4096)]
    public void The_tables_of_the_kernel_s_part_are_there_from_boot_and_stay(string machine, uint page)
    {
        World world = World.Boot(Machines.Named(machine) with { RecordTables = 2 });
        string before = WorldSnapshot.Take(world);
        world.Frames.FailFrom(2);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(MapError.None, world.Paging.MapNewFrame(new VirtualAddress(page)));
            Assert.Equal(MapError.None, world.Paging.UnmapAndFreeFrame(new VirtualAddress(page)));
            world.Frames.FailFrom(2);
        }

        Assert.Equal(MapError.None,
            world.Paging.MapRange(new VirtualAddress(page), new PhysicalAddress(0x70_0000), 1, PageFlags.None));
        Assert.Equal(MapError.None, world.Paging.UnmapRange(new VirtualAddress(page), 1, default));
        Assert.Equal(before, WorldSnapshot.Take(world));
        Assert.True(world.Paging.IsWhole(new TestFrames(world.Frames)));
    }

    [Fact]
    public void A_table_of_the_kernel_s_part_that_is_missing_is_found()
    {
        World world = World.Boot(new WorldOptions { RecordTables = 1 });
        uint entry = world.Options.Directory + (MemoryLayout.Records / MemoryLayout.TableSpan * 4);
        world.Processor.Memory.WriteWord(entry, 0);
        world.Paging.Counts.Tables--;
        Assert.False(world.Paging.IsWhole(new TestFrames(world.Frames)));
    }

    [Fact]
    public void Without_a_frame_for_the_table_nothing_changes()
    {
        string before = WorldSnapshot.Take(_world);
        _world.Frames.FailFrom(1);
        Assert.Equal(MapError.OutOfFrames,
            _world.Paging.Map(_page, new PhysicalAddress(0x70_0000), PageFlags.Writable));
        Assert.Equal(MapError.OutOfFrames, _world.Paging.MapNewFrame(_page));
        Assert.Equal(before, WorldSnapshot.Take(_world));
        _world.Frames.FailNever();
        Map(_page);
    }

    [Fact]
    public void A_new_frame_goes_back_when_there_is_none_for_its_table()
    {
        string before = WorldSnapshot.Take(_world);
        _world.Frames.FailFrom(2);
        Assert.Equal(MapError.OutOfFrames, _world.Paging.MapNewFrame(_page));
        Assert.Equal(before, WorldSnapshot.Take(_world));
        FrameAccounts.Check(_world);
    }

    [Fact]
    public void With_no_frame_left_a_page_below_an_existing_table_can_still_be_mapped()
    {
        Map(_page);
        _world.Frames.FailFrom(1);
        Map(_page + 4096);
    }

    [Fact]
    public void With_no_frame_left_pages_can_still_be_unmapped()
    {
        string before = WorldSnapshot.Take(_world);
        Map(_page);
        _world.Frames.FailFrom(1);
        Unmap(_page);
        Assert.Equal(before, WorldSnapshot.Take(_world));
    }

    private void Map(VirtualAddress page) =>
        Assert.Equal(MapError.None, _world.Paging.Map(page, new PhysicalAddress(0x70_0000), PageFlags.Writable));

    private void Unmap(VirtualAddress page) => Assert.Equal(MapError.None, _world.Paging.Unmap(page, out _));
}
