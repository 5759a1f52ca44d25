namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>Where regions are put, what they hold of objects, and what is refused (S2, S6).</summary>
public class RegionMappingTests
{
    private const uint P = 0x8400;
    private const uint Top = SpaceLayout.PlacementEnd;
    private const Rights ReadWrite = Rights.Read | Rights.Write;

    private readonly SpaceWorld _world = SpaceWorld.Boot();
    private readonly uint _space;

    public RegionMappingTests() => _space = _world.Create();

    [Fact]
    public void Regions_without_a_place_go_from_the_top_down_and_above_it_at_last()
    {
        Assert.Equal(Top - 5, Anywhere(5));
        Assert.Equal(Top - 8, Anywhere(3, Rights.Read));
        Assert.Equal(SpaceError.None, _world.Spaces.Unmap(_space, Top - 4, 2));
        Assert.Equal(Top - 4, Anywhere(2, Rights.Execute));
        Assert.Equal(SpaceError.None, _world.Spaces.Unmap(_space, SpaceLayout.FirstPage, Top - SpaceLayout.FirstPage));

        // All that is below the place for stacks, to the page.
        const uint All = Top - SpaceLayout.FirstPage;
        Assert.Equal(SpaceLayout.FirstPage, Anywhere(All));
        Assert.Equal(SpaceLayout.EndPage - 7, Anywhere(7, Rights.Read));
        Assert.Equal(SpaceError.NoRoom, _world.Spaces.Map(_space, SpaceWorld.Anonymous(0, SpaceLayout.EndPage - Top),
            Placement.Anywhere, out uint first));
        Assert.Equal(0u, first);
        Assert.Equal(Top, Anywhere(SpaceLayout.EndPage - Top - 7, Rights.Execute));
        Assert.Equal(SpaceError.NoRoom,
            _world.Spaces.Map(_space, SpaceWorld.Anonymous(0, 1), Placement.Anywhere, out _));
        _world.Check();
    }

    [Fact]
    public void A_wish_is_met_where_it_is_free()
    {
        Assert.Equal(SpaceError.None,
            _world.Spaces.Map(_space, SpaceWorld.Anonymous(P, 2), Placement.Anywhere, out uint first));
        Assert.Equal(P, first);
        Assert.Equal(SpaceError.None,
            _world.Spaces.Map(_space, SpaceWorld.Anonymous(P - 1, 2, Rights.Read), Placement.Anywhere, out first));
        Assert.Equal(Top - 2, first);
        _world.Check();
    }

    [Fact]
    public void Regions_that_contradict_themselves_are_refused()
    {
        Assert.Equal(SpaceError.None, _world.Spaces.Objects.Create(0x1000, 3, out uint index));
        Region anonymous = SpaceWorld.Anonymous(P, 2);
        Region shown = anonymous with { Object = index };
        Region[] refused =
        [
            anonymous with { Pages = 0 }, anonymous with { Pages = uint.MaxValue }, anonymous with { First = 0 },
            anonymous with { MayHave = Rights.Read }, anonymous with { Rights = Rights.Execute, MayHave = ReadWrite },
            anonymous with { Flags = RegionFlags.GrowsDown | RegionFlags.Shared },
            shown with { Flags = RegionFlags.GrowsDown }, shown with { Offset = uint.MaxValue - 1 },
        ];
        foreach (Region region in refused)
        {
            Assert.Equal(SpaceError.BadRange, _world.Spaces.Map(_space, region, Placement.Replace, out uint first));
            Assert.Equal(0u, first);
        }

        Assert.Equal((1u, 0u), (_world.Spaces.Objects[index].References, _world.Spaces.Objects[index].Regions));
        Assert.Equal(SpaceError.None,
            _world.Spaces.Map(_space, shown with { Offset = uint.MaxValue - 2 }, Placement.Replace, out _));
        Assert.Equal(SpaceError.None,
            _world.Spaces.Map(_space, anonymous with { Offset = uint.MaxValue }, Placement.Replace, out _));
        _world.Check();
    }

    [Fact]
    public void Shared_memory_without_an_object_gets_one_of_its_length()
    {
        Region shared = SpaceWorld.Anonymous(P, 3) with { Flags = RegionFlags.Shared, Offset = 9 };
        Assert.Equal(SpaceError.None, _world.Spaces.Map(_space, shared, Placement.OnlyIfFree, out _));
        Assert.True(_world.Spaces.TryFindRegion(_space, P, out Region region));
        Assert.Equal(0u, region.Offset);
        MemoryObject created = _world.Spaces.Objects[region.Object];
        Assert.Equal((1u, 1u, 0x3000ul, 0u), (created.References, created.Regions, created.Length, created.Source));
        Assert.Equal(SpaceError.PastEnd, Grow(P, 3, 4));
        Assert.Equal(SpaceError.None, _world.Spaces.Unmap(_space, P, 4));
        Assert.Equal(0u, _world.Spaces.Objects.Pool.Taken);
        _world.Check();
    }

