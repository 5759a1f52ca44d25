namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>
/// What broke other kernels, done to this one. Each test names the numbers of the collection that docs/TESTING.md
/// summarises; what a check of its own guards stands there.
/// </summary>
public class KnownBugTests
{
    private const uint P = 0x8400;
    private const uint A = P << 12;
    private const Rights ReadWrite = Rights.Read | Rights.Write;

    private readonly SpaceWorld _world = SpaceWorld.Boot();
    private readonly uint _space;

    public KnownBugTests() => _space = _world.Create();

    [Fact]
    public void Protecting_parts_and_then_all_joins_what_was_split_1_18_25_28()
    {
        Map(P, 4);
        Write(A, 1);
        Expect(SpaceError.None, Protect(P, 1, Rights.Read));
        Expect(SpaceError.None, Protect(P + 2, 1, Rights.Read));
        Assert.Equal(4u, _world.Spaces[_space].Regions);
        Expect(SpaceError.NotAllowed, _world.TryWrite(_space, A, 2));
        Expect(SpaceError.None, Protect(P, 4, ReadWrite));
        Assert.Equal(1u, _world.Spaces[_space].Regions);
        Write(A, 2);
        _world.Check();
    }

    [Fact]
    public void Pages_of_an_object_in_the_wrong_order_are_not_joined_2()
    {
        uint index = Object(0x4000, 3);
        MapObject(P, 1, index, 1);
        MapObject(P + 1, 1, index, 0);
        Assert.Equal(2u, _world.Spaces[_space].Regions);
        Assert.Equal(SpaceWorld.SourceWord(3, 1), Read(A));
        Assert.Equal(SpaceWorld.SourceWord(3, 0), Read(A + 0x1000));
        MapObject(P + 2, 1, index, 1);
        Assert.Equal(2u, _world.Spaces[_space].Regions);
    }

    [Fact]
    public void The_break_moves_on_after_its_memory_was_split_3_73()
    {
        _world.Spaces[_space].BreakStart = P;
        _world.Spaces[_space].Break = A;
        Assert.Equal(A + 0x2800, _world.Spaces.SetBreak(_space, A + 0x2800));
        Expect(SpaceError.None, Protect(P + 1, 1, Rights.Read));
        Assert.Equal(A + 0x5000, _world.Spaces.SetBreak(_space, A + 0x5000));
        Expect(SpaceError.None, _world.Spaces.Unmap(_space, P + 1, 1));
        Assert.Equal(A + 0x1000, _world.Spaces.SetBreak(_space, A + 0x1000));
        Assert.Equal(1u, _world.Spaces[_space].Pages);

        // One that can't be had leaves the break where it is, and says so: below its start, past the end, into another
        // region.
        Map(P + 8, 1);
        Assert.Equal(A + 0x1000, _world.Spaces.SetBreak(_space, A + 0x9000));
        Assert.Equal(A + 0x1000, _world.Spaces.SetBreak(_space, A - 1));
        Assert.Equal(A + 0x1000, _world.Spaces.SetBreak(_space, 0xC000_0001));
        Assert.Equal(A, _world.Spaces.SetBreak(_space, A));
        _world.Check();
    }

    [Fact]
    public void Mapping_over_the_middle_frees_the_middle_alone_5_19_23()
    {
        Map(P, 5);
        for (uint i = 0; i < 5; i++)
        {
            Write(A + (i << 12), i + 1);
        }

        Expect(SpaceError.None, _world.Spaces.Map(_space, SpaceWorld.Anonymous(P + 1, 3), Placement.Replace, out _));
        Assert.Equal([1u, 0, 0, 0, 5], Enumerable.Range(0, 5).Select(i => Read(A + ((uint)i << 12))));

        // Over two regions at once, and over a region's tail.
        Map(P + 6, 2);
        Write(A + 0x6000, 7);
        Expect(SpaceError.None, _world.Spaces.Map(_space, SpaceWorld.Anonymous(P + 4, 3), Placement.Replace, out _));
        Assert.Equal([0u, 0, 0], Enumerable.Range(4, 3).Select(i => Read(A + ((uint)i << 12))));
        _world.Check();
    }

