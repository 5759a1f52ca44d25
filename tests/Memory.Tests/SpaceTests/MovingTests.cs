namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>What is mapped is moved and resized, with what it holds (S2, S6).</summary>
public class MovingTests
{
    private const uint P = 0x8400;
    private const uint Far = 0x9000;

    private readonly SpaceWorld _world = SpaceWorld.Boot();
    private readonly uint _space;

    public MovingTests() => _space = _world.Create();

    [Fact]
    public void A_region_grows_where_it_is_when_there_is_room()
    {
        Map(SpaceWorld.Anonymous(P, 3));
        Write(P + 2, 3);
        Assert.Equal((SpaceError.None, P + 1), Move(P + 1, 2, 7, mayMove: false));
        Assert.Equal([(P, 8u)], Regions());
        Assert.Equal((3u, 0u), (Read(P + 2), Read(P + 7)));

        // Up to the next region, which is none of its kind; then not by a page.
        Map(SpaceWorld.Anonymous(P + 10, 1, Rights.Read));
        Assert.Equal((SpaceError.NoRoom, 0u), Move(P, 8, 11, mayMove: false));
        Assert.Equal((SpaceError.None, P), Move(P, 8, 10, mayMove: false));
        Assert.Equal([(P, 10u), (P + 10, 1u)], Regions());

        // One that it is alike is one with it.
        Map(SpaceWorld.Anonymous(Far, 1));
        Map(SpaceWorld.Anonymous(Far + 4, 1));
        Assert.Equal((SpaceError.None, Far), Move(Far, 1, 4, mayMove: false));
        Assert.Equal([(P, 10u), (P + 10, 1u), (Far, 5u)], Regions());
        _world.Check();
    }

    [Fact]
    public void A_region_grows_up_to_the_end_of_the_programs_part_and_the_gap_below_a_stack()
    {
        uint end = SpaceLayout.EndPage;
        Map(SpaceWorld.Anonymous(end - 5, 2));
        Assert.Equal((SpaceError.NoRoom, 0u), Move(end - 5, 2, 6, mayMove: false));
        Assert.Equal((SpaceError.None, end - 5), Move(end - 5, 2, 5, mayMove: false));
        Assert.Equal([(end - 5, 5u)], Regions());
        Map(SpaceWorld.Anonymous(Far + 300, 1) with { Flags = RegionFlags.GrowsDown });
        Map(SpaceWorld.Anonymous(Far, 1));
        Assert.Equal((SpaceError.NoRoom, 0u), Move(Far, 1, 300 - 255, mayMove: false));
        Assert.Equal((SpaceError.None, Far), Move(Far, 1, 300 - 256, mayMove: false));
        _world.Check();
    }

    [Fact]
    public void Pages_whose_region_goes_on_are_moved_to_grow_and_the_rest_stays()
    {
        Map(SpaceWorld.Anonymous(P, 4));
        for (uint i = 0; i < 4; i++)
        {
            Write(P + i, i + 1);
        }

        Assert.Equal((SpaceError.NoRoom, 0u), Move(P + 1, 2, 5, mayMove: false));
        (SpaceError error, uint moved) = Move(P + 1, 2, 5, mayMove: true);
        Assert.Equal((SpaceError.None, SpaceLayout.PlacementEnd - 5), (error, moved));
        Assert.Equal([(P, 1u), (P + 3, 1u), (moved, 5u)], Regions());
        Assert.Equal((1u, 4u), (Read(P), Read(P + 3)));
        Assert.Equal([2u, 3, 0, 0, 0], Enumerable.Range(0, 5).Select(i => Read(moved + (uint)i)));
        _world.Check();
    }

    [Theory]
    [InlineData(4u, 4u)]
    [InlineData(4u, 2u)]
    [InlineData(2u, 4u)]
    [InlineData(1u, 1u)]
    public void Pages_get_the_place_that_they_shall_have_in_place_of_what_is_there(uint pages, uint wanted)
    {
        Map(SpaceWorld.Anonymous(P, 5));
        Map(SpaceWorld.Anonymous(Far - 1, 6, Rights.Read | Rights.Write | Rights.Execute));
        for (uint i = 0; i < 6; i++)
        {
            Write(P + Math.Min(i, 4), Math.Min(i, 4) + 1);
            Write(Far - 1 + i, i + 10);
        }

        Assert.Equal((SpaceError.None, Far), Move(P, pages, wanted, mayMove: true, Far));
        Assert.Equal([(P + pages, 5 - pages), (Far - 1, 1u), (Far, wanted), (Far + wanted, 5 - wanted)], Regions());
        uint[] expected = [10, .. Enumerable.Range(0, 5).Select(i =>
            (uint)(i >= wanted ? i + 11 : i < pages ? i + 1 : 0))];
        Assert.Equal(expected, Enumerable.Range(0, 6).Select(i => Read(Far - 1 + (uint)i)));
        Assert.Equal(5u, Read(P + 4));
        _world.Check();
    }

