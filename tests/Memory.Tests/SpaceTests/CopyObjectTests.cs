namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>An object's bytes are copied into a program's memory, from frame to frame (U7).</summary>
public class CopyObjectTests
{
    private const uint Pages = 4;
    private const uint Place = 0x9000 << 12;
    private const uint Source = 6;

    private readonly SpaceWorld _world = SpaceWorld.Boot();
    private readonly uint _space;
    private readonly uint _index;

    /// <summary>Page 1 of the object is written, page 3 lies behind its source: a hole.</summary>
    public CopyObjectTests()
    {
        _space = _world.Create();
        Map(SpaceWorld.Anonymous(Place >> 12, Pages + 2));
        Assert.Equal(SpaceError.None, _world.Spaces.Objects.Create(3 << 12, Source, out _index));
        _world.Spaces.SetLength(_index, Pages << 12);
        Assert.Equal(8u, _world.Spaces.WriteObject(_index, 0x1FFC, [1, 2, 3, 4, 5, 6, 7, 8]));
    }

    [Theory]
    [InlineData(0, 0u, Pages << 12)]
    [InlineData(5, 0x1FFEu, 9u)]
    [InlineData(4095, 1u, 4096u)]
    [InlineData(1, 0xFFFu, 0x2003u)]
    [InlineData(100, 0x2FFFu, 0x1001u)]
    [InlineData(0, 7u, 0u)]
    public void Every_byte_arrives_and_no_other_changes(int into, uint at, uint count)
    {
        byte[] expected = Filled();
        byte[] bytes = new byte[count];
        Assert.Equal(count, _world.Spaces.ReadObject(_index, at, bytes));
        bytes.CopyTo(expected, into);
        Assert.Equal(SpaceError.None, Copy(Place + (uint)into, at, count, out uint done));
        Assert.Equal(count, done);
        Assert.Equal(expected, Read());
        _world.Check();
    }

    [Fact]
    public void A_hole_stays_one()
    {
        Assert.False(_world.Spaces.Objects.TryFind(_index, 3, out _));
        Filled();
        uint frames = _world.Frames.Allocator.AllocatedFrames;
        Assert.Equal(SpaceError.None, Copy(Place, 0x3000, 0x1000, out _));
        Assert.Equal(new byte[0x1000], Read()[..0x1000]);
        Assert.False(_world.Spaces.Objects.TryFind(_index, 3, out _));
        Assert.Equal(frames, _world.Frames.Allocator.AllocatedFrames);
    }

    // The copy stops at the page that refuses, and has done what lies before it.
    [Fact]
    public void A_page_that_refuses_ends_it()
    {
        Assert.Equal(SpaceError.None, _world.Spaces.Protect(_space, (Place >> 12) + 1, 1, Rights.Read));
        Assert.Equal(SpaceError.NotAllowed, Copy(Place + 0x800, 0, 0x1000, out uint done));
        Assert.Equal(0x800u, done);
        Assert.Equal(SpaceError.None, _world.Spaces.Unmap(_space, (Place >> 12) + 1, 1));
        Assert.Equal(SpaceError.NoRegion, Copy(Place + 0x800, 0, 0x1000, out done));
        Assert.Equal(0x800u, done);
        _world.Check();
    }

    [Fact]
    public void A_source_that_can_t_be_read_ends_it()
    {
        Assert.Equal(SpaceError.None, _world.Spaces.Objects.Create(100 << 12, Source, out uint index));
        Assert.Equal(SpaceError.OutOfMemory, _world.Spaces.CopyObjectOut(
            _space, new VirtualAddress(Place), index, (SpaceWorld.UnreadablePage - 1) << 12, 0x2000, out uint done));
        Assert.Equal(0x1000u, done);
        _world.Check();
    }