    [Fact]
    public void A_region_below_all_others_and_ranges_with_holes_6_7_8_10_22()
    {
        Map(P + 4, 1);
        Map(P + 2, 1);
        Map(P, 1);
        Assert.Equal(3u, _world.Spaces[_space].Regions);
        Expect(SpaceError.None, _world.Spaces.Unmap(_space, P + 1, 1));
        Expect(SpaceError.None, _world.Spaces.Unmap(_space, P - 3, 6));
        Assert.Equal(1u, _world.Spaces[_space].Regions);
        Expect(SpaceError.None, _world.Spaces.Unmap(_space, P, 0x1000));
        Assert.Equal(0u, _world.Spaces[_space].Regions);
        _world.Check();
    }

    [Fact]
    public void Cutting_an_object_at_any_place_leaves_each_page_showing_the_right_one_9_11_12_14_16_26()
    {
        uint index = Object(0x8000, 3);
        MapObject(P, 8, index, 0);
        Expect(SpaceError.None, _world.Spaces.Unmap(_space, P, 1));
        Expect(SpaceError.None, _world.Spaces.Unmap(_space, P + 4, 1));
        Expect(SpaceError.None, Protect(P + 6, 1, Rights.Read));
        foreach (uint page in (uint[])[1, 2, 3, 5, 6, 7])
        {
            Assert.Equal(SpaceWorld.SourceWord(3, page), Read(A + (page << 12)));
        }

        Expect(SpaceError.None, _world.Spaces.Move(_space, P + 2, 2, 2, true, P + 0x20, out _));
        Assert.Equal(SpaceWorld.SourceWord(3, 3), Read(A + 0x21000));
        Expect(SpaceError.None, _world.Spaces.Move(_space, P + 5, 1, 1, true, P + 0x30, out _));
        Assert.Equal(SpaceWorld.SourceWord(3, 5), Read(A + 0x30000));
        _world.Check();
    }

    [Theory]
    [InlineData(0u, 1u)]
    [InlineData(0x8400u, 0u)]
    [InlineData(0x8400u, 0xFFFFFu)]
    [InlineData(0x8400u, 0xFFFFFFFFu)]
    [InlineData(0xBFFFFu, 2u)]
    [InlineData(0xC0000u, 1u)]
    [InlineData(0xFFFFFu, 1u)]
    [InlineData(0x7FFFu, 1u)]
    [InlineData(0xFFFFFFFFu, 1u)]
    public void Ranges_that_are_empty_wrap_or_leave_the_programs_part_are_refused_13_66_69_70_72_79(uint first,
        uint pages)
    {
        Map(P, 1);
        Expect(SpaceError.BadRange, _world.Spaces.Unmap(_space, first, pages));
        Expect(SpaceError.BadRange, Protect(first, pages, Rights.Read));
        Expect(SpaceError.BadRange, _world.Spaces.Discard(_space, first, pages));
        Expect(SpaceError.BadRange,
            _world.Spaces.Map(_space, SpaceWorld.Anonymous(first, pages), Placement.Replace, out _));
        Expect(SpaceError.BadRange, _world.Spaces.Move(_space, first, pages, 1, true, 0, out _));
        Expect(SpaceError.BadRange,
            _world.Spaces.Move(_space, P, 1, pages == 1 ? 0xFFFFFFFF : pages, true, first, out _));
        Assert.Equal(1u, _world.Spaces[_space].Pages);
        _world.Check();
    }

    [Fact]
    public void The_range_that_ends_exactly_at_the_top_is_granted_71()
    {
        Map(SpaceLayout.EndPage - 2, 2);
        Write(0xBFFF_FFFC, 3);
        Expect(SpaceError.None, Protect(SpaceLayout.EndPage - 1, 1, Rights.Read));
        Expect(SpaceError.None, _world.Spaces.Discard(_space, SpaceLayout.EndPage - 2, 2));
        Expect(SpaceError.None, _world.Spaces.Unmap(_space, SpaceLayout.EndPage - 2, 2));
        _world.Check();
    }

    [Fact]
    public void A_wish_that_is_taken_or_impossible_is_met_elsewhere_17_76()
    {
        Map(P, 4);
        foreach (uint wish in (uint[])[P + 1, 0, 0xF_FFFF, SpaceLayout.EndPage])
        {
            Expect(SpaceError.None,
                _world.Spaces.Map(_space, SpaceWorld.Anonymous(wish, 2, Rights.Read), Placement.Anywhere,
                    out uint first));
            Assert.True(first != wish && SpaceLayout.Holds(first, 2));
        }

        Assert.Equal(12u, _world.Spaces[_space].Pages);
        _world.Check();
    }

