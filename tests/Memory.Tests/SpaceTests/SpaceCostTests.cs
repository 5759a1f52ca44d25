namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>What operations spare: frames, copies, and what the processor remembers (36, 50).</summary>
public class SpaceCostTests
{
    private const uint P = 0x8400;
    private const uint Tables = 5;
    private const Rights ReadWrite = Rights.Read | Rights.Write;

    private readonly SpaceWorld _world = SpaceWorld.Boot();
    private readonly uint _space;

    public SpaceCostTests() => _space = _world.Create();

    [Fact]
    public void Rights_that_take_nothing_away_leave_shared_tables_alone()
    {
        Map(SpaceWorld.Anonymous(P, 2, Rights.Read));
        Map(SpaceWorld.Anonymous(P + 4, 2, Rights.None));
        _world.Read(_space, P << 12);
        Assert.Equal(SpaceError.None, _world.Spaces.Fork(_space, out _));
        uint frames = _world.Frames.Allocator.AllocatedFrames;
        foreach (Rights rights in (Rights[])[Rights.Read | Rights.Execute, Rights.Execute, ReadWrite, Rights.Write])
        {
            Assert.Equal(SpaceError.None, _world.Spaces.Protect(_space, P, 2, rights));
            Assert.Equal(frames, _world.Frames.Allocator.AllocatedFrames);
        }

        Assert.Equal(SpaceError.None, _world.Spaces.Protect(_space, P + 4, 2, Rights.None));
        Assert.Equal(frames, _world.Frames.Allocator.AllocatedFrames);

        // What takes away makes the table the space's own.
        Assert.Equal(SpaceError.None, _world.Spaces.Protect(_space, P, 2, Rights.Read));
        Assert.Equal(frames + 1, _world.Frames.Allocator.AllocatedFrames);
        _world.Check();
    }

    // Whether those at the range's ends lie in it whole is looked at later, so a frame is asked for each.
    [Theory]
    [InlineData(0u, Tables, 2u)]
    [InlineData(1u, 3u, 2u)]
    [InlineData(1u, 4u, 2u)]
    [InlineData(3u, 1u, 1u)]
    public void Tables_that_a_range_covers_are_let_go_of_and_not_copied(uint from, uint count, uint requests)
    {
        MapTables();
        Assert.Equal(SpaceError.None, _world.Spaces.Fork(_space, out uint copy));
        uint frames = _world.Frames.Allocator.AllocatedFrames;
        uint requestsBefore = _world.Frames.Requests;
        Assert.Equal(SpaceError.None, _world.Spaces.Discard(_space, P + (from * 1024), count * 1024));
        Assert.Equal(frames, _world.Frames.Allocator.AllocatedFrames);
        Assert.Equal(requests, _world.Frames.Requests - requestsBefore);
        _world.Check();
        for (uint i = 0; i < Tables; i++)
        {
            bool isGone = i >= from && i < from + count;
            Assert.Equal(isGone ? 0 : i + 1, _world.Read(_space, (P + (i * 1024)) << 12));
            Assert.Equal(i + 1, _world.Read(copy, (P + (i * 1024)) << 12));
        }
    }

    [Fact]
    public void Tables_that_a_range_covers_in_part_are_copied()
    {
        MapTables();
        Assert.Equal(SpaceError.None, _world.Spaces.Fork(_space, out uint copy));
        uint frames = _world.Frames.Allocator.AllocatedFrames;
        Assert.Equal(SpaceError.None, _world.Spaces.Unmap(_space, P + 1, ((Tables - 1) * 1024) - 1));
        Assert.Equal(frames + 1, _world.Frames.Allocator.AllocatedFrames);
        Assert.Equal(SpaceError.None, _world.Spaces.Unmap(copy, P + 1024, ((Tables - 1) * 1024) - 1));
        Assert.Equal((1u, Tables), (_world.Read(_space, P << 12), _world.Read(_space, (P + 4096) << 12)));
        Assert.Equal(1u, _world.Read(copy, P << 12));
        _world.Check();
    }

