using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>What happens when frames run out (S9).</summary>
public class PressureTests
{
    private const uint P = 0x8400;

    /// <summary>Thirty-two frames of memory to be had.</summary>
    private static readonly WorldOptions _small =
        new() { MoreRegions = [new(0x10_B000 + (48 << 12), 8 << 20, RegionKind.Reserved)] };

    private readonly SpaceWorld _world = SpaceWorld.Boot(_small, reserve: 4);

    [Fact]
    public void A_program_never_gets_the_reserve()
    {
        uint space = _world.Create();
        Map(space, SpaceWorld.Anonymous(P, 200));
        uint touched = 0;
        while (_world.TryWrite(space, (P + touched) << 12, 1) == SpaceError.None)
        {
            touched++;
        }

        Assert.Equal(SpaceError.OutOfMemory, _world.TryWrite(space, (P + touched) << 12, 1));
        Assert.Equal(4u, _world.Frames.Allocator.FreeFrames);
        _world.Check();

        // Its end gives everything back, and a space can be made again.
        _world.Spaces.Release(space);
        _world.Check();
        space = _world.Create();
        Map(space, SpaceWorld.Anonymous(P, 1));
        _world.Write(space, P << 12, 1);
    }

    [Fact]
    public void Clean_pages_that_can_be_had_again_go_first_and_come_back_right()
    {
        uint space = _world.Create();
        Assert.Equal(SpaceError.None, _world.Spaces.Objects.Create(200 << 12, 6, out uint index));
        Map(space, new Region { First = P, Pages = 200, Object = index, Rights = Rights.Read, MayHave = Rights.All });
        for (uint page = 0; page < 70; page++)
        {
            Assert.Equal(SpaceWorld.SourceWord(6, page), _world.Read(space, (P + page) << 12));
            Assert.True(_world.Frames.Allocator.FreeFrames >= 4);
        }

        for (uint page = 0; page < 70; page += 9)
        {
            Assert.Equal(SpaceWorld.SourceWord(6, page), _world.Read(space, (P + page) << 12));
        }

        _world.Check();
    }

    // An instruction that needs two pages never ends when each is given up for the other.
    [Fact]
    public void The_last_clean_pages_stay()
    {
        _world.Spaces.LeastClean = 3;
        uint space = _world.Create();
        Assert.Equal(SpaceError.None, _world.Spaces.Objects.Create(200 << 12, 6, out uint index));
        Map(space, new Region { First = P, Pages = 200, Object = index, Rights = Rights.Read, MayHave = Rights.All });
        Map(space, SpaceWorld.Anonymous(P + 300, 200));
        for (uint page = 0; page < 8; page++)
        {
            _world.Read(space, (P + page) << 12);
        }

        Assert.Equal(8u, _world.Spaces.Objects.Clean);
        uint available = _world.Spaces.Available;
        uint touched = 0;
        while (_world.TryWrite(space, (P + 300 + touched) << 12, 1) == SpaceError.None)
        {
            touched++;
        }

        Assert.Equal(3u, _world.Spaces.Objects.Clean);
        Assert.Equal((available, 0u), (touched, _world.Spaces.Available));
        Assert.Equal(SpaceError.OutOfMemory, _world.TryRead(space, (P + 100) << 12, out _));
        _world.Check();
    }

    // All clean pages are shown by somebody, so each that is needed is given up for another one.
    [Fact]
    public void A_page_that_has_just_come_is_not_the_next_to_go()
    {
        _world.Spaces.LeastClean = 3;
        uint space = _world.Create();
        Assert.Equal(SpaceError.None, _world.Spaces.Objects.Create(200 << 12, 6, out uint index));
        Map(space, new Region { First = P, Pages = 200, Object = index, Rights = Rights.Read, MayHave = Rights.All });
        uint read = 0;
        while (_world.Spaces.Owners.Available != 0)
        {
            _world.Read(space, (P + read++) << 12);
        }

        uint clean = _world.Spaces.Objects.Clean;
        Assert.InRange(clean, 4u, read);
        for (uint page = read; page < SpaceWorld.UnreadablePage; page++)
        {
            _world.Read(space, (P + page) << 12);
            for (uint before = 0; before < clean; before++)
            {
                Assert.True(_world.Spaces.Objects.TryFind(index, page - before, out _), $"{page} without {before}");
            }
        }

        Assert.Equal(clean, _world.Spaces.Objects.Clean);
        _world.Check();
    }