    [Fact]
    public void Growing_in_place_takes_nothing_of_a_neighbour_20_21()
    {
        Map(P, 1);
        Map(P + 1, 1);
        Write(A, 1);
        Write(A + 0x1000, 2);
        Assert.Equal(1u, _world.Spaces[_space].Regions);
        Expect(SpaceError.NoRoom, _world.Spaces.Move(_space, P, 1, 2, false, 0, out _));
        Expect(SpaceError.None, _world.Spaces.Move(_space, P, 1, 2, true, 0, out uint moved));
        Assert.Equal(1u, Read(moved << 12));
        Assert.Equal(0u, Read((moved + 1) << 12));
        Assert.Equal(2u, Read(A + 0x1000));
        _world.Check();
    }

    [Fact]
    public void Two_forks_before_any_write_let_all_three_write_30_33_34()
    {
        Map(P, 1);
        Write(A, 1);
        Expect(SpaceError.None, Protect(P, 1, Rights.Read));
        uint first = Fork(_space);
        uint second = Fork(_space);
        foreach (uint space in (uint[])[_space, first, second])
        {
            Expect(SpaceError.None, _world.Spaces.Protect(space, P, 1, ReadWrite));
            _world.Write(space, A, space + 10);
        }

        Assert.Equal(_space + 10, Read(A));
        Assert.Equal(first + 10, _world.Read(first, A));
        Assert.Equal(second + 10, _world.Read(second, A));
        _world.Check();
    }

    [Fact]
    public void A_private_read_only_page_stays_private_over_fork_and_protect_32_53_61()
    {
        Map(P, 2, Rights.Read);
        Read(A);
        uint child = Fork(_space);
        Expect(SpaceError.None, _world.Spaces.Protect(child, P, 2, ReadWrite));
        _world.Write(child, A, 9);
        Assert.Equal(0u, Read(A));

        // The parent, which has cached its translations, writes after the fork: the child sees nothing of it.
        Expect(SpaceError.None, Protect(P, 2, ReadWrite));
        Write(A + 0x1000, 3);
        uint next = Fork(_space);
        Write(A + 0x1000, 4);
        Assert.Equal(3u, _world.Read(next, A + 0x1000));
        _world.Check();
    }

    [Fact]
    public void Private_pages_of_an_object_are_copied_once_and_never_reach_it_35_40_42_49_100_109_110()
    {
        uint index = Object(0x2000, 3);
        MapObject(P, 2, index, 0);
        Write(A, 7);
        uint child = Fork(_space);
        _world.Write(child, A, 8);
        Assert.Equal(7u, Read(A));
        Assert.Equal(SpaceWorld.SourceWord(3, 0), ReadObject(index, 0));
        Read(A + 0x1000);
        Assert.DoesNotContain(_world.Records, record => record.Kind == FrameKind.ObjectPage && record.IsDirty);

        // The other words of the page are the object's, not zeros.
        Assert.Equal(SpaceWorld.SourceWord(3, 0), Read(A + 4));
        _world.Check();
    }

    [Fact]
    public void Shared_anonymous_memory_that_nobody_has_touched_is_shared_over_fork_37()
    {
        Map(P, 2, ReadWrite, RegionFlags.Shared);
        uint child = Fork(_space);
        _world.Write(child, A, 5);
        Assert.Equal(5u, Read(A));
        Write(A + 0x1000, 6);
        Assert.Equal(6u, _world.Read(child, A + 0x1000));
        _world.Check();
    }

    [Fact]
    public void A_write_after_fork_faults_once_and_a_sole_owner_copies_nothing_36_50()
    {
        Map(P, 2);
        Write(A, 1);
        Read(A + 0x1000);
        uint child = Fork(_space);
        uint faults = _world.Faults;
        uint copies = _world.Copies;
        _world.Write(child, A, 2);
        Assert.Equal((faults + 1, copies + 1), (_world.Faults, _world.Copies));
        _world.Write(child, A + 0x1000, 2);
        Assert.Equal((faults + 2, copies + 1), (_world.Faults, _world.Copies));
        _world.Spaces.Release(child);
        Write(A, 3);
        Assert.Equal((faults + 3, copies + 1), (_world.Faults, _world.Copies));
        Write(A, 4);
        Write(A + 4, 4);
        Assert.Equal(faults + 3, _world.Faults);
        _world.Check();
    }

