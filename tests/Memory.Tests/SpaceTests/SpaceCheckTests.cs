namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>The check of the invariants finds each of them broken (S2, S4, S7, S9).</summary>
public class SpaceCheckTests
{
    private const uint P = 0x8048;
    private const uint Shown = P + 8;
    private const uint Present = 1;
    private const uint Writable = 2;
    private const uint User = 4;

    private static readonly Dictionary<string, (SpaceFault Fault, Action<SpaceWorld, uint> Damage)> _damages = new()
    {
        ["a page that may be written, and whose region may not"] = (SpaceFault.EntryWrong, AllowWriteOfReadOnlyPage),
        ["a page of no kind"] = (SpaceFault.EntryWrong,
            (world, space) => world.Records[Named(world, space, P)].Kind = FrameKind.Other),
        ["a private page in a shared region"] = (SpaceFault.EntryWrong,
            (world, space) => world.Records[Named(world, space, Shown)].Kind = FrameKind.Page),
        ["a page of no region"] = (SpaceFault.EntryWrong, NamePageOfNoRegion),
        ["a space's pages"] = (SpaceFault.RegionsWrong, (world, space) => world.Spaces[space].Pages++),
        ["what a space may need"] = (SpaceFault.RegionsWrong, (world, space) => world.Spaces[space].Promised++),
        ["what all may need"] = (SpaceFault.RegionsWrong, (world, _) => world.Spaces.Promised++),
        ["a right that a region may not have"] = (SpaceFault.RegionsWrong,
            (world, space) => world.RegionRecords[world.Spaces[space].Root].MayHave = Rights.None),
        ["a table that isn't there"] = (SpaceFault.TablesWrong,
            (world, space) => world.Spaces[space].Tables.Set(500, true)),
        ["a table that isn't known"] = (SpaceFault.TablesWrong,
            (world, space) => world.Spaces[space].Tables.Set(P >> 10, false)),
        ["a shared table that may be written"] = (SpaceFault.TableWritable, MakeSharedTableWritable),
        ["an entry too many"] = (SpaceFault.EntriesWrong,
            (world, space) => world.Records[Table(world, space)].Entries++),
        ["a page that is kept, and may be read"] = (SpaceFault.EntryWrong,
            (world, space) => Toggle(world, space, P + 1, Present)),
        ["a page that is the kernel's alone"] = (SpaceFault.EntryWrong,
            (world, space) => Toggle(world, space, P + 1, User)),
        ["another page of the object"] = (SpaceFault.EntryWrong,
            (world, space) => world.Records[Named(world, space, Shown)].Page++),
        ["a page of another object"] = (SpaceFault.EntryWrong,
            (world, space) => world.Records[Named(world, space, Shown)].Object++),
        ["a page that several have, writable"] = (SpaceFault.PageWritable,
            (world, space) => Toggle(world, space, P + 1, Writable)),
        ["a page's references"] = (SpaceFault.ReferencesWrong,
            (world, space) => world.Records[Named(world, space, P)].References += 2),
        ["a table's references"] = (SpaceFault.ReferencesWrong, MiscountUnwritableTable),
        ["an object's page's references"] = (SpaceFault.ReferencesWrong,
            (world, space) => world.Records[Named(world, space, Shown)].References++),
        ["a page in use that nothing refers to"] = (SpaceFault.ReferencesWrong,
            (world, _) => world.Records[Array.FindLastIndex(world.Records, IsNobodys)].Kind = FrameKind.Page),
        ["a changed page that counts as clean"] = (SpaceFault.CleanWrong,
            (world, space) => world.Records[Named(world, space, Shown)].IsDirty = true),
    };

    public static TheoryData<string> Damages => [.. _damages.Keys];

    [Theory]
    [MemberData(nameof(Damages))]
    public void Damage_is_found(string name)
    {
        SpaceWorld world = Begin(out uint space);
        (SpaceFault expected, Action<SpaceWorld, uint> damage) = _damages[name];
        damage(world, space);
        Assert.Equal(expected, world.Spaces.Check(out _, out _));
        Assert.Equal(expected, world.Spaces.Check(out _, out _));
    }

