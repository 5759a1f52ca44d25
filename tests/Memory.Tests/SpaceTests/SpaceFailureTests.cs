namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>
/// Every operation with its 1st, 2nd, 3rd … request for a frame or for memory for records refused. Nothing has changed
/// then, and the same operation succeeds afterwards (S6).
/// </summary>
public class SpaceFailureTests
{
    public static TheoryData<string> Names => [.. SpaceScenario.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_request_for_a_frame_is_refused_once(string name)
    {
        uint failures = 0;
        while (IsRefused(name, failures + 1))
        {
            failures++;
        }

        Assert.Equal(SpaceScenario.All[name].Frames, failures);
    }

    [Fact]
    public void Memory_for_records_is_refused_to_each_operation_once()
    {
        Region elsewhere = SpaceScenario.Memory with { First = 0xA000 };
        Dictionary<string, Func<SpaceWorld, SpaceError>> operations = new()
        {
            ["map"] = world => world.Spaces.Map(1, elsewhere, Placement.OnlyIfFree, out _),
            ["shared"] = world => world.Spaces.Map(1, elsewhere with { Flags = RegionFlags.Shared },
                Placement.OnlyIfFree, out _),
            ["unmap the middle"] = world => world.Spaces.Unmap(1, SpaceScenario.First + 1, 1),
            ["protect the middle"] = world => world.Spaces.Protect(1, SpaceScenario.First + 1, 1, Rights.Read),
            ["move"] = world => world.Spaces.Move(1, SpaceScenario.First + 1, 1, 2, true, 0xA000, out _),
            ["fork"] = world => world.Spaces.Fork(1, out _),
            ["create"] = world => world.Spaces.Create(out _),
            ["object"] = world => world.Spaces.Objects.Create(1, 0, out _),
        };
        foreach ((string name, Func<SpaceWorld, SpaceError> act) in operations)
        {
            // How many records are free depends on what was done before: with 0 to 3 regions split, each number occurs.
            Assert.True(Enumerable.Range(0, 4).Count(more => IsRefusedRecords(name, act, more)) > 0,
                $"{name} was never refused");
        }
    }

    [Fact]
    public void A_space_that_has_as_many_regions_as_it_may_refuses_more_and_changes_nothing()
    {
        SpaceWorld world = SpaceWorld.Boot(regions: 70_000, recordStep: 8192);
        uint space = world.Create();
        for (uint i = 0; i < SpaceLayout.MostRegions - 1; i++)
        {
            Region region = SpaceWorld.Anonymous(SpaceLayout.FirstPage + (i * 4), 3, Rights.None);
            Assert.Equal(SpaceError.None, world.Spaces.Map(space, region, Placement.OnlyIfFree, out _));
        }

        // A move may cut out both places: as on Linux it needs three regions more.
        uint low = SpaceLayout.FirstPage;
        Assert.Equal(SpaceError.TooManyRegions, world.Spaces.Move(space, low, 3, 3, true, 0xB_0000, out _));
        Assert.Equal(SpaceError.None, world.Spaces.Unmap(space, low + 4, 3));
        Assert.Equal(SpaceError.TooManyRegions, world.Spaces.Move(space, low, 3, 3, true, 0xB_0000, out _));
        Assert.Equal(SpaceError.None, world.Spaces.Unmap(space, low + 8, 3));
        Assert.Equal(SpaceError.None, world.Spaces.Move(space, low, 3, 3, true, 0xB_0000, out _));
        Assert.Equal(SpaceError.None, world.Spaces.Move(space, 0xB_0000, 3, 3, true, low, out _));
        foreach (uint first in (uint[])[low + 4, low + 8])
        {
            Assert.Equal(SpaceError.None,
                world.Spaces.Map(space, SpaceWorld.Anonymous(first, 3, Rights.None), Placement.OnlyIfFree, out _));
        }

        // Where no region is left over, rights are given to a whole one, to its start or to its end.
        uint last = SpaceLayout.FirstPage + ((SpaceLayout.MostRegions - 2) * 4);
        foreach ((uint first, uint pages) in ((uint, uint)[])[(last, 3), (last, 2), (last + 1, 2)])
        {
            Assert.Equal(SpaceError.None, world.Spaces.Protect(space, first, pages, Rights.Read));
            Assert.Equal(SpaceError.None, world.Spaces.Protect(space, last, 3, Rights.None));
        }

        Assert.Equal(SpaceError.TooManyRegions, world.Spaces.Protect(space, last + 1, 1, Rights.Read));
        Assert.Equal(SpaceLayout.MostRegions - 1, world.Spaces[space].Regions);

        // One more fits, by a split; the next doesn't (29).
        Assert.Equal(SpaceError.None, world.Spaces.Unmap(space, SpaceLayout.FirstPage + 1, 1));
        Assert.Equal(SpaceLayout.MostRegions, world.Spaces[space].Regions);
        Assert.Equal(SpaceError.TooManyRegions, world.Spaces.Unmap(space, SpaceLayout.FirstPage + 5, 1));
        Assert.Equal(SpaceError.TooManyRegions, world.Spaces.Protect(space, SpaceLayout.FirstPage + 5, 1, Rights.Read));
        Assert.Equal(SpaceError.TooManyRegions, world.Spaces.Protect(space, SpaceLayout.FirstPage + 4, 2, Rights.Read));
        Assert.Equal(SpaceError.NotAllowed, world.Spaces.Protect(space, SpaceLayout.FirstPage + 5, 1, (Rights)8));
        Assert.Equal(SpaceError.None, world.Spaces.Protect(space, SpaceLayout.FirstPage + 4, 3, Rights.Read));
        Assert.Equal(SpaceError.TooManyRegions,
            world.Spaces.Map(space, SpaceWorld.Anonymous(0xB_0000, 1), Placement.OnlyIfFree, out _));
        Assert.Equal(SpaceError.None, world.Spaces.Unmap(space, SpaceLayout.FirstPage + 4, 1));
        Assert.Equal(SpaceError.None, world.Spaces.Unmap(space, SpaceLayout.FirstPage + 9, 2));
        Assert.Equal(SpaceLayout.MostRegions, world.Spaces[space].Regions);
        SpaceFault fault = world.Spaces.Check(out _, out _);
        Assert.Equal(SpaceFault.None, fault);
    }

    private static bool IsRefusedRecords(string name, Func<SpaceWorld, SpaceError> act, int more)
    {
        SpaceWorld world = SpaceWorld.Boot(recordStep: 1);
        world.Create();
        Assert.Equal(SpaceError.None, world.Spaces.Map(1, SpaceScenario.Memory, Placement.OnlyIfFree, out _));
        for (uint i = 0; i < more; i++)
        {
            Assert.Equal(SpaceError.None,
                world.Spaces.Map(1, SpaceWorld.Anonymous(0x9000 + (i * 8), 3), Placement.OnlyIfFree, out _));
            Assert.Equal(SpaceError.None, world.Spaces.Protect(1, 0x9000 + (i * 8) + (i & 1), 1, Rights.Read));
        }

        world.Write(1, SpaceScenario.First << 12, 5);
        UInt128 before = SpaceScenario.Digest(world);
        world.FailExtension(1);
        SpaceError error = act(world);
        world.Check();
        world.FailExtension(0);
        if (error == SpaceError.OutOfMemory)
        {
            Assert.True(before == SpaceScenario.Digest(world), $"{name} has changed something");
            Assert.Equal(SpaceError.None, act(world));
            world.Check();
            return true;
        }

        Assert.Equal(SpaceError.None, error);
        return false;
    }

    private static bool IsRefused(string name, uint nth)
    {
        SpaceWorld world = SpaceScenario.Begin(name);
        UInt128 before = SpaceScenario.Digest(world);
        world.Frames.FailFrom(nth);
        SpaceError error = SpaceScenario.All[name].Act(world, 1);
        bool isRefused = world.Frames.Refusals > 0;
        world.Frames.FailNever();
        Assert.Equal(isRefused ? SpaceError.OutOfMemory : SpaceError.None, error);
        world.Check();
        if (isRefused)
        {
            Assert.True(before == SpaceScenario.Digest(world), "something has changed");
            Assert.Equal(SpaceError.None, SpaceScenario.All[name].Act(world, 1));
            world.Check();
        }

        return isRefused;
    }
}