    [Fact]
    public void Pages_that_no_table_names_go_first_and_take_no_other_along()
    {
        uint space = _world.Create();
        Assert.Equal(SpaceError.None, _world.Spaces.Objects.Create(0x8000, 6, out uint index));
        Map(space, SpaceWorld.Anonymous(P, 6) with { Object = index });
        foreach (uint page in (uint[])[0, 1])
        {
            _world.Read(space, (P + page) << 12);
        }

        Assert.Equal(4u, _world.Spaces.ReadObject(index, 0x6000, new byte[4]));
        _world.Read(space, (P + 2) << 12);
        Assert.Equal(4u, _world.Spaces.ReadObject(index, 0x7000, new byte[4]));
        _world.Read(space, (P + 3) << 12);
        foreach (uint expected in (uint[])[6, 7])
        {
            Assert.True(_world.Spaces.TryReclaim());
            Assert.False(_world.Spaces.Objects.TryFind(index, expected, out _));
            Assert.Equal(11 - expected, _world.Spaces.Objects[index].Resident);
            Assert.Equal(4, Enumerable.Range(0, 6).Count(i => IsShown(space, (uint)i)));
        }

        for (int left = 3; left >= 0; left--)
        {
            Assert.True(_world.Spaces.TryReclaim());
            Assert.Equal(left, Enumerable.Range(0, 6).Count(i => IsShown(space, (uint)i)));
            _world.Check();
        }

        Assert.False(_world.Spaces.TryReclaim());
    }

    // What a program has written stays, when the page that it was copied from is given up, and others show that.
    [Fact]
    public void A_private_copy_outlives_the_page_that_it_was_made_of()
    {
        uint writer = _world.Create(), reader = _world.Create();
        Assert.Equal(SpaceError.None, _world.Spaces.Objects.Create(0x3000, 6, out uint index));
        foreach (uint space in (uint[])[writer, reader])
        {
            Map(space, SpaceWorld.Anonymous(P, 3) with { Object = index });
            for (uint i = 0; i < 3; i++)
            {
                _world.Read(space, (P + i) << 12);
            }
        }

        _world.Write(writer, (P + 1) << 12, 5);
        Assert.Equal(3u, _world.Spaces.Objects.Clean);
        while (_world.Spaces.TryReclaim())
        {
            _world.Check();
        }

        Assert.Equal(0u, _world.Spaces.Objects.Clean);
        Assert.Equal(5u, _world.Read(writer, (P + 1) << 12));
        Assert.Equal(SpaceWorld.SourceWord(6, 1), _world.Read(reader, (P + 1) << 12));
        Assert.Equal(SpaceWorld.SourceWord(6, 2), _world.Read(writer, (P + 2) << 12));
        _world.Check();
    }

    // One frame is left, in which one page after the other is fetched.
    [Fact]
    public void The_only_clean_page_goes_again_and_again()
    {
        uint space = _world.Create();
        Map(space, SpaceWorld.Anonymous(P, 200));
        for (uint touched = 0; _world.Spaces.Available > 1; touched++)
        {
            _world.Write(space, (P + touched) << 12, 1);
        }

        Assert.Equal(SpaceError.None, _world.Spaces.Objects.Create(200 << 12, 6, out uint index));
        byte[] bytes = new byte[4];
        for (uint page = 0; page < 5; page++)
        {
            Assert.Equal(1u, _world.Spaces.Available);
            Assert.Equal(4u, _world.Spaces.ReadObject(index, page << 12, bytes));
            Assert.Equal(SpaceWorld.SourceWord(6, page), BitConverter.ToUInt32(bytes));
            Assert.Equal(1u, _world.Spaces.Objects.Clean);
        }

        _world.Check();
    }

    [Fact]
    public void Without_a_frame_for_zeros_there_are_no_spaces()
    {
        AddressSpaces<TestSpaceMachine> spaces = default;
        uint free = _world.Frames.Allocator.FreeFrames;
        Assert.False(spaces.TryInitialise(new TestSpaceMachine(_world), free));
        Assert.True(spaces.TryInitialise(new TestSpaceMachine(_world), free - 1));
        Assert.Equal(free - 1, _world.Frames.Allocator.FreeFrames);
        Assert.Equal(0u, spaces.Available);
    }

