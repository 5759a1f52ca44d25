namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>An operation that takes frames, and what comes before it.</summary>
/// <param name="Frames">Requests for frames that it makes.</param>
/// <param name="Prepare">What comes before. There is a space, 1, with four pages.</param>
/// <param name="Act">The operation.</param>
internal sealed record SpaceScenario(
    uint Frames, Action<SpaceWorld> Prepare, Func<SpaceWorld, uint, SpaceError> Act)
{
    public const uint First = 0x83FE;
    public static readonly Region Memory = SpaceWorld.Anonymous(First, 4);

    public static readonly IReadOnlyDictionary<string, SpaceScenario> All = new Dictionary<string, SpaceScenario>
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
            (world, space) => world.Spaces.Map(space, Memory with { Pages = 1 }, Placement.Replace, out _)),
        ["discarding part of shared tables"] = new(2, Forked,
            (world, space) => world.Spaces.Discard(space, First + 1, 2)),
        ["protecting shared tables"] = new(2, Forked,
            (world, space) => world.Spaces.Protect(space, First, 4, Rights.Read)),
        ["moving out of shared tables"] = new(3, Forked,
            (world, space) => world.Spaces.Move(space, First + 1, 2, 2, true, 0x9800, out _)),
        ["moving across the end of a table"] = new(2, world => world.Write(1, First << 12, 1),
            (world, space) => world.Spaces.Move(space, First, 4, 6, true, 0x97FD, out _)),
        ["moving to the end of a table"] = new(1, world => world.Write(1, First << 12, 1),
            (world, space) => world.Spaces.Move(space, First, 4, 6, true, 0x97FC, out _)),
        ["moving and shrinking"] = new(1, world => world.Write(1, First << 12, 1),
            (world, space) => world.Spaces.Move(space, First, 4, 2, true, 0x97FD, out _)),
        ["moving over part of shared tables"] = new(6, world => Neighbours(world, isForked: true),
            (world, space) => world.Spaces.Move(space, First, 4, 4, true, 0x97FE, out _)),
        ["moving over mapped pages"] = new(2, world => Neighbours(world, isForked: false),
            (world, space) => world.Spaces.Move(space, First, 4, 4, true, 0x97FE, out _)),
        ["making a space"] = new(1, _ => { }, (world, _) => world.Spaces.Create(out _)),
        ["forking"] = new(1, world => world.Write(1, First << 12, 1),
            (world, space) => world.Spaces.Fork(space, out _)),
        ["writing an object"] = new(1, Shown,
            (world, _) => world.Spaces.WriteObject(1, 0, [1]) == 1 ? SpaceError.None : SpaceError.OutOfMemory),
    };

    /// <summary>A world in which a scenario can begin.</summary>
    public static SpaceWorld Begin(string name)
    {
        SpaceWorld world = SpaceWorld.Boot();
        Assert.Equal(SpaceError.None, world.Spaces.Map(world.Create(), Memory, Placement.OnlyIfFree, out _));
        All[name].Prepare(world);
        return world;
    }

    /// <summary>All that programs and files could see, of the first spaces and the first object.</summary>
    public static UInt128 Digest(SpaceWorld world) =>
        SpaceDigest.Of(world, [.. Enumerable.Range(1, 4).Select(i => world.SpaceRecords[i].IsTaken ? (uint)i : 0)],
            world.ObjectRecords[1].References != 0 ? [1] : []);

    private static void Forked(SpaceWorld world)
    {
        world.Write(1, First << 12, 1);
        world.Write(1, (First + 2) << 12, 2);
        Assert.Equal(SpaceError.None, world.Spaces.Fork(1, out _));
    }

    /// <summary>Four pages across another two tables, where the first four shall go.</summary>
    private static void Neighbours(SpaceWorld world, bool isForked)
    {
        world.Write(1, First << 12, 1);
        world.Write(1, (First + 2) << 12, 2);
        Assert.Equal(SpaceError.None,
            world.Spaces.Map(1, SpaceWorld.Anonymous(0x97FD, 6), Placement.OnlyIfFree, out _));
        world.Write(1, 0x97FD << 12, 3);
        world.Write(1, 0x9801 << 12, 4);
        if (isForked)
        {
            Assert.Equal(SpaceError.None, world.Spaces.Fork(1, out _));
        }
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
}
