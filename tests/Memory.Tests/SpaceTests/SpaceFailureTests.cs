namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>
/// Every operation with its 1st, 2nd, 3rd … request for a frame or for memory for records refused. Nothing has changed
/// then, and the same operation succeeds afterwards (S6).
/// </summary>
public class SpaceFailureTests
{
    private const uint First = 0x83FE;
    private static readonly Region _memory = SpaceWorld.Anonymous(First, 4);

    private static readonly Dictionary<string, Scenario> _all = new()
    {
        ["the first touch of a page"] = new(2, world => world.Read(1, First << 12),
            (world, space) => world.TryWrite(space, (First + 2) << 12, 1)),
        ["a write to a zero page"] = new(1, world => world.Read(1, First << 12),
            (world, space) => world.TryWrite(space, First << 12, 1)),
        ["a write after fork"] = new(2, Forked, (world, space) => world.TryWrite(space, First << 12, 1)),
        ["a read after fork"] = new(1, Forked, (world, space) => world.TryRead(space, (First + 1) << 12, out _)),
        ["a read of an object"] = new(2, Shown, (world, space) => world.TryRead(space, 0x9000 << 12, out _)),
        ["a private write to an object"] = new(3, Shown, (world, space) => world.TryWrite(space, 0x9001 << 12, 1)),
        ["the kernel's write"] = new(2, Forked,
            (world, space) => world.Spaces.CopyOut(space, new VirtualAddress(First << 12), [1, 2], out _)),
        ["unmapping part of a shared table"] = new(1, Forked, (world, space) => world.Spaces.Unmap(space, First, 1)),
        ["unmapping across two shared tables"] = new(2, Forked,
            (world, space) => world.Spaces.Unmap(space, First + 1, 2)),
        ["mapping over part of a shared table"] = new(1, Forked,
            (world, space) => world.Spaces.Map(space, _memory with { Pages = 1 }, Placement.Replace, out _)),
        ["discarding part of shared tables"] = new(2, Forked,
            (world, space) => world.Spaces.Discard(space, First + 1, 2)),
        ["protecting shared tables"] = new(2, Forked,
            (world, space) => world.Spaces.Protect(space, First, 4, Rights.Read)),
        ["moving out of shared tables"] = new(3, Forked,
            (world, space) => world.Spaces.Move(space, First + 1, 2, 2, true, 0x9800, out _)),
        ["making a space"] = new(1, _ => { }, (world, _) => world.Spaces.Create(out _)),
        ["forking"] = new(1, world => world.Write(1, First << 12, 1),
            (world, space) => world.Spaces.Fork(space, out _)),
        ["writing an object"] = new(1, Shown,
            (world, _) => world.Spaces.WriteObject(1, 0, [1]) == 1 ? SpaceError.None : SpaceError.OutOfMemory),
    };

