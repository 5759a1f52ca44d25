namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>What is answered to faults, page by page (S3).</summary>
public class FaultHandlingTests
{
    private const uint P = 0x8400;
    private const Rights ReadWrite = Rights.Read | Rights.Write;

    private readonly SpaceWorld _world = SpaceWorld.Boot();
    private readonly uint _space;

    public FaultHandlingTests() => _space = _world.Create();

    [Fact]
    public void An_answer_is_foreseen_without_a_change_and_then_given()
    {
        Assert.Equal(SpaceError.None, _world.Spaces.Objects.Create(0x2000, 3, out uint index));
        Map(SpaceWorld.Anonymous(P, 6));
        Map(Shown(P + 8, index, RegionFlags.Shared));
        Map(Shown(P + 16, index, RegionFlags.None));
        Map(SpaceWorld.Anonymous(P + 24, 1, Rights.Read));
        _world.Read(_space, P << 12);
        _world.Write(_space, (P + 2) << 12, 1);
        _world.Write(_space, (P + 3) << 12, 1);
        _world.Write(_space, (P + 4) << 12, 1);
        _world.Read(_space, (P + 17) << 12);
        Assert.Equal(SpaceError.None, _world.Spaces.Fork(_space, out uint copy));

        // The copy's write of a page makes its table its own; the page stays shared, and the parent's table is its own.
        _world.Write(copy, (P + 2) << 12, 2);
        Assert.Equal(SpaceError.None, _world.Spaces.Protect(_space, P + 4, 1, Rights.None));
        Assert.Equal(SpaceError.None, _world.Spaces.Protect(_space, P + 4, 1, Rights.Read));
        _world.Write(_space, (P + 5) << 12, 1);
        Assert.Equal(SpaceError.None, _world.Spaces.Protect(_space, P + 5, 1, Rights.None));
        (uint Page, Access Access, FaultAnswer Answer)[] faults =
        [
            (P - 1, Access.Read, FaultAnswer.NoRegion), (P + 6, Access.Write, FaultAnswer.NoRegion),
            (0, Access.Read, FaultAnswer.NoRegion), (SpaceLayout.EndPage, Access.Read, FaultAnswer.NoRegion),
            (0xF_FFFF, Access.Write, FaultAnswer.NoRegion),
            (P + 24, Access.Write, FaultAnswer.NotAllowed), (P + 24, Access.Read, FaultAnswer.ShowZero),
            (P, Access.Read, FaultAnswer.Retry), (P, Access.Write, FaultAnswer.NewPage),
            (P, Access.Write, FaultAnswer.Retry), (P + 1, Access.Write, FaultAnswer.NewPage),
            (P + 2, Access.Read, FaultAnswer.Retry), (P + 2, Access.Write, FaultAnswer.TakeOver),
            (P + 2, Access.Write, FaultAnswer.Retry), (P + 3, Access.Write, FaultAnswer.CopyPage),
            (P + 4, Access.Read, FaultAnswer.Retry), (P + 4, Access.Write, FaultAnswer.NotAllowed),
            (P + 8, Access.Read, FaultAnswer.ShowObject), (P + 8, Access.Write, FaultAnswer.WriteObject),
            (P + 8, Access.Write, FaultAnswer.Retry), (P + 9, Access.Write, FaultAnswer.WriteObject),
            (P + 5, Access.Read, FaultAnswer.NotAllowed), (P + 10, Access.Read, FaultAnswer.PastEnd),
            (P + 11, Access.Write, FaultAnswer.PastEnd),
            (P + 16, Access.Write, FaultAnswer.CopyObject), (P + 17, Access.Write, FaultAnswer.CopyPage),
        ];
        foreach ((uint page, Access access, FaultAnswer expected) in faults)
        {
            VirtualAddress address = new((page << 12) + 0x123);
            UInt128 before = SpaceDigest.Of(_world, [_space, copy], [index]);
            Assert.Equal((page, expected), (page, _world.Spaces.Foresee(_space, address, access)));
            Assert.Equal(before, SpaceDigest.Of(_world, [_space, copy], [index]));
            SpaceError error = _world.Spaces.HandleFault(_space, address, access, out FaultAnswer answer);
            Assert.Equal((page, expected), (page, answer));
            Assert.Equal(expected switch
            {
                FaultAnswer.NoRegion => SpaceError.NoRegion,
                FaultAnswer.NotAllowed => SpaceError.NotAllowed,
                FaultAnswer.PastEnd => SpaceError.PastEnd,
                _ => SpaceError.None,
            }, error);
            _world.Check();
        }
    }

