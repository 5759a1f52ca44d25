namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>What one region says of its pages, and when two are one (S2).</summary>
public class RegionTests
{
    private static readonly Region _shown = new()
    {
        First = 0x9000,
        Pages = 4,
        Object = 3,
        Offset = 7,
        Rights = Rights.Read | Rights.Write,
        MayHave = Rights.All,
        Flags = RegionFlags.Shared,
    };

    [Fact]
    public void A_region_that_goes_on_is_alike_in_everything()
    {
        Region next = _shown with { First = 0x9004, Pages = 2, Offset = 11 };
        Assert.True(_shown.GoesOnIn(in next));
        Region[] others =
        [
            next with { First = 0x9003 }, next with { First = 0x9005 }, next with { Object = 4 },
            next with { Object = 0 }, next with { Offset = 10 }, next with { Offset = 12 },
            next with { Rights = Rights.Read }, next with { MayHave = Rights.Read | Rights.Write },
            next with { Flags = RegionFlags.None },
        ];
        Assert.All(others, other => Assert.False(_shown.GoesOnIn(in other)));

        // Of anonymous memory no page has a number.
        Region anonymous = SpaceWorld.Anonymous(0x9000, 4);
        Region more = SpaceWorld.Anonymous(0x9004, 1);
        Assert.True(anonymous.GoesOnIn(in more));
        more.Flags = RegionFlags.GrowsDown;
        Assert.False(anonymous.GoesOnIn(in more));
    }

    [Fact]
    public void The_part_from_a_page_up_shows_what_it_showed()
    {
        Region part = _shown.From(0x9003);
        Assert.Equal((0x9003u, 1u, 10u), (part.First, part.Pages, part.Offset));
        Assert.Equal((_shown.Object, _shown.Rights, _shown.MayHave, _shown.Flags),
            (part.Object, part.Rights, part.MayHave, part.Flags));
        Assert.Equal(0u, SpaceWorld.Anonymous(0x9000, 4).From(0x9002).Offset);
        Assert.Equal((7u, 10u), (_shown.ObjectPage(0x9000), _shown.ObjectPage(0x9003)));
    }

    [Fact]
    public void A_region_holds_its_pages_and_no_other()
    {
        Assert.Equal([0x9000u, 0x9001u, 0x9002u, 0x9003u],
            new uint[] { 0, 0x8FFF, 0x9000, 0x9001, 0x9002, 0x9003, 0x9004, uint.MaxValue }
                .Where(page => _shown.Contains(page)));
        Assert.Equal(0x9004u, _shown.End);
    }

    [Fact]
    public void Private_pages_that_may_be_written_are_promised()
    {
        Region own = _shown with { Flags = RegionFlags.None };
        Assert.True(own.IsPromised);
        Assert.True((own with { Rights = Rights.Write, Flags = RegionFlags.GrowsDown }).IsPromised);
        Assert.False((own with { Rights = Rights.Read | Rights.Execute }).IsPromised);
        Assert.False(_shown.IsPromised);
    }

    [Fact]
    public void An_object_has_as_many_pages_as_its_bytes_take()
    {
        ulong[] lengths = [0, 1, 0xFFF, 0x1000, 0x1001, 0x2000, 0xFFFF_FFFF, 0x1_0000_0000];
        Assert.Equal([0u, 1, 1, 1, 2, 2, 0x10_0000, 0x10_0000],
            lengths.Select(length => new MemoryObject { Length = length }.Pages));
        MemoryObject half = new() { SourceBytes = 0x1800 };
        Assert.Equal([true, true, false], [half.HasSource(0), half.HasSource(1), half.HasSource(2)]);
        MemoryObject whole = new() { SourceBytes = 0x1000 };
        Assert.Equal([true, false], [whole.HasSource(0), whole.HasSource(1)]);

        // The number of a page's first byte has more than 32 bits.
        Assert.False(new MemoryObject { SourceBytes = uint.MaxValue }.HasSource(0x10_0000));
    }

    // An address space's part ends where its last page does.
    [Theory]
    [InlineData(0x8000u, 1u, true)]
    [InlineData(0x7FFFu, 1u, false)]
    [InlineData(0x7FFFu, 2u, false)]
    [InlineData(0x8000u, 0u, false)]
    [InlineData(0x8000u, 0xB8000u, true)]
    [InlineData(0x8000u, 0xB8001u, false)]
    [InlineData(0xBFFFFu, 1u, true)]
    [InlineData(0xBFFFFu, 2u, false)]
    [InlineData(0xC0000u, 1u, false)]
    [InlineData(0xC0001u, uint.MaxValue, false)]
    public void The_programs_part_holds_ranges_that_lie_in_it_whole(uint first, uint pages, bool isHeld) =>
        Assert.Equal(isHeld, SpaceLayout.Holds(first, pages));
}