    [Fact]
    public void A_write_to_an_object_leaves_frames_to_others()
    {
        Assert.Equal(SpaceError.None, _world.Spaces.Objects.Create(0, 0, out uint index));
        byte[] bytes = new byte[200 << 12];
        uint available = _world.Spaces.Available;
        Assert.Equal((available - 5) << 12, _world.Spaces.WriteObject(index, 0, bytes, left: 5));
        Assert.Equal(5u, _world.Spaces.Available);

        // What is there already can be written to.
        Assert.Equal(100u, _world.Spaces.WriteObject(index, 0, bytes.AsSpan(0, 100), left: 5));
        _world.Check();
    }

    [Fact]
    public void Pages_that_were_written_stay()
    {
        uint space = _world.Create();
        Assert.Equal(SpaceError.None, _world.Spaces.Objects.Create(200 << 12, 6, out uint index));
        Map(space, new Region
        {
            First = P,
            Pages = 200,
            Object = index,
            Rights = Rights.Read | Rights.Write,
            MayHave = Rights.All,
            Flags = RegionFlags.Shared,
        });
        _world.Write(space, P << 12, 1234);
        _world.Write(space, (P + 1) << 12, 1235);
        for (uint page = 2; page < 70; page++)
        {
            _world.Read(space, (P + page) << 12);
        }

        Assert.Equal(1234u, _world.Read(space, P << 12));
        Assert.Equal(1235u, _world.Read(space, (P + 1) << 12));
        uint written = 2;
        while (_world.TryWrite(space, (P + written) << 12, 1) == SpaceError.None)
        {
            written++;
        }

        Assert.InRange(written, 10u, 60u);
        _world.Check();
    }

    [Fact]
    public void What_a_space_holds_are_the_pages_and_tables_that_nobody_else_has()
    {
        uint parent = _world.Create();
        Map(parent, SpaceWorld.Anonymous(P, 8));
        for (uint i = 0; i < 3; i++)
        {
            _world.Write(parent, (P + i) << 12, 1);
        }

        // Neighbouring tables are all looked at.
        uint wide = _world.Create();
        Map(wide, SpaceWorld.Anonymous(P, 3 * 1024));
        for (uint i = 0; i < 3; i++)
        {
            _world.Write(wide, (P + (i * 1024)) << 12, 1);
        }

        Assert.Equal(6u, _world.Spaces.CountHeld(wide));
        _world.Spaces.Release(wide);

        // Three pages and their table; then a child has them, too.
        Assert.Equal(4u, _world.Spaces.CountHeld(parent));
        Assert.Equal(SpaceError.None, _world.Spaces.Fork(parent, out uint child));
        Assert.Equal(0u, _world.Spaces.CountHeld(parent));
        Map(child, SpaceWorld.Anonymous(0x9000, 8));
        _world.Write(child, 0x9000 << 12, 1);
        Assert.Equal((0u, 2u), (_world.Spaces.CountHeld(parent), _world.Spaces.CountHeld(child)));
        _world.Spaces.Release(child);
        Assert.Equal(4u, _world.Spaces.CountHeld(parent));
    }

    [Fact]
    public void What_is_promised_follows_regions_and_rights()
    {
        uint space = _world.Create();
        Map(space, SpaceWorld.Anonymous(P, 100));
        Assert.Equal(100u, _world.Spaces.Promised);
        _world.Spaces.Protect(space, P, 40, Rights.Read);
        Assert.Equal(60u, _world.Spaces.Promised);
        _world.Spaces.Fork(space, out uint child);
        Assert.Equal(120u, _world.Spaces.Promised);
        _world.Spaces.Unmap(child, P + 50, 50);
        Assert.Equal(70u, _world.Spaces.Promised);
        _world.Spaces.Release(child);
        _world.Spaces.Release(space);
        Assert.Equal(0u, _world.Spaces.Promised);
    }

    private bool IsShown(uint space, uint page) => _world.Spaces.Tables.ReadEntry(space, P + page).Value != 0;

    private void Map(uint space, Region region) =>
        Assert.Equal(SpaceError.None, _world.Spaces.Map(space, region, Placement.OnlyIfFree, out _));
}