    [Fact]
    public void The_region_of_a_page_is_found_or_the_next_one_above()
    {
        Map(SpaceWorld.Anonymous(P, 2));
        Map(SpaceWorld.Anonymous(P + 4, 1, Rights.Read));
        (uint From, uint First)[] expected =
            [(0, P), (P - 1, P), (P + 1, P), (P + 2, P + 4), (P + 4, P + 4), (P + 5, 0), (uint.MaxValue, 0)];
        foreach ((uint from, uint first) in expected)
        {
            Assert.Equal(first != 0, _world.Spaces.TryFindRegion(_space, from, out Region region));
            Assert.Equal(first, region.First);
        }
    }

    [Fact]
    public void A_stack_has_as_many_pages_as_its_limit_and_no_more()
    {
        uint end = SpaceLayout.EndPage;
        _world.Spaces[_space].StackLimit = 10;
        Map(SpaceWorld.Anonymous(end - 2, 2) with { Flags = RegionFlags.GrowsDown });
        Assert.Equal(SpaceError.NoRegion, _world.TryWrite(_space, (end - 11) << 12, 1));
        Assert.Equal(SpaceError.None, _world.TryWrite(_space, (end - 10) << 12, 1));
        Assert.Equal(SpaceError.NoRegion, _world.TryWrite(_space, (end - 11) << 12, 1));
        Assert.Equal(10u, _world.Spaces[_space].Pages);
        _world.Check();
    }

    // Below the program's part no stack grows.
    [Fact]
    public void A_stack_at_the_start_of_the_programs_part_stays_there()
    {
        Map(SpaceWorld.Anonymous(SpaceLayout.FirstPage, 1) with { Flags = RegionFlags.GrowsDown });
        Assert.Equal(SpaceError.NoRegion, _world.TryWrite(_space, (SpaceLayout.FirstPage - 1) << 12, 1));
        Assert.Equal(SpaceError.NoRegion, _world.TryRead(_space, 0, out _));
        Assert.Equal(1u, _world.Spaces[_space].Pages);
        _world.Check();
    }

    [Fact]
    public void A_stack_that_reaches_another_one_is_one_with_it()
    {
        Map(SpaceWorld.Anonymous(P, 2) with { Flags = RegionFlags.GrowsDown });
        Map(SpaceWorld.Anonymous(P + 10, 1) with { Flags = RegionFlags.GrowsDown });
        _world.Write(_space, (P + 2) << 12, 1);
        Assert.Equal((1u, 11u), (_world.Spaces[_space].Regions, _world.Spaces[_space].Pages));
        _world.Check();
    }

    [Fact]
    public void A_page_that_is_made_for_a_write_holds_nothing_else()
    {
        Map(SpaceWorld.Anonymous(P, 2));
        Assert.Equal(SpaceError.None,
            _world.Spaces.CopyOut(_space, new VirtualAddress(P << 12), [.. Enumerable.Repeat((byte)7, 0x1000)], out _));
        Assert.Equal(SpaceError.None, _world.Spaces.Discard(_space, P, 1));
        _world.Write(_space, P << 12, 5);
        byte[] bytes = new byte[0x1000];
        Assert.Equal(SpaceError.None, _world.Spaces.CopyIn(_space, new VirtualAddress(P << 12), bytes, out _));
        Assert.Equal([5, .. new byte[0xFFF]], bytes);

        // Also where zeros were shown before.
        Assert.Equal(SpaceError.None, _world.Spaces.Discard(_space, P, 1));
        _world.Read(_space, P << 12);
        _world.Write(_space, P << 12, 6);
        Assert.Equal(SpaceError.None, _world.Spaces.CopyIn(_space, new VirtualAddress(P << 12), bytes, out _));
        Assert.Equal([6, .. new byte[0xFFF]], bytes);
    }

    [Fact]
    public void The_entry_of_a_page_is_what_the_processor_reads()
    {
        Map(SpaceWorld.Anonymous(P, 2));
        Assert.Equal(0u, _world.Spaces.Tables.ReadEntry(_space, P).Value);
        _world.Write(_space, (P + 1) << 12, 5);
        Assert.Equal(0u, _world.Spaces.Tables.ReadEntry(_space, P).Value);
        Assert.Equal(_world.Processor.TablesSay(P + 1) & Entry.FrameMask,
            _world.Spaces.Tables.ReadEntry(_space, P + 1).Value & Entry.FrameMask);
    }

    private static Region Shown(uint first, uint index, RegionFlags flags) => new()
    {
        First = first,
        Pages = 4,
        Object = index,
        Rights = ReadWrite,
        MayHave = Rights.All,
        Flags = flags,
    };

    private void Map(Region region) =>
        Assert.Equal(SpaceError.None, _world.Spaces.Map(_space, region, Placement.OnlyIfFree, out _));
}
