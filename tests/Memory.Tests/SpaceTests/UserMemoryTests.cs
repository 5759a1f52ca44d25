using System.Text;

namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>Bytes and texts through the gate, over the ends of pages and pieces (U7).</summary>
public class UserMemoryTests
{
    private const uint P = 0x8400;
    private const uint Pages = 3;

    private readonly SpaceWorld _world = SpaceWorld.Boot();
    private readonly uint _space;

    public UserMemoryTests()
    {
        _space = _world.Create();
        Assert.Equal(SpaceError.None,
            _world.Spaces.Map(_space, SpaceWorld.Anonymous(P, Pages), Placement.OnlyIfFree, out _));
    }

    [Theory]
    [InlineData(0u, 0)]
    [InlineData(0u, 1)]
    [InlineData(0xFFFu, 1)]
    [InlineData(0xFFFu, 2)]
    [InlineData(0x123u, 0x1000)]
    [InlineData(0xFFEu, 0x1004)]
    [InlineData(0u, 0x3000)]
    public void Bytes_come_out_as_they_went_in(uint offset, int count)
    {
        byte[] expected = new byte[Pages << 12];
        Random random = new(3);
        random.NextBytes(expected);
        Assert.Equal(SpaceError.None, Out(P << 12, expected, out uint done));
        Assert.Equal((uint)expected.Length, done);
        byte[] written = new byte[count];
        random.NextBytes(written);
        Assert.Equal(SpaceError.None, Out((P << 12) + offset, written, out done));
        Assert.Equal((uint)count, done);
        written.CopyTo(expected, offset);
        byte[] read = new byte[Pages << 12];
        Assert.Equal(SpaceError.None, In(P << 12, read, out done));
        Assert.Equal((uint)read.Length, done);
        Assert.Equal(expected, read);
        byte[] part = new byte[count];
        Assert.Equal(SpaceError.None, In((P << 12) + offset, part, out done));
        Assert.Equal((uint)count, done);
        Assert.Equal(written, part);
    }

    [Fact]
    public void What_lies_behind_the_last_page_is_refused_and_what_lies_before_is_done()
    {
        uint address = ((P + Pages) << 12) - 3;
        Assert.Equal(SpaceError.NoRegion, Out(address, [1, 2, 3, 4], out uint done));
        Assert.Equal(3u, done);
        byte[] bytes = new byte[4];
        Assert.Equal(SpaceError.NoRegion, In(address, bytes, out done));
        Assert.Equal(3u, done);
        Assert.Equal([1, 2, 3, 0], bytes);
    }

    // The address space ends, and the next byte would be the first of all.
    [Fact]
    public void No_address_wraps()
    {
        Assert.Equal(SpaceError.NoRegion, In(0xFFFF_FFFC, new byte[8], out uint done));
        Assert.Equal(0u, done);
        Assert.Equal(SpaceError.NoRegion, Out(0xFFFF_FFFF, new byte[2], out done));
        Assert.Equal(0u, done);

        // From the last page on that a program can have.
        Assert.Equal(SpaceError.None, _world.Spaces.Map(_space, SpaceWorld.Anonymous(SpaceLayout.EndPage - 1, 1),
            Placement.OnlyIfFree, out _));
        Assert.Equal(SpaceError.NoRegion, In(0xBFFF_FFF0, new byte[0x2000], out done));
        Assert.Equal(16u, done);
        Assert.Equal(SpaceError.NoRegion, Out(0xBFFF_FFF0, new byte[0x2000], out done));
        Assert.Equal(16u, done);
    }

    [Theory]
    [InlineData(0u, 0)]
    [InlineData(5u, 1)]
    [InlineData(0u, 63)]
    [InlineData(0u, 64)]
    [InlineData(0u, 65)]
    [InlineData(0xFC0u, 63)]
    [InlineData(0xFC0u, 64)]
    [InlineData(0xFC1u, 64)]
    [InlineData(0xFFFu, 200)]
    [InlineData(0x10u, 0x1800)]
    public void A_text_ends_with_its_zero(uint offset, int length)
    {
        string text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 23))));
        uint address = (P << 12) + offset;
        Assert.Equal(SpaceError.None, Out(P << 12, [.. Enumerable.Repeat((byte)'x', 0x3000)], out _));
        Assert.Equal(SpaceError.None, Out(address, Encoding.ASCII.GetBytes($"{text}\0"), out _));
        byte[] bytes = new byte[length + 1];
        Assert.Equal(SpaceError.None, Text(address, bytes, out uint found));
        Assert.Equal((uint)length, found);
        Assert.Equal(text, Encoding.ASCII.GetString(bytes, 0, length));

        // Without room for the zero it has no end.
        Assert.Equal(SpaceError.PastEnd, Text(address, new byte[length], out found));
        Assert.Equal((uint)length, found);
    }

    [Fact]
    public void A_text_of_several_pieces_may_end_where_the_next_page_is_absent()
    {
        string text = new('t', 99);
        uint address = ((P + Pages) << 12) - 100;
        Assert.Equal(SpaceError.None, Out(address, Encoding.ASCII.GetBytes($"{text}\0"), out _));
        byte[] bytes = new byte[200];
        Assert.Equal(SpaceError.None, Text(address, bytes, out uint length));
        Assert.Equal(text, Encoding.ASCII.GetString(bytes, 0, (int)length));
    }

    private SpaceError In(uint address, byte[] bytes, out uint done) =>
        _world.Spaces.CopyIn(_space, new VirtualAddress(address), bytes, out done);

    private SpaceError Out(uint address, byte[] bytes, out uint done) =>
        _world.Spaces.CopyOut(_space, new VirtualAddress(address), bytes, out done);

    private SpaceError Text(uint address, byte[] bytes, out uint length) =>
        _world.Spaces.CopyText(_space, new VirtualAddress(address), bytes, out length);
}