    [Fact]
    public void Unmapping_and_mapping_anew_leaves_a_childs_memory_alone_41_39()
    {
        Map(P, 3);
        Write(A, 1);
        Write(A + 0x1000, 2);
        uint child = Fork(_space);
        Expect(SpaceError.None, _world.Spaces.Unmap(_space, P, 3));
        Map(P, 3);
        Write(A, 9);
        Assert.Equal(1u, _world.Read(child, A));
        Assert.Equal(2u, _world.Read(child, A + 0x1000));
        _world.Check();
        _world.ReleaseAll();
    }

    [Fact]
    public void The_zero_frame_is_never_written_through_43_45_117()
    {
        Map(P, 2, Rights.Read);
        Read(A);
        Read(A + 0x1000);
        Expect(SpaceError.None, Protect(P, 2, Rights.None));
        Expect(SpaceError.None, Protect(P, 2, ReadWrite));
        Write(A, 5);
        Assert.Equal(0u, Read(A + 0x1000));
        uint other = _world.Create();
        Expect(SpaceError.None, _world.Spaces.Map(other, SpaceWorld.Anonymous(P, 1), Placement.OnlyIfFree, out _));
        Assert.Equal(0u, _world.Read(other, A));
        _world.Check();
    }

    [Fact]
    public void A_frame_has_more_sharers_than_a_byte_counts_46_47_48()
    {
        SpaceWorld world = SpaceWorld.Boot(regions: 1000);
        Expect(SpaceError.None, world.Spaces.Objects.Create(0x1000, 3, out uint index));
        uint[] others = [.. Enumerable.Range(0, 50).Select(_ => world.Create())];
        for (uint i = 0; i < 6; i++)
        {
            foreach (uint space in others)
            {
                Region shown = new()
                {
                    First = P + (i * 2),
                    Pages = 1,
                    Object = index,
                    Rights = Rights.Read,
                    MayHave = Rights.All
                };
                Expect(SpaceError.None, world.Spaces.Map(space, shown, Placement.OnlyIfFree, out _));
                Expect(SpaceError.None,
                    world.Spaces.HandleFault(space, new VirtualAddress((P + (i * 2)) << 12), Access.Read, out _));
            }
        }

        Assert.True(world.Spaces.Objects.TryFind(index, 0, out Frame frame));
        Assert.Equal(301u, world.Records[frame.Number].References);
        world.Check();
        world.ReleaseAll();
        Assert.Equal(1u, world.Records[frame.Number].References);
    }

    [Fact]
    public void The_kernel_writes_pages_as_the_program_would_51_54_83_91()
    {
        Map(P, 3);
        Write(A, 1);
        uint child = Fork(_space);
        Expect(SpaceError.None,
            _world.Spaces.CopyOut(child, new VirtualAddress(A + 0xFFE), [1, 2, 3, 4], out uint done));
        Assert.Equal(4u, done);
        Assert.Equal(1u, Read(A));
        Assert.Equal(0u, Read(A + 0x1000));
        byte[] back = new byte[4];
        Expect(SpaceError.None, _world.Spaces.CopyIn(child, new VirtualAddress(A + 0xFFE), back, out _));
        Assert.Equal([1, 2, 3, 4], back);
        _world.Check();

        // No frame is left: an error, and nothing is half copied into a page that others see.
        _world.Frames.FailFrom(1);
        Expect(SpaceError.OutOfMemory, _world.Spaces.CopyOut(child, new VirtualAddress(A + 0x2000), [1], out done));
        Assert.Equal(0u, done);
        _world.Frames.FailNever();
        _world.Check();
    }

