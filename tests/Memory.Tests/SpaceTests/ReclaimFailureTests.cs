namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>
/// Every operation with its 1st, 2nd, 3rd … request for a frame refused while there are clean pages to give up (S9).
/// </summary>
public class ReclaimFailureTests
{
    private const uint CleanPages = 5;
    private const uint Shown = 0xA000;

    // A directory is the kernel's, and takes of the frames that programs never get: no page is given up for it.
    public static TheoryData<string> Names =>
        [.. SpaceScenario.All.Keys.Where(name => name is not ("making a space" or "forking"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void One_refusal_costs_a_clean_page_and_nothing_else(string name)
    {
        UInt128 expected = Undisturbed(name);
        for (uint nth = 1; nth <= SpaceScenario.All[name].Frames; nth++)
        {
            SpaceWorld world = Begin(name);
            world.Frames.FailOnly(nth);
            Assert.Equal(SpaceError.None, SpaceScenario.All[name].Act(world, 1));
            Assert.Equal(1u, world.Frames.Refusals);
            Assert.Equal(CleanPages - 1, CleanOf(world));
            Assert.Equal(expected, SpaceScenario.Digest(world));
            world.Check();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Refusals_without_an_end_cost_all_clean_pages_and_change_nothing_else(string name)
    {
        UInt128 expected = Undisturbed(name);
        for (uint nth = 1; nth <= SpaceScenario.All[name].Frames; nth++)
        {
            SpaceWorld world = Begin(name);
            UInt128 before = SpaceScenario.Digest(world);
            world.Frames.FailFrom(nth);
            Assert.Equal(SpaceError.OutOfMemory, SpaceScenario.All[name].Act(world, 1));
            Assert.Equal(0u, CleanOf(world));
            Assert.Equal(before, SpaceScenario.Digest(world));
            world.Check();
            world.Frames.FailNever();
            Assert.Equal(SpaceError.None, SpaceScenario.All[name].Act(world, 1));
            Assert.Equal(expected, SpaceScenario.Digest(world));
            world.Check();
        }
    }

    /// <summary>
    /// The only clean page is the one that is about to be copied, kept, or written to: it goes, and comes back.
    /// </summary>
    [Theory]
    [InlineData(true, Access.Write)]
    [InlineData(false, Access.Write)]
    [InlineData(false, Access.Read)]
    public void A_page_that_is_given_up_for_its_own_fault_comes_back(bool isPrivate, Access access)
    {
        for (uint nth = 1; nth <= 2; nth++)
        {
            SpaceWorld world = SpaceWorld.Boot();
            uint space = world.Create(), reader = world.Create();
            uint index = MapClean(world, reader, pages: 1, isPrivate: true);
            Assert.Equal(SpaceError.None, world.Spaces.Map(space, Region(index, 1, isPrivate), Placement.OnlyIfFree,
                out _));
            Assert.Equal(1u, world.Spaces.Objects.Clean);

            // One frame is asked for the table, and one for a copy.
            world.Frames.FailOnly(nth);
            SpaceError error = access == Access.Write
                ? world.TryWrite(space, Shown << 12, 5) : world.TryRead(space, Shown << 12, out _);
            Assert.Equal(SpaceError.None, error);
            Assert.Equal(isPrivate || nth == 1 ? 1u : 0u, world.Frames.Refusals);
            world.Frames.FailNever();
            uint source = SpaceWorld.SourceWord(9, 0);
            Assert.Equal(access == Access.Write ? 5u : source, world.Read(space, Shown << 12));
            Assert.Equal(access == Access.Write && !isPrivate ? 5u : source, world.Read(reader, Shown << 12));
            world.Check();
        }
    }

    private static UInt128 Undisturbed(string name)
    {
        SpaceWorld world = Begin(name);
        Assert.Equal(SpaceError.None, SpaceScenario.All[name].Act(world, 1));
        Assert.Equal(CleanPages, CleanOf(world));
        return SpaceScenario.Digest(world);
    }

    /// <summary>A scenario's world, and clean pages that a space of its own shows.</summary>
    private static SpaceWorld Begin(string name)
    {
        SpaceWorld world = SpaceScenario.Begin(name);
        while (world.Spaces.Count < 4)
        {
            world.Create();
        }

        // The first object is one of the scenario's.
        if (world.ObjectRecords[1].References == 0)
        {
            Assert.Equal(SpaceError.None, world.Spaces.Objects.Create(1, 0, out _));
        }

        MapClean(world, world.Create(), CleanPages, isPrivate: true);
        world.Spaces.Load(1);
        return world;
    }

    private static uint MapClean(SpaceWorld world, uint space, uint pages, bool isPrivate)
    {
        Assert.Equal(SpaceError.None, world.Spaces.Objects.Create(pages << 12, 9, out uint index));
        Assert.Equal(SpaceError.None,
            world.Spaces.Map(space, Region(index, pages, isPrivate), Placement.OnlyIfFree, out _));
        for (uint page = 0; page < pages; page++)
        {
            world.Read(space, (Shown + page) << 12);
        }

        return index;
    }

    private static Region Region(uint index, uint pages, bool isPrivate) => new()
    {
        First = Shown,
        Pages = pages,
        Object = index,
        Rights = Rights.Read | Rights.Write,
        MayHave = Rights.All,
        Flags = isPrivate ? RegionFlags.None : RegionFlags.Shared,
    };

    /// <summary>Those of the object that nobody but the pressure touches.</summary>
    private static uint CleanOf(SpaceWorld world) =>
        (uint)Enumerable.Range(0, (int)CleanPages).Count(page =>
            world.Spaces.Objects.TryFind(LastObject(world), (uint)page, out _));

    private static uint LastObject(SpaceWorld world) => world.Spaces.Objects.Pool.End - 1;
}