    [Theory]
    [InlineData(1024u, 1u, 1u)]
    [InlineData(1023u, 1u, 1u)]
    [InlineData(1023u, 2u, 2u)]
    [InlineData(1u, 3000u, 2u)]
    public void A_frame_is_asked_for_each_shared_table_at_the_ends_of_a_range(uint from, uint count, uint requests)
    {
        MapTables();
        Assert.Equal(SpaceError.None, _world.Spaces.Fork(_space, out uint copy));
        uint requestsBefore = _world.Frames.Requests;
        Assert.Equal(SpaceError.None, _world.Spaces.Unmap(_space, P + from, count));
        Assert.Equal(requests, _world.Frames.Requests - requestsBefore);

        // What nobody else has any more needs none.
        _world.Spaces.Release(_space);
        requestsBefore = _world.Frames.Requests;
        Assert.Equal(SpaceError.None, _world.Spaces.Unmap(copy, P + from, count));
        Assert.Equal(SpaceError.None, _world.Spaces.Protect(copy, P, 1, Rights.Read));
        _world.Write(copy, (P + 4096) << 12, 1);
        Assert.Equal(requestsBefore, _world.Frames.Requests);
        _world.Check();
    }

    // Where nothing was, nothing is taken out: the table stays shared until a page is touched.
    [Fact]
    public void A_region_beside_others_leaves_their_shared_table_alone()
    {
        Map(SpaceWorld.Anonymous(P, 2));
        _world.Write(_space, P << 12, 1);
        Assert.Equal(SpaceError.None, _world.Spaces.Fork(_space, out _));
        uint frames = _world.Frames.Allocator.AllocatedFrames;
        Map(SpaceWorld.Anonymous(P + 4, 2, Rights.Read));
        Assert.Equal(SpaceError.None,
            _world.Spaces.Map(_space, SpaceWorld.Anonymous(P + 8, 2), Placement.Anywhere, out _));
        Assert.Equal(frames, _world.Frames.Allocator.AllocatedFrames);
        _world.Read(_space, (P + 4) << 12);
        Assert.Equal(frames + 1, _world.Frames.Allocator.AllocatedFrames);
        _world.Check();
    }

    // It is let go of as it is, although a region begins where the table ends, and none of it is copied.
    [Fact]
    public void A_shared_table_whose_only_region_goes_is_not_made_an_own_one()
    {
        Map(SpaceWorld.Anonymous(P + 1000, 24));
        Map(SpaceWorld.Anonymous(P + 1024, 1, Rights.Read));
        Map(SpaceWorld.Anonymous(P - 4, 4, Rights.Read));
        _world.Write(_space, (P + 1000) << 12, 5);
        Assert.Equal(SpaceError.None, _world.Spaces.Fork(_space, out uint copy));
        uint shows = _world.TargetShows;
        Assert.Equal(SpaceError.None, _world.Spaces.Unmap(_space, P + 1000, 24));
        Assert.Equal(shows, _world.TargetShows);
        Assert.Equal(5u, _world.Read(copy, (P + 1000) << 12));
        _world.Check();
    }

    // Writes to shared memory reach everybody, so that nobody loses the right to them with the table.
    [Fact]
    public void Shared_pages_stay_writable_when_their_table_is_copied()
    {
        Map(SpaceWorld.Anonymous(P, 2) with { Flags = RegionFlags.Shared });
        Map(SpaceWorld.Anonymous(P + 4, 1));
        _world.Write(_space, P << 12, 1);
        _world.Write(_space, (P + 4) << 12, 1);
        Assert.Equal(SpaceError.None, _world.Spaces.Fork(_space, out uint copy));
        _world.Write(copy, (P + 4) << 12, 2);
        uint faults = _world.Faults;
        _world.Write(copy, P << 12, 3);
        Assert.Equal(faults, _world.Faults);
        Assert.Equal(3u, _world.Read(_space, P << 12));
        _world.Check();
    }

