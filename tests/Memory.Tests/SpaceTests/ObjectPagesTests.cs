namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>The pages of objects, found by number and taken away (S8).</summary>
public class ObjectPagesTests
{
    private const uint Source = 4;

    // So many, and so far apart, that many of the 2,048 chains have several, also of one object.
    private static readonly uint[] _pages = [.. RandomPages().Distinct().Take(300).Order()];

    private readonly SpaceWorld _world = SpaceWorld.Boot();

    // Each object's pages are brought from its first on or from its last on, so that pages are taken out of a chain at
    // its head, in its middle and at its end.
    [Fact]
    public void Every_page_is_found_until_it_is_taken_away()
    {
        uint[] objects = [Object(1ul << 32, 0), Object(1ul << 32, 0), Object(1ul << 32, 0)];
        Dictionary<(uint, uint), uint> expected = [];

        // Most frames of the second round were pages of objects before.
        for (int round = 0; round < 2; round++)
        {
            Array.ForEach(objects, index => _world.Spaces.SetLength(index, 1ul << 32));
            for (int i = 0; i < _pages.Length; i++)
            {
                foreach (uint index in objects)
                {
                    Bring(index, index == objects[1] ? _pages[^(i + 1)] : _pages[i], expected);
                }
            }

            CheckPages(objects, expected);
            foreach (uint index in objects)
            {
                Truncate(index, _pages[round == 0 ? 150 : 30], expected);
                CheckPages(objects, expected);
            }

            foreach (uint index in objects)
            {
                Truncate(index, 0, expected);
            }

            CheckPages(objects, expected);
        }
    }

    // Of all objects with their pages between each other, one goes as a whole.
    [Fact]
    public void The_last_holder_takes_all_pages_along()
    {
        uint[] objects = [Object(1ul << 32, Source), Object(1ul << 32, 0), Object(1ul << 32, Source)];
        Dictionary<(uint, uint), uint> expected = [];
        uint before = _world.Frames.Allocator.AllocatedFrames;
        foreach (uint page in _pages)
        {
            foreach (uint index in objects)
            {
                Bring(index, page, expected);
            }
        }

        Assert.Equal((uint)_pages.Length * 2, _world.Spaces.Objects.Clean);
        foreach (uint index in objects)
        {
            _world.Spaces.ReleaseObject(index);
            foreach ((uint, uint) gone in expected.Keys.Where(key => key.Item1 == index))
            {
                expected.Remove(gone);
            }

            Assert.Equal((uint)expected.Keys.Count(key => key.Item1 != objects[1]), _world.Spaces.Objects.Clean);
            Assert.Equal(before + (uint)expected.Count, _world.Frames.Allocator.AllocatedFrames);
            CheckPages([.. objects.Where(other => other > index)], expected);
        }
    }

    [Fact]
    public void An_object_shows_bytes_that_lie_somewhere_already()
    {
        uint index = Object(0, source: 0);
        _world.Spaces.Objects.ShowSource(index, Source, 0x1802);
        Assert.Equal((Source, 0x1802u, 0x1802ul), (_world.Spaces.Objects[index].Source,
            _world.Spaces.Objects[index].SourceBytes, _world.Spaces.Objects[index].Length));
        byte[] bytes = new byte[0x3000];
        Assert.Equal(0x1802u, _world.Spaces.ReadObject(index, 0, bytes));
        Assert.Equal(SpaceWorld.SourceWord(Source, 1), BitConverter.ToUInt32(bytes, 0x17FC));
        Assert.Equal(2u, _world.Spaces.Objects.Clean);

        // Behind them there are zeros, whatever the source has there, and whether its last page was in memory before.
        uint other = Object(0, source: 0);
        _world.Spaces.Objects.ShowSource(other, Source, 0x1802);
        foreach (uint longer in (uint[])[index, other])
        {
            _world.Spaces.SetLength(longer, 0x3000);
            Assert.Equal(0x3000u, _world.Spaces.ReadObject(longer, 0, bytes));
            Assert.Equal(BitConverter.GetBytes(SpaceWorld.SourceWord(Source, 1))[..2], bytes[0x1800..0x1802]);
            Assert.Equal(new byte[0x17FE], bytes[0x1802..]);
        }

        _world.Check();
    }