    [Fact]
    public void Addresses_of_the_kernel_holes_and_ends_are_refused_to_the_kernels_copies_84_85_89_92()
    {
        Map(P, 1, Rights.Read);
        Map(P + 2, 1);
        byte[] bytes = new byte[0x3000];
        foreach (uint address in (uint[])[0, 0x10_0000, 0xC000_0000, 0xFFFF_FFF0])
        {
            Expect(SpaceError.NoRegion, _world.Spaces.CopyIn(_space, new VirtualAddress(address), new byte[4], out _));
            Expect(SpaceError.NoRegion, _world.Spaces.CopyOut(_space, new VirtualAddress(address), new byte[4], out _));
        }

        // Valid at both ends, with a hole in the middle.
        Expect(SpaceError.NoRegion, _world.Spaces.CopyIn(_space, new VirtualAddress(A), bytes, out uint done));
        Assert.Equal(0x1000u, done);
        Expect(SpaceError.NotAllowed, _world.Spaces.CopyOut(_space, new VirtualAddress(A), [1], out _));

        // A text that ends with its page, the next one absent.
        Write((P + 2) << 12, 0);
        Expect(SpaceError.None,
            _world.Spaces.CopyOut(_space, new VirtualAddress(((P + 3) << 12) - 3), "ab\0"u8, out _));
        Expect(SpaceError.None,
            _world.Spaces.CopyText(_space, new VirtualAddress(((P + 3) << 12) - 3), new byte[100], out uint length));
        Assert.Equal(2u, length);
        Expect(SpaceError.None, _world.Spaces.CopyOut(_space, new VirtualAddress(((P + 3) << 12) - 3), "abc"u8, out _));
        Expect(SpaceError.NoRegion,
            _world.Spaces.CopyText(_space, new VirtualAddress(((P + 3) << 12) - 3), new byte[100], out _));

        // One without an end in as many bytes as there are.
        Expect(SpaceError.PastEnd,
            _world.Spaces.CopyText(_space, new VirtualAddress(((P + 3) << 12) - 3), new byte[2], out _));
        _world.Check();
    }

    [Fact]
    public void Part_of_a_range_is_protected_or_discarded_where_Linux_does_so_74_75_78()
    {
        Map(P, 1);
        Map(P + 2, 1);
        Write(A, 1);
        Write(A + 0x2000, 2);
        Expect(SpaceError.NoRegion, Protect(P, 3, Rights.Read));
        Expect(SpaceError.NotAllowed, _world.TryWrite(_space, A, 1));
        Write(A + 0x2000, 3);
        Expect(SpaceError.NoRegion, _world.Spaces.Discard(_space, P, 3));
        Assert.Equal(0u, Read(A));
        Assert.Equal(0u, Read(A + 0x2000));

        // A region that may not be written; one that may only be written can be read, too.
        Expect(SpaceError.None,
            _world.Spaces.Map(_space, SpaceWorld.Anonymous(P + 8, 1, Rights.Read) with { MayHave = Rights.Read },
                Placement.OnlyIfFree, out _));
        Expect(SpaceError.NotAllowed, Protect(P + 8, 1, ReadWrite));
        Map(P + 10, 1, Rights.Write);
        Assert.Equal(0u, Read(A + 0xA000));
        _world.Check();
    }

    [Fact]
    public void A_stack_grows_to_its_limit_and_keeps_its_gap_102_103_104()
    {
        uint top = SpaceLayout.EndPage - 1;
        Map(top, 1, ReadWrite, RegionFlags.GrowsDown);
        Write((top - 1) << 12, 1);
        Write(((top - 100) << 12) - 32, 2);
        Assert.Equal(102u, _world.Spaces[_space].Pages);
        Expect(SpaceError.NoRegion,
            _world.TryRead(_space, (SpaceLayout.EndPage - SpaceLayout.StackPages - 1) << 12, out _));
        Expect(SpaceError.None, _world.Spaces.CopyOut(_space, new VirtualAddress((top - 200) << 12), [1], out _));
        Expect(SpaceError.NoRegion, _world.TryRead(_space, 0xC000_0000, out _));

        // Something below: the gap stays.
        Map(top - 600, 1);
        Expect(SpaceError.NoRegion, _world.TryRead(_space, (top - 599 + 254) << 12, out _));
        Expect(SpaceError.None, _world.TryRead(_space, (top - 599 + 256) << 12, out _));
        Expect(SpaceError.Occupied,
            _world.Spaces.Map(_space, SpaceWorld.Anonymous(top - 400, 1), Placement.OnlyIfFree, out _));
        _world.Check();
    }