    // What a child unmaps is not copied first: the parent's page stays the parent's alone, and writable.
    [Fact]
    public void An_entry_that_goes_is_not_copied_with_its_table()
    {
        Map(SpaceWorld.Anonymous(P, 4));
        for (uint i = 0; i < 4; i++)
        {
            _world.Write(_space, (P + i) << 12, 1);
        }

        Assert.Equal(SpaceError.None, _world.Spaces.Fork(_space, out uint copy));
        Assert.Equal(SpaceError.None, _world.Spaces.Unmap(copy, P + 1, 2));

        // The first write below the table makes it the parent's own.
        uint faults = _world.Faults;
        _world.Write(_space, P << 12, 2);
        Assert.Equal(faults + 1, _world.Faults);
        _world.Write(_space, (P + 1) << 12, 2);
        _world.Write(_space, (P + 2) << 12, 2);
        Assert.Equal(faults + 1, _world.Faults);
        _world.Write(_space, (P + 3) << 12, 2);
        Assert.Equal(faults + 2, _world.Faults);
        _world.Check();
    }

    // A page that the program may read or write is no fault: nothing is decided, and nothing dropped.
    [Theory]
    [InlineData(SpaceLayout.FirstPage)]
    [InlineData(P)]
    [InlineData(SpaceLayout.EndPage - 1)]
    public void The_kernel_reaches_a_page_that_is_there_without_a_fault(uint page)
    {
        Map(SpaceWorld.Anonymous(page, 1));
        _world.Write(_space, page << 12, 1);
        uint drops = _world.PageDrops;
        VirtualAddress address = new(page << 12);
        Assert.Equal(SpaceError.None, _world.Spaces.CopyIn(_space, address, new byte[4], out _));
        Assert.Equal(SpaceError.None, _world.Spaces.CopyOut(_space, address, [1, 2, 3, 4], out _));
        Assert.Equal(drops, _world.PageDrops);

        // A fault there is an old translation.
        Assert.Equal(SpaceError.None, _world.Spaces.HandleFault(_space, address, Access.Write, out FaultAnswer answer));
        Assert.Equal((FaultAnswer.Retry, drops + 1), (answer, _world.PageDrops));

        // However many come, each drops its own page.
        for (int i = 0; i < 40; i++)
        {
            Assert.Equal(SpaceError.None, _world.Spaces.HandleFault(_space, address, Access.Read, out _));
        }

        Assert.Equal(drops + 41, _world.PageDrops);
        _world.Check();
    }

    [Fact]
    public void A_space_that_is_not_loaded_drops_nothing_that_the_processor_remembers()
    {
        Map(SpaceWorld.Anonymous(P, 100));
        _world.Write(_space, P << 12, 1);
        uint other = _world.Create();
        Assert.Equal(SpaceError.None,
            _world.Spaces.Map(other, SpaceWorld.Anonymous(P, 100), Placement.OnlyIfFree, out _));
        _world.Write(other, P << 12, 1);
        _world.Spaces.Load(_space);
        (uint pages, uint all) = (_world.PageDrops, _world.Drops);
        Assert.Equal(SpaceError.None,
            _world.Spaces.HandleFault(other, new VirtualAddress((P + 1) << 12), Access.Write, out _));
        Assert.Equal(SpaceError.None, _world.Spaces.Protect(other, P, 2, Rights.Read));
        Assert.Equal(SpaceError.None, _world.Spaces.Fork(other, out uint copy));
        Assert.Equal(SpaceError.None, _world.Spaces.Unmap(other, P, 100));
        _world.Spaces.Release(copy);
        Assert.Equal((pages, all), (_world.PageDrops, _world.Drops));
        _world.Check();
    }

    // Up to 32 pages are dropped one by one, more with all others: loading CR3 costs as much as that.
    [Theory]
    [InlineData(1u, 1u, 0u)]
    [InlineData(32u, 32u, 0u)]
    [InlineData(33u, 32u, 1u)]
    [InlineData(100u, 32u, 1u)]
    public void Few_pages_are_dropped_one_by_one_and_many_with_all_others(uint pages, uint single, uint all)
    {
        Map(SpaceWorld.Anonymous(P, 200));
        for (uint i = 0; i < 102; i++)
        {
            _world.Write(_space, (P + i) << 12, 1);
        }

        (uint pagesBefore, uint allBefore) = (_world.PageDrops, _world.Drops);
        Assert.Equal(SpaceError.None, _world.Spaces.Protect(_space, P, pages, Rights.Read));
        Assert.Equal((single, all), (_world.PageDrops - pagesBefore, _world.Drops - allBefore));
        (pagesBefore, allBefore) = (_world.PageDrops, _world.Drops);
        Assert.Equal(SpaceError.None, _world.Spaces.Discard(_space, P, pages));
        Assert.Equal((single, all), (_world.PageDrops - pagesBefore, _world.Drops - allBefore));

        // The next operation begins to count anew.
        (pagesBefore, allBefore) = (_world.PageDrops, _world.Drops);
        Assert.Equal(SpaceError.None, _world.Spaces.Discard(_space, P + 100, 1));
        Assert.Equal((1u, 0u), (_world.PageDrops - pagesBefore, _world.Drops - allBefore));
        _world.Check();
    }