    [Theory]
    [InlineData(0u, 0)]
    [InlineData(0xFFFu, 2)]
    [InlineData(0x123u, 0x1000)]
    [InlineData(0xFFEu, 0x1004)]
    [InlineData(0u, 0x3000)]
    public void Bytes_come_out_as_they_went_in(uint at, int count)
    {
        byte[] expected = new byte[0x3000];
        Random random = new(3);
        random.NextBytes(expected);
        uint index = Object(0, 0);
        Assert.Equal(0x3000u, _world.Spaces.WriteObject(index, 0, expected));
        byte[] written = new byte[count];
        random.NextBytes(written);
        Assert.Equal((uint)count, _world.Spaces.WriteObject(index, at, written));
        written.CopyTo(expected, at);
        Assert.Equal(expected, ReadAll(index));
        byte[] part = new byte[count];
        Assert.Equal((uint)count, _world.Spaces.ReadObject(index, at, part));
        Assert.Equal(written, part);
    }

    // What lies before a page that can't be read is.
    [Fact]
    public void A_source_that_can_t_be_read_ends_a_read_and_a_write()
    {
        uint index = Object(100 << 12, Source);
        const uint Before = (SpaceWorld.UnreadablePage - 1) << 12;
        Assert.Equal(0xFFFu, _world.Spaces.ReadObject(index, Before + 1, new byte[0x2000]));
        Assert.Equal(0xFFFu, _world.Spaces.WriteObject(index, Before + 1, new byte[0x2000]));
        Assert.Equal(0u, _world.Spaces.ReadObject(index, Before + 0x1000, new byte[1]));
        _world.Check();
    }

    // A frame remembers which page it followed, and begins anew with another object.
    [Fact]
    public void A_frame_that_was_inside_one_object_is_the_first_of_another()
    {
        uint first = Object(0x3000, 0);
        for (uint page = 3; page-- > 0;)
        {
            Assert.True(_world.Spaces.TryBring(first, page, out _));
        }

        _world.Spaces.SetLength(first, 0x1000);
        uint second = Object(0x1000, 0);
        Assert.True(_world.Spaces.TryBring(second, 0, out _));
        _world.Spaces.ReleaseObject(second);
        Assert.True(_world.Spaces.Objects.TryFind(first, 0, out _));
        _world.Spaces.ReleaseObject(first);
        Assert.DoesNotContain(_world.Records, record => record.Kind == FrameKind.ObjectPage);
        _world.Check();
    }

    [Fact]
    public void A_frame_that_held_a_changed_page_holds_a_clean_one()
    {
        uint index = Object(0x1000, Source);
        Assert.Equal(1u, _world.Spaces.WriteObject(index, 0, [1]));
        Assert.Equal(0u, _world.Spaces.Objects.Clean);
        Assert.True(_world.Spaces.Objects.TryFind(index, 0, out Frame changed));
        _world.Spaces.ReleaseObject(index);
        index = Object(0x1000, Source);
        Assert.Equal(1u, _world.Spaces.ReadObject(index, 0, new byte[1]));
        Assert.True(_world.Spaces.Objects.TryFind(index, 0, out Frame clean));
        Assert.Equal((changed, 1u), (clean, _world.Spaces.Objects.Clean));
    }