    // The program's page is one of a fork, of the zero frame, of an object, and the object's own: only it changes.
    [Fact]
    public void Only_the_program_s_own_page_is_written()
    {
        Filled();
        Assert.Equal(SpaceError.None, _world.Spaces.Fork(_space, out uint child));
        byte[] before = Read();
        Assert.Equal(SpaceError.None,
            _world.Spaces.CopyObjectOut(child, new VirtualAddress(Place), _index, 0, Pages << 12, out _));
        Assert.Equal(before, Read());

        Map(SpaceWorld.Anonymous(0xA000, 1));
        _world.Read(_space, 0xA000 << 12);
        Assert.Equal(SpaceError.None, Copy(0xA000 << 12, 0, 0x1000, out _));
        Map(SpaceWorld.Anonymous(0xA100, 1));
        Assert.Equal(0u, _world.Read(_space, 0xA100 << 12));

        Map(new Region
        {
            First = 0xB000,
            Pages = Pages,
            Object = _index,
            Rights = Rights.Read | Rights.Write,
            MayHave = Rights.All,
        });
        Assert.Equal(SpaceError.None, Copy(0xB000 << 12, 0x1000, 0x1000, out _));
        Assert.Equal(SpaceWorld.SourceWord(Source, 1), _world.Read(_space, 0xB000 << 12));
        byte[] first = new byte[4];
        Assert.Equal(4u, _world.Spaces.ReadObject(_index, 0, first));
        Assert.Equal(SpaceWorld.SourceWord(Source, 0), BitConverter.ToUInt32(first));
        _world.Check();
    }

    // A file is read into itself, as through a shared mapping: as if all bytes of a page were read first.
    [Fact]
    public void A_page_is_copied_within_itself()
    {
        Map(new Region
        {
            First = 0xB000,
            Pages = Pages,
            Object = _index,
            Rights = Rights.Read | Rights.Write,
            MayHave = Rights.All,
            Flags = RegionFlags.Shared,
        });
        byte[] page = new byte[0x1000];
        new Random(2).NextBytes(page);
        Assert.Equal(0x1000u, _world.Spaces.WriteObject(_index, 0x1000, page));
        foreach ((uint from, uint to, uint count) in ((uint, uint, uint)[])[(0, 100, 0xF00), (50, 7, 0xE00)])
        {
            Assert.Equal(SpaceError.None, Copy((0xB001 << 12) + to, 0x1000 + from, count, out _));
            page.AsSpan((int)from, (int)count).ToArray().CopyTo(page, to);
            byte[] now = new byte[0x1000];
            Assert.Equal(0x1000u, _world.Spaces.ReadObject(_index, 0x1000, now));
            Assert.Equal(page, now);
            _world.Check();
        }
    }

    [Fact]
    public void Every_request_for_a_frame_is_refused_once()
    {
        for (uint nth = 1; nth <= 3; nth++)
        {
            SpaceWorld world = SpaceWorld.Boot();
            uint space = world.Create();
            Assert.Equal(SpaceError.None,
                world.Spaces.Map(space, SpaceWorld.Anonymous(Place >> 12, 1), Placement.OnlyIfFree, out _));
            Assert.Equal(SpaceError.None, world.Spaces.Objects.Create(0x1000, Source, out uint index));

            // A table and a page for the program, a page for the object.
            world.Frames.FailFrom(nth);
            Assert.Equal(SpaceError.OutOfMemory,
                world.Spaces.CopyObjectOut(space, new VirtualAddress(Place), index, 0, 8, out uint done));
            Assert.Equal(0u, done);
            world.Check();
            world.Frames.FailNever();
            Assert.Equal(SpaceError.None,
                world.Spaces.CopyObjectOut(space, new VirtualAddress(Place), index, 0, 8, out done));
            Assert.Equal(8u, done);
            Assert.Equal(SpaceWorld.SourceWord(Source, 0), world.Read(space, Place));
            world.Check();
        }
    }

    private SpaceError Copy(uint address, ulong at, uint count, out uint done) =>
        _world.Spaces.CopyObjectOut(_space, new VirtualAddress(address), _index, at, count, out done);

    private byte[] Filled()
    {
        byte[] bytes = new byte[(Pages + 2) << 12];
        new Random(1).NextBytes(bytes);
        Assert.Equal(SpaceError.None, _world.Spaces.CopyOut(_space, new VirtualAddress(Place), bytes, out _));
        return bytes;
    }

    private byte[] Read()
    {
        byte[] bytes = new byte[(Pages + 2) << 12];
        Assert.Equal(SpaceError.None, _world.Spaces.CopyIn(_space, new VirtualAddress(Place), bytes, out _));
        return bytes;
    }

    private void Map(Region region) =>
        Assert.Equal(SpaceError.None, _world.Spaces.Map(_space, region, Placement.OnlyIfFree, out _));
}