    [Fact]
    public void Nothing_is_dropped_for_a_page_that_was_not_there()
    {
        Map(SpaceWorld.Anonymous(P, 4));
        _world.Write(_space, P << 12, 1);
        (uint pages, uint all) = (_world.PageDrops, _world.Drops);
        _world.Read(_space, (P + 1) << 12);
        _world.Write(_space, (P + 2) << 12, 1);
        Assert.Equal((pages, all), (_world.PageDrops, _world.Drops));
        _world.Write(_space, (P + 1) << 12, 1);
        Assert.Equal((pages + 1, all), (_world.PageDrops, _world.Drops));

        // What was dropped with all others needs no invalidation of its own.
        Assert.Equal(SpaceError.None, _world.Spaces.Fork(_space, out _));
        Assert.Equal((pages + 1, all + 1), (_world.PageDrops, _world.Drops));
        Assert.Equal(SpaceError.None, _world.Spaces.Discard(_space, P, 1));
        Assert.Equal((pages + 1, all + 2), (_world.PageDrops, _world.Drops));
        _world.Check();
    }

    // A truncated object concerns every space, and so whichever is loaded; with none there is nothing to drop.
    [Fact]
    public void Without_a_loaded_space_nothing_is_dropped()
    {
        Assert.Equal(SpaceError.None, _world.Spaces.Objects.Create(0x2000, 3, out uint index));
        Map(SpaceWorld.Anonymous(P, 2) with { Object = index });
        _world.Read(_space, P << 12);
        _world.Read(_space, (P + 1) << 12);
        uint all = _world.Drops;
        _world.Spaces.SetLength(index, 0x1000);
        Assert.Equal(all + 1, _world.Drops);
        _world.Spaces.Unload();
        all = _world.Drops;
        _world.Spaces.SetLength(index, 0);
        Assert.Equal(all, _world.Drops);
        _world.Check();
    }

    [Fact]
    public void A_table_is_shown_once_while_it_is_worked_on()
    {
        Map(SpaceWorld.Anonymous(P, 40));
        for (uint i = 0; i < 10; i++)
        {
            _world.Write(_space, (P + i) << 12, 1);
        }

        uint shown = _world.TableShows;
        Assert.Equal(SpaceError.None, _world.Spaces.Protect(_space, P, 10, Rights.Read));
        Assert.Equal(SpaceError.None, _world.Spaces.Discard(_space, P, 5));
        Assert.Equal(shown, _world.TableShows);

        // The end of another space, whose table is shown then, hides that one.
        uint other = _world.Create();
        Assert.Equal(SpaceError.None,
            _world.Spaces.Map(other, SpaceWorld.Anonymous(P, 2), Placement.OnlyIfFree, out _));
        _world.Write(other, P << 12, 1);
        Assert.Equal(SpaceError.None, _world.Spaces.Discard(_space, P + 5, 1));
        Assert.Equal(shown + 2, _world.TableShows);
        _world.Spaces.Release(other);
        _world.Check();
    }

    private void MapTables()
    {
        Map(SpaceWorld.Anonymous(P, Tables * 1024));
        for (uint i = 0; i < Tables; i++)
        {
            _world.Write(_space, (P + (i * 1024)) << 12, i + 1);
        }
    }

    private void Map(Region region) =>
        Assert.Equal(SpaceError.None, _world.Spaces.Map(_space, region, Placement.OnlyIfFree, out _));
}