    public static TheoryData<string> Names => [.. _all.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_request_for_a_frame_is_refused_once(string name)
    {
        uint failures = 0;
        while (IsRefused(_all[name], world => world.Frames.FailFrom(failures + 1), world => world.Frames.FailNever()))
        {
            failures++;
        }

        Assert.Equal(_all[name].Frames, failures);
    }

    [Fact]
    public void Memory_for_records_is_refused_to_each_operation_once()
    {
        Dictionary<string, Func<SpaceWorld, SpaceError>> operations = new()
        {
            ["map"] = world => world.Spaces.Map(1, _memory with { First = 0xA000 }, Placement.OnlyIfFree, out _),
            ["shared"] = world =>
                world.Spaces.Map(1, _memory with { First = 0xA000, Flags = RegionFlags.Shared }, Placement.OnlyIfFree,
                    out _),
            ["unmap the middle"] = world => world.Spaces.Unmap(1, First + 1, 1),
            ["protect the middle"] = world => world.Spaces.Protect(1, First + 1, 1, Rights.Read),
            ["move"] = world => world.Spaces.Move(1, First + 1, 1, 2, true, 0xA000, out _),
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

        // One more fits, by a split; the next doesn't (29).
        Assert.Equal(SpaceError.None, world.Spaces.Unmap(space, SpaceLayout.FirstPage + 1, 1));
        Assert.Equal(SpaceLayout.MostRegions, world.Spaces[space].Regions);
        Assert.Equal(SpaceError.TooManyRegions, world.Spaces.Unmap(space, SpaceLayout.FirstPage + 5, 1));
        Assert.Equal(SpaceError.TooManyRegions, world.Spaces.Protect(space, SpaceLayout.FirstPage + 5, 1, Rights.Read));
        Assert.Equal(SpaceError.TooManyRegions,
            world.Spaces.Map(space, SpaceWorld.Anonymous(0xB_0000, 1), Placement.OnlyIfFree, out _));
        Assert.Equal(SpaceError.None, world.Spaces.Unmap(space, SpaceLayout.FirstPage + 4, 1));
        Assert.Equal(SpaceLayout.MostRegions, world.Spaces[space].Regions);
        SpaceFault fault = world.Spaces.Check(out _, out _);
        Assert.Equal(SpaceFault.None, fault);
    }

    private static bool IsRefusedRecords(string name, Func<SpaceWorld, SpaceError> act, int more)
    {
        SpaceWorld world = SpaceWorld.Boot(recordStep: 1);
        world.Create();
        Assert.Equal(SpaceError.None, world.Spaces.Map(1, _memory, Placement.OnlyIfFree, out _));
        for (uint i = 0; i < more; i++)
        {
            Assert.Equal(SpaceError.None,
                world.Spaces.Map(1, SpaceWorld.Anonymous(0x9000 + (i * 8), 3), Placement.OnlyIfFree, out _));
            Assert.Equal(SpaceError.None, world.Spaces.Protect(1, 0x9000 + (i * 8) + (i & 1), 1, Rights.Read));
        }

        world.Write(1, First << 12, 5);
        UInt128 before = Digest(world);
        world.FailExtension(1);
        SpaceError error = act(world);
        world.Check();
        world.FailExtension(0);
        if (error == SpaceError.OutOfMemory)
        {
            Assert.True(before == Digest(world), $"{name} has changed something");
            Assert.Equal(SpaceError.None, act(world));
            world.Check();
            return true;
        }

        Assert.Equal(SpaceError.None, error);
        return false;
    }

    private static bool IsRefused(Scenario scenario, Action<SpaceWorld> refuse, Action<SpaceWorld> allow)
    {
        SpaceWorld world = SpaceWorld.Boot();
        uint space = world.Create();
        Assert.Equal(SpaceError.None, world.Spaces.Map(space, _memory, Placement.OnlyIfFree, out _));
        scenario.Prepare(world);
        UInt128 before = Digest(world);
        refuse(world);
        SpaceError error = scenario.Act(world, space);
        bool isRefused = world.Frames.Refusals > 0;
        allow(world);
        Assert.Equal(isRefused ? SpaceError.OutOfMemory : SpaceError.None, error);
        world.Check();
        if (isRefused)
        {
            Assert.True(before == Digest(world), "something has changed");
            Assert.Equal(SpaceError.None, scenario.Act(world, space));
            world.Check();
        }

        return isRefused;
    }

    private static UInt128 Digest(SpaceWorld world) =>
        SpaceDigest.Of(world, [.. Enumerable.Range(1, 4).Select(i => world.SpaceRecords[i].IsTaken ? (uint)i : 0)],
            world.ObjectRecords[1].References != 0 ? [1] : []);

    private static void Forked(SpaceWorld world)
    {
        world.Write(1, First << 12, 1);
        world.Write(1, (First + 2) << 12, 2);
        Assert.Equal(SpaceError.None, world.Spaces.Fork(1, out _));
    }

    private static void Shown(SpaceWorld world)
    {
        Assert.Equal(SpaceError.None, world.Spaces.Objects.Create(0x3000, 4, out uint index));
        Region shown = new()
        {
            First = 0x9000,
            Pages = 3,
            Object = index,
            Rights = Rights.Read | Rights.Write,
            MayHave = Rights.All
        };
        Assert.Equal(SpaceError.None, world.Spaces.Map(1, shown, Placement.OnlyIfFree, out _));
        world.Read(1, First << 12);
    }

    /// <param name="Frames">Requests for frames that it makes.</param>
    /// <param name="Prepare">What comes before.</param>
    /// <param name="Act">The operation.</param>
    private sealed record Scenario(uint Frames, Action<SpaceWorld> Prepare, Func<SpaceWorld, uint, SpaceError> Act);
}