    [Fact]
    public void Damage_is_found_where_it_is()
    {
        (string Name, Func<SpaceWorld, uint, (uint Where, uint Page)> Place)[] places =
        [
            ("a space's pages", (_, space) => (space, 0)),
            ("a table that isn't there", (_, space) => (space, 500 << 10)),
            ("a table that isn't known", (_, space) => (space, P & ~1023u)),
            ("a shared table that may be written", (_, space) => (space, P & ~1023u)),
            ("a page that is kept, and may be read", (_, space) => (space, P + 1)),
            ("a page of no region", (_, space) => (space, P + 5)),
            ("another page of the object", (_, space) => (space, Shown)),
        ];
        foreach ((string name, Func<SpaceWorld, uint, (uint Where, uint Page)> place) in places)
        {
            SpaceWorld world = Begin(out uint space);
            _damages[name].Damage(world, space);
            world.Spaces.Check(out uint where, out uint page);
            Assert.Equal((name, place(world, space)), (name, (where, page)));
        }

        SpaceWorld miscounted = Begin(out uint first);
        miscounted.Records[Named(miscounted, first, P)].References += 2;
        miscounted.Spaces.Check(out uint frame, out _);
        Assert.Equal(Named(miscounted, first, P), frame);
    }

    // The records of regions have other numbers than the regions' order.
    [Fact]
    public void Regions_may_be_made_in_any_order()
    {
        SpaceWorld world = SpaceWorld.Boot();
        uint space = world.Create();
        foreach (uint first in (uint[])[P + 40, P + 20, P + 30, P, P + 10])
        {
            Assert.Equal(SpaceError.None,
                world.Spaces.Map(space, SpaceWorld.Anonymous(first, 2), Placement.OnlyIfFree, out _));
            Assert.Equal(SpaceFault.None, world.Spaces.Check(out _, out _));
        }
    }

    private static SpaceWorld Begin(out uint space)
    {
        SpaceWorld world = SpaceWorld.Boot();
        space = world.Create();
        Assert.Equal(SpaceError.None, world.Spaces.Map(space, SpaceWorld.Anonymous(P, 4), Placement.OnlyIfFree, out _));
        Assert.Equal(SpaceError.None, world.Spaces.Objects.Create(0x2000, 3, out uint index));
        Region shown = SpaceWorld.Anonymous(Shown, 2);
        (shown.Object, shown.Flags) = (index, RegionFlags.Shared);
        Assert.Equal(SpaceError.None, world.Spaces.Map(space, shown, Placement.OnlyIfFree, out _));
        world.Write(space, P << 12, 1);
        world.Write(space, (P + 1) << 12, 2);
        world.Read(space, Shown << 12);

        // The copy has a table of its own, which names the second page, too.
        Assert.Equal(SpaceError.None, world.Spaces.Fork(space, out uint copy));
        world.Write(copy, P << 12, 3);
        Assert.Equal(SpaceFault.None, world.Spaces.Check(out _, out _));
        return world;
    }

    private static void AllowWriteOfReadOnlyPage(SpaceWorld world, uint space)
    {
        Assert.Equal(SpaceError.None, world.Spaces.Protect(space, P, 1, Rights.Read));
        Toggle(world, space, P, Writable);
    }

    private static void NamePageOfNoRegion(SpaceWorld world, uint space)
    {
        world.Processor.Memory.WriteWord(Entry(world, space, P + 5), (Named(world, space, P) << 12) | Present | User);
        world.Records[Table(world, space)].Entries++;
    }

    private static bool IsNobodys(FrameRecord record) => record.Kind == FrameKind.Other;

    private static uint Directory(SpaceWorld world, uint space) =>
        world.Spaces[space].Directory.Address.Value + ((P >> 10) * 4);

    private static uint Table(SpaceWorld world, uint space) =>
        world.Processor.Memory.ReadWord(Directory(world, space)) >> 12;

    private static uint Entry(SpaceWorld world, uint space, uint page) =>
        (Table(world, space) << 12) + ((page & 1023) * 4);

    private static uint Named(SpaceWorld world, uint space, uint page) =>
        world.Processor.Memory.ReadWord(Entry(world, space, page)) >> 12;

    private static void Toggle(SpaceWorld world, uint space, uint page, uint bit)
    {
        uint entry = Entry(world, space, page);
        world.Processor.Memory.WriteWord(entry, world.Processor.Memory.ReadWord(entry) ^ bit);
    }

    private static void MakeSharedTableWritable(SpaceWorld world, uint space)
    {
        Assert.Equal(SpaceError.None, world.Spaces.Fork(space, out _));
        uint above = Directory(world, space);
        world.Processor.Memory.WriteWord(above, world.Processor.Memory.ReadWord(above) | Writable);
    }

    private static void MiscountUnwritableTable(SpaceWorld world, uint space)
    {
        Assert.Equal(SpaceError.None, world.Spaces.Fork(space, out _));
        world.Records[Table(world, space)].References++;
    }
}