    // Whether the length is reached from above or from below, what lies behind it is zeros once it is larger again.
    [Theory]
    [InlineData(0x1003u)]
    [InlineData(0x1FFFu)]
    [InlineData(0x1000u)]
    [InlineData(0x1004u)]
    public void What_a_shorter_length_cut_off_is_zeros_in_a_larger_one(uint cut)
    {
        byte[] expected = new byte[0x3000];
        new Random(1).NextBytes(expected);
        uint index = Object(0, 0);
        Assert.Equal(0x3000u, _world.Spaces.WriteObject(index, 0, expected));
        _world.Spaces.SetLength(index, cut);
        expected.AsSpan((int)cut).Clear();
        Assert.Equal(expected[..(int)cut], ReadAll(index));
        _world.Spaces.SetLength(index, 0x3000);
        Assert.Equal(expected, ReadAll(index));

        // A program has written behind the end, in the last page; then a longer length, or a write further up.
        _world.Spaces.SetLength(index, cut);
        uint space = _world.Create();
        Region shown = SpaceWorld.Anonymous(0x9000, 3) with { Object = index, Flags = RegionFlags.Shared };
        Assert.Equal(SpaceError.None, _world.Spaces.Map(space, shown, Placement.OnlyIfFree, out _));
        bool isPart = cut % 0x1000 != 0;
        foreach (bool isWritten in (bool[])[false, true])
        {
            Assert.Equal(isPart ? SpaceError.None : SpaceError.PastEnd,
                _world.TryWrite(space, (0x9001 << 12) + 0xFFC, 0x0101_0101));
            byte[] last = [.. expected.Skip(0x1FFC).Take((int)cut - 0x1FFC)];
            Assert.Equal(last.Length, isPart && cut > 0x1FFC ? (int)_world.Spaces.WriteObject(index, 0x1FFC, last) : 0);
            if (isWritten)
            {
                Assert.Equal(1u, _world.Spaces.WriteObject(index, 0x2FFF, [0]));
            }
            else
            {
                _world.Spaces.SetLength(index, 0x3000);
            }

            Assert.Equal(expected, ReadAll(index));
            _world.Spaces.SetLength(index, cut);
            Assert.Equal(isPart ? SpaceError.None : SpaceError.PastEnd,
                _world.TryRead(space, (0x9001 << 12) + 0xFFC, out uint word));
            Assert.Equal(last.Length == 3 ? BitConverter.ToUInt32([.. last, 0]) : 0, word);
        }

        _world.Check();
    }

    // Three regions show its start, its end and its middle.
    [Fact]
    public void A_truncation_takes_from_each_region_what_it_shows_of_the_rest()
    {
        uint space = _world.Create();
        uint index = Object(0x8000, Source);
        (uint First, uint Pages, uint Offset)[] regions = [(0x9000, 3, 0), (0x9010, 2, 6), (0x9020, 5, 2)];
        foreach ((uint first, uint pages, uint offset) in regions)
        {
            Region shown = SpaceWorld.Anonymous(first, pages) with { Object = index, Offset = offset };
            Assert.Equal(SpaceError.None, _world.Spaces.Map(space, shown, Placement.OnlyIfFree, out _));
            for (uint i = 0; i < pages; i++)
            {
                _world.Read(space, (first + i) << 12);
            }
        }

        foreach (uint length in (uint[])[7, 5, 3, 1])
        {
            _world.Spaces.SetLength(index, length << 12);
            foreach ((uint first, uint pages, uint offset) in regions)
            {
                for (uint i = 0; i < pages; i++)
                {
                    Assert.Equal(offset + i < length, _world.Spaces.Tables.ReadEntry(space, first + i).Value != 0);
                }
            }

            _world.Check();
        }
    }

    [Theory]
    [InlineData(0u, 0x1800, 0x1800u)]
    [InlineData(0x123u, 0x2801, 0x2924u)]
    [InlineData(0x1FFFu, 2, 0x2001u)]
    public void What_is_written_behind_the_end_makes_an_object_longer(uint at, int count, uint length)
    {
        byte[] written = new byte[count];
        new Random(4).NextBytes(written);
        uint index = Object(1, 0);
        Assert.Equal((uint)count, _world.Spaces.WriteObject(index, at, written));
        Assert.Equal(length, _world.Spaces.Objects[index].Length);
        Assert.Equal([.. new byte[at], .. written], ReadAll(index));
        Assert.Equal(1u, _world.Spaces.WriteObject(index, 0, [1]));
        Assert.Equal(length, _world.Spaces.Objects[index].Length);
    }

    // A space that ended keeps another's number where its regions were.
    [Fact]
    public void Spaces_that_ended_show_nothing_of_an_object()
    {
        uint[] spaces = [_world.Create(), _world.Create(), _world.Create()];
        uint index = Object(0x1000, Source);
        Region shown = SpaceWorld.Anonymous(0x9000, 1) with { Object = index };
        Assert.Equal(SpaceError.None, _world.Spaces.Map(spaces[2], shown, Placement.OnlyIfFree, out _));
        _world.Read(spaces[2], 0x9000 << 12);
        _world.Spaces.Release(spaces[0]);
        _world.Spaces.Release(spaces[1]);
        _world.Spaces.SetLength(index, 0);
        Assert.Equal(SpaceError.PastEnd, _world.TryRead(spaces[2], 0x9000 << 12, out _));
        _world.Check();
    }