    [Fact]
    public void Objects_are_truncated_and_grown_and_show_nothing_old_68_105_106_107_108()
    {
        uint index = Object(0x2800, 0);
        MapObject(P, 4, index, 0, RegionFlags.Shared);
        Write(A, 1);
        Write(A + 0x2800, 2);
        Write(A + 0x2000, 3);
        Expect(SpaceError.PastEnd, _world.TryRead(_space, A + 0x3000, out _));
        _world.Spaces.SetLength(index, 0x3800);
        Assert.Equal(0u, Read(A + 0x2800));
        Assert.Equal(3u, Read(A + 0x2000));
        _world.Spaces.SetLength(index, 0x1000);
        Expect(SpaceError.PastEnd, _world.TryRead(_space, A + 0x2000, out _));
        Expect(SpaceError.PastEnd, _world.TryWrite(_space, A + 0x1000, 1));
        _world.Spaces.SetLength(index, 0x3000);
        Assert.Equal(0u, Read(A + 0x2000));
        Assert.Equal(1u, Read(A));
        uint unreadable = Object(0x10_0000, 5);
        MapObject(P + 8, 1, unreadable, SpaceWorld.UnreadablePage);
        Expect(SpaceError.PastEnd, _world.TryRead(_space, (P + 8) << 12, out _));
        Expect(SpaceError.BadRange,
            _world.Spaces.Map(_space, new Region { First = P + 16, Pages = 2, Object = index, Offset = uint.MaxValue },
                Placement.OnlyIfFree, out _));
        _world.Check();
    }

    [Fact]
    public void What_a_truncation_took_from_a_source_does_not_come_back_105_106()
    {
        uint index = Object(0x3000, 6);
        Assert.Equal(SpaceWorld.SourceWord(6, 1), ReadObject(index, 0x1000));
        _world.Spaces.SetLength(index, 0x400);
        _world.Spaces.SetLength(index, 0x3000);
        Assert.Equal(0u, ReadObject(index, 0x1000));
        Assert.Equal(0u, ReadObject(index, 0x2000));
        Assert.Equal(0u, ReadObject(index, 0x400));
        Assert.Equal(SpaceWorld.SourceWord(6, 0), ReadObject(index, 0x3FC));
        MapObject(P, 3, index, 0);
        Assert.Equal(0u, Read(A + 0x1000));
        Assert.Equal(0u, Read(A + 0x400));
        _world.Check();
    }

    [Fact]
    public void Everything_comes_back_after_failed_and_completed_forks_101_112_113()
    {
        Map(P - 1, 0x802);
        for (uint i = 0; i < 4; i++)
        {
            Write((P - 1 + (i * 0x1FF)) << 12, i + 1);
        }

        uint before = _world.Frames.Allocator.AllocatedFrames;
        uint child = Fork(_space);
        uint grandchild = Fork(child);
        _world.Write(grandchild, (P - 1) << 12, 7);
        _world.Spaces.Release(child);
        _world.Spaces.Release(grandchild);

        // Two directories wait for the next.
        Assert.Equal(before + 2, _world.Frames.Allocator.AllocatedFrames);
        Expect(SpaceError.None, _world.Spaces.Unmap(_space, P - 1, 0x802));
        _world.Check();
        _world.ReleaseAll();
    }

    private static void Expect(SpaceError expected, SpaceError found) => Assert.Equal(expected, found);

    private void Map(uint first, uint pages, Rights rights = ReadWrite, RegionFlags flags = RegionFlags.None) =>
        Expect(SpaceError.None,
            _world.Spaces.Map(_space, SpaceWorld.Anonymous(first, pages, rights) with { Flags = flags },
                Placement.OnlyIfFree, out _));

    private void MapObject(uint first, uint pages, uint index, uint offset, RegionFlags flags = RegionFlags.None) =>
        Expect(SpaceError.None, _world.Spaces.Map(
            _space, new Region
            {
                First = first,
                Pages = pages,
                Object = index,
                Offset = offset,
                Rights = ReadWrite,
                MayHave = Rights.All,
                Flags = flags
            }, Placement.OnlyIfFree, out _));

    private uint Object(ulong length, uint source)
    {
        Expect(SpaceError.None, _world.Spaces.Objects.Create(length, source, out uint index));
        return index;
    }

    private uint ReadObject(uint index, ulong at)
    {
        byte[] bytes = new byte[4];
        Assert.Equal(4u, _world.Spaces.ReadObject(index, at, bytes));
        return BitConverter.ToUInt32(bytes);
    }

    private SpaceError Protect(uint first, uint pages, Rights rights) =>
        _world.Spaces.Protect(_space, first, pages, rights);

    private uint Fork(uint space)
    {
        Expect(SpaceError.None, _world.Spaces.Fork(space, out uint copy));
        return copy;
    }

    private uint Read(uint address) => _world.Read(_space, address);

    private void Write(uint address, uint value) => _world.Write(_space, address, value);
}