    // From one place in a table to another, so that entries of one table end in two, and of two in one.
    [Theory]
    [InlineData(0x8400u, 0x9003u)]
    [InlineData(0x8403u, 0x9000u)]
    [InlineData(0x87FFu, 0x9001u)]
    [InlineData(0x8401u, 0x97FFu)]
    [InlineData(0x9000u, 0x8400u)]
    public void Every_entry_arrives_across_tables(uint from, uint to)
    {
        const uint Pages = 1500;
        Map(SpaceWorld.Anonymous(from, Pages));
        uint[] touched = [0, 1, 2, 3, 1019, 1020, 1021, 1022, 1023, 1024, 1025, 1400, Pages - 2, Pages - 1];
        foreach (uint page in touched)
        {
            Write(from + page, page + 1);
        }

        // What lies behind stays.
        Map(SpaceWorld.Anonymous(from + Pages, 2, Rights.Read | Rights.Write | Rights.Execute));
        Write(from + Pages, 77);
        Assert.Equal(SpaceError.None, _world.Spaces.Fork(_space, out uint copy));
        Assert.Equal((SpaceError.None, to), Move(from, Pages, Pages, mayMove: true, to));
        _world.Check();
        Assert.Equal(77u, Read(from + Pages));
        Assert.Equal(Pages + 2, _world.Spaces[_space].Pages);
        foreach (uint page in touched)
        {
            Assert.Equal(page + 1, Read(to + page));
            Assert.Equal(page + 1, _world.Read(copy, (from + page) << 12));
        }

        _world.Check();
    }

    [Fact]
    public void Pages_move_within_a_table()
    {
        Map(SpaceWorld.Anonymous(P, 3));
        Write(P, 1);
        Write(P + 2, 3);
        Assert.Equal((SpaceError.None, P + 3), Move(P, 3, 3, mayMove: true, P + 3));
        Assert.Equal((SpaceError.None, P + 1), Move(P + 3, 2, 2, mayMove: true, P + 1));
        Assert.Equal((1u, 0u, 3u), (Read(P + 1), Read(P + 2), Read(P + 5)));
        Assert.Equal([(P + 1, 2u), (P + 5, 1u)], Regions());
        _world.Check();
    }

    [Fact]
    public void A_moved_region_shows_the_same_pages_of_its_object()
    {
        Assert.Equal(SpaceError.None, _world.Spaces.Objects.Create(0x9000, 3, out uint index));
        Map(SpaceWorld.Anonymous(P, 4) with { Object = index, Offset = 2, Flags = RegionFlags.Shared });
        Assert.Equal((SpaceError.None, Far), Move(P + 1, 2, 3, mayMove: true, Far));
        Assert.Equal([3u, 4, 5], Enumerable.Range(0, 3).Select(i => PageShown(Far + (uint)i)));
        Assert.Equal((2u, 5u), (PageShown(P), PageShown(P + 3)));
        Assert.Equal((4u, 3u), (_world.Spaces.Objects[index].References, _world.Spaces.Objects[index].Regions));
        _world.Check();

        // The number of an object's page doesn't wrap.
        Map(SpaceWorld.Anonymous(0xA000, 4) with { Object = index, Offset = 0xFFFF_FFF0 });
        Assert.Equal(SpaceError.BadRange, Move(0xA001, 3, 15, mayMove: true).Error);
        Assert.Equal((SpaceError.None, 0xA001u), Move(0xA001, 3, 14, mayMove: true));
    }