    [Fact]
    public void A_program_sees_zeros_behind_a_length_that_has_become_shorter()
    {
        uint index = Object(0x2000, 0);
        uint space = _world.Create();
        Region shown = SpaceWorld.Anonymous(0x9000, 2) with { Object = index, Flags = RegionFlags.Shared };
        Assert.Equal(SpaceError.None, _world.Spaces.Map(space, shown, Placement.OnlyIfFree, out _));
        _world.Write(space, (0x9001 << 12) + 0x7FC, 1);
        _world.Write(space, (0x9001 << 12) + 0x800, 2);
        _world.Spaces.SetLength(index, 0x1800);
        Assert.Equal(1u, _world.Read(space, (0x9001 << 12) + 0x7FC));
        Assert.Equal(0u, _world.Read(space, (0x9001 << 12) + 0x800));
    }

    [Fact]
    public void An_object_ends_at_four_gibibytes()
    {
        uint index = Object(0, 0);
        Assert.Equal(0u, _world.Spaces.WriteObject(index, 1ul << 32, [1]));
        Assert.Equal(0ul, _world.Spaces.Objects[index].Length);
        Assert.Equal(2u, _world.Spaces.WriteObject(index, (1ul << 32) - 2, [1, 2, 3, 4]));
        Assert.Equal(1ul << 32, _world.Spaces.Objects[index].Length);
        byte[] bytes = [9, 9, 9, 0];
        Assert.Equal(3u, _world.Spaces.ReadObject(index, (1ul << 32) - 3, bytes));
        Assert.Equal([0, 1, 2, 0], bytes);
        Assert.Equal(0u, _world.Spaces.ReadObject(index, 1ul << 32, bytes));
        Assert.Equal(0u, _world.Spaces.ReadObject(index, ulong.MaxValue, bytes));

        // A hole is zeros, and stays one.
        bytes = [9, 9, 9, 9];
        Assert.Equal(4u, _world.Spaces.ReadObject(index, 0x1FFE, bytes));
        Assert.Equal(new byte[4], bytes);
        Assert.Equal(1u, _world.Spaces.Objects[index].Resident);
        _world.Check();
    }

    private static IEnumerable<uint> RandomPages()
    {
        for (Random random = new(1); ;)
        {
            yield return (uint)random.Next((int)SpaceWorld.UnreadablePage + 1, 0xF_FFFF);
        }
    }

    private byte[] ReadAll(uint index)
    {
        byte[] bytes = new byte[0x4000];
        return bytes[..(int)_world.Spaces.ReadObject(index, 0, bytes)];
    }

    private void Truncate(uint index, uint pages, Dictionary<(uint, uint), uint> expected)
    {
        _world.Spaces.SetLength(index, (ulong)pages << 12);
        foreach ((uint, uint) gone in expected.Keys.Where(key => key.Item1 == index && key.Item2 >= pages))
        {
            expected.Remove(gone);
        }
    }

    private void Bring(uint index, uint page, Dictionary<(uint, uint), uint> expected)
    {
        Assert.True(_world.Spaces.TryBring(index, page, out Frame frame));
        Assert.True(expected.TryAdd((index, page), frame.Number));
    }

    private void CheckPages(uint[] objects, Dictionary<(uint, uint), uint> expected)
    {
        foreach (uint index in objects)
        {
            Assert.Equal((uint)expected.Keys.Count(key => key.Item1 == index), _world.Spaces.Objects[index].Resident);
            foreach (uint page in _pages)
            {
                bool isThere = _world.Spaces.Objects.TryFind(index, page, out Frame frame);
                Assert.Equal(expected.GetValueOrDefault((index, page)), isThere ? frame.Number : 0);
            }
        }

        _world.Check();
    }

    private uint Object(ulong length, uint source)
    {
        Assert.Equal(SpaceError.None, _world.Spaces.Objects.Create(length, source, out uint index));
        return index;
    }
}