    [Fact]
    public void An_object_is_held_by_each_region_that_shows_it()
    {
        Assert.Equal(SpaceError.None, _world.Spaces.Objects.Create(0x4000, 3, out uint index));
        Region shown = SpaceWorld.Anonymous(P, 4) with { Object = index };
        Assert.Equal(SpaceError.None, _world.Spaces.Map(_space, shown, Placement.OnlyIfFree, out _));
        Assert.Equal((2u, 1u), Held(index));

        // Mapped in place of itself, while nobody else holds it.
        _world.Spaces.ReleaseObject(index);
        Assert.Equal(SpaceError.None,
            _world.Spaces.Map(_space, shown with { Rights = Rights.Read }, Placement.Replace, out _));
        Assert.Equal((1u, 1u), Held(index));
        Assert.Equal(SpaceError.None, _world.Spaces.Unmap(_space, P + 1, 1));
        Assert.Equal((2u, 2u), Held(index));
        Assert.Equal(SpaceError.None, _world.Spaces.Fork(_space, out uint copy));
        Assert.Equal((4u, 4u), Held(index));
        _world.Spaces.Release(copy);
        Assert.Equal((2u, 2u), Held(index));
        Assert.Equal(SpaceError.Occupied, _world.Spaces.Map(_space, shown, Placement.OnlyIfFree, out _));
        Assert.Equal((2u, 2u), Held(index));
        Assert.Equal(SpaceError.None, _world.Spaces.Unmap(_space, P, 4));
        Assert.Equal(0u, _world.Spaces.Objects.Pool.Taken);
        _world.Check();
    }

    [Fact]
    public void A_refusal_leaves_no_number_behind()
    {
        SpaceWorld world = SpaceWorld.Boot(recordStep: 1);
        uint space = world.Create();
        world.FailExtension(1);
        Assert.Equal(SpaceError.OutOfMemory, world.Spaces.Objects.Create(1, 0, out uint created));
        Assert.Equal(0u, created);
        Assert.Equal(SpaceError.OutOfMemory, world.Spaces.Create(out created));
        Assert.Equal(0u, created);
        Assert.Equal(SpaceError.OutOfMemory, world.Spaces.Fork(space, out created));
        Assert.Equal(0u, created);
        world.FailExtension(0);
        Assert.Equal(SpaceError.None,
            world.Spaces.Map(space, SpaceWorld.Anonymous(P, 1), Placement.OnlyIfFree, out _));
        world.FailExtension(1);
        Assert.Equal(SpaceError.OutOfMemory, world.Spaces.Fork(space, out created));
        Assert.Equal(0u, created);

        // There is a record for another space, and only two for its three regions.
        world.FailExtension(0);
        Assert.Equal(SpaceError.None,
            world.Spaces.Map(space, SpaceWorld.Anonymous(P + 2, 1), Placement.OnlyIfFree, out _));
        Assert.Equal(SpaceError.None,
            world.Spaces.Map(space, SpaceWorld.Anonymous(P + 4, 1), Placement.OnlyIfFree, out _));
        world.Spaces.Release(world.Create());
        world.FailExtension(1);
        Assert.Equal(SpaceError.OutOfMemory, world.Spaces.Fork(space, out created));
        Assert.Equal((0u, 1u), (created, world.Spaces.Count));
        world.FailExtension(0);
        world.Create();
        world.Frames.FailFrom(1);
        Assert.Equal(SpaceError.OutOfMemory, world.Spaces.Create(out created));
        Assert.Equal((0u, 2u), (created, world.Spaces.Count));
        world.Check();
    }

    // At its start, at its end and in its middle: everything else stays as it was.
    [Theory]
    [InlineData(0u, 2u)]
    [InlineData(6u, 2u)]
    [InlineData(3u, 2u)]
    [InlineData(0u, 8u)]
    public void What_is_unmapped_goes_and_no_more(uint from, uint count)
    {
        uint start = P - 4;
        Assert.Equal(SpaceError.None,
            _world.Spaces.Map(_space, SpaceWorld.Anonymous(start, 8), Placement.OnlyIfFree, out _));
        for (uint i = 0; i < 8; i++)
        {
            _world.Write(_space, (start + i) << 12, i + 1);
        }

        uint pages = PagesInUse();
        Assert.Equal(SpaceError.None, _world.Spaces.Unmap(_space, start + from, count));
        Assert.Equal(pages - count, PagesInUse());
        for (uint i = 0; i < 8; i++)
        {
            bool isGone = i >= from && i < from + count;
            Assert.Equal(isGone ? SpaceError.NoRegion : SpaceError.None,
                _world.TryRead(_space, (start + i) << 12, out uint value));
            Assert.Equal(isGone ? 0 : i + 1, value);
        }

        _world.Check();
    }

    private uint PagesInUse() => (uint)_world.Records.Count(record => record.Kind == FrameKind.Page);

    private SpaceError Grow(uint first, uint pages, uint wanted)
    {
        Assert.Equal(SpaceError.None, _world.Spaces.Move(_space, first, pages, wanted, false, 0, out _));
        return _world.TryRead(_space, (first + wanted - 1) << 12, out _);
    }

    private (uint References, uint Regions) Held(uint index) =>
        (_world.Spaces.Objects[index].References, _world.Spaces.Objects[index].Regions);

    private uint Anywhere(uint pages, Rights rights = ReadWrite)
    {
        Assert.Equal(SpaceError.None,
            _world.Spaces.Map(_space, SpaceWorld.Anonymous(0, pages, rights), Placement.Anywhere, out uint first));
        return first;
    }
}