    [Fact]
    public void What_is_refused_has_changed_nothing()
    {
        Map(SpaceWorld.Anonymous(P, 4));
        Map(SpaceWorld.Anonymous(P + 4, 4, Rights.Read));
        Map(SpaceWorld.Anonymous(Far, 4));
        Write(P + 1, 1);
        Write(Far, 2);
        const uint All = SpaceLayout.EndPage - SpaceLayout.FirstPage;
        (SpaceError Error, uint First, uint Pages, uint Wanted, uint Place)[] refused =
        [
            (SpaceError.BadRange, P, 1, 0, 0), (SpaceError.BadRange, P, 0, 1, 0),
            (SpaceError.BadRange, SpaceLayout.EndPage, 1, 1, 0), (SpaceError.BadRange, P, 1, All + 1, 0),
            (SpaceError.NoRoom, P, 1, All, 0), (SpaceError.BadRange, P, 1, 1, SpaceLayout.FirstPage - 1),
            (SpaceError.BadRange, P, 1, 2, SpaceLayout.EndPage - 1), (SpaceError.BadRange, P, 4, 1, P + 3),
            (SpaceError.BadRange, P + 1, 1, 2, P), (SpaceError.BadRange, P, 4, 4, P),
            (SpaceError.NoRegion, P - 1, 2, 3, 0), (SpaceError.NoRegion, P + 8, 1, 1, Far + 8),
            (SpaceError.SeveralRegions, P, 5, 6, 0), (SpaceError.SeveralRegions, P, 5, 5, Far),
            (SpaceError.SeveralRegions, P + 3, 3, 2, Far),
        ];
        UInt128 before = SpaceDigest.Of(_world, [_space], []);
        foreach ((SpaceError error, uint first, uint pages, uint wanted, uint place) in refused)
        {
            Assert.Equal((error, first, place), (Move(first, pages, wanted, mayMove: true, place).Error, first, place));
            Assert.Equal(before, SpaceDigest.Of(_world, [_space], []));
        }

        // Places that touch, and what is only let go of, are no such cases.
        Assert.Equal((SpaceError.None, P + 2), Move(P, 2, 2, mayMove: true, P + 2));
        Assert.Equal((SpaceError.None, P), Move(P + 2, 2, 2, mayMove: true, P));
        Assert.Equal(1u, Read(P + 1));
        Map(SpaceWorld.Anonymous(P + 8, 1, Rights.Execute));
        Assert.Equal((SpaceError.None, P), Move(P, 8, 8, mayMove: false));
        Assert.Equal((SpaceError.None, P), Move(P, 8, 2, mayMove: false));
        Assert.Equal([(P, 2u), (P + 8, 1u), (Far, 4u)], Regions());
        _world.Check();
    }

    // Both places lie inside a region: of the new one two are left, the moved one comes, and the old one is cut twice.
    [Fact]
    public void A_move_needs_four_records_and_no_more()
    {
        SpaceWorld world = SpaceWorld.Boot(recordStep: 1);
        uint space = world.Create();
        foreach (Region region in (Region[])[SpaceWorld.Anonymous(P, 5), SpaceWorld.Anonymous(Far, 5, Rights.Read)])
        {
            Assert.Equal(SpaceError.None, world.Spaces.Map(space, region, Placement.OnlyIfFree, out _));
        }

        Assert.True(world.Spaces.Regions.Pool.TryReserve(3));
        world.FailExtension(1);
        Assert.Equal(SpaceError.OutOfMemory, world.Spaces.Move(space, P + 1, 2, 2, true, Far + 1, out _));
        world.FailExtension(0);
        Assert.True(world.Spaces.Regions.Pool.TryReserve(4));
        world.FailExtension(1);
        Assert.Equal(SpaceError.None, world.Spaces.Move(space, P + 1, 2, 2, true, Far + 1, out _));
        Assert.Equal(5u, world.Spaces[space].Regions);
        world.Check();
    }

    private (SpaceError Error, uint Moved) Move(uint first, uint pages, uint wanted, bool mayMove, uint place = 0)
    {
        SpaceError error = _world.Spaces.Move(_space, first, pages, wanted, mayMove, place, out uint moved);
        return (error, moved);
    }

    private uint PageShown(uint page)
    {
        uint word = Read(page);
        Assert.Equal(SpaceWorld.SourceWord(3, 0) & 0xFFFF_0000, word & 0xFFFF_0000);
        return (word & 0xFFFF) - 1;
    }

    private IEnumerable<(uint First, uint Pages)> Regions()
    {
        for (uint page = 0; _world.Spaces.TryFindRegion(_space, page, out Region region); page = region.End)
        {
            yield return (region.First, region.Pages);
        }
    }

    private uint Read(uint page) => _world.Read(_space, page << 12);

    private void Write(uint page, uint value) => _world.Write(_space, page << 12, value);

    private void Map(Region region) =>
        Assert.Equal(SpaceError.None, _world.Spaces.Map(_space, region, Placement.OnlyIfFree, out _));
}
