using CsCheck;

namespace Osmosis.Memory.Tests.BootData;

/// <summary>Ranges of frames that are never handed out (F1).</summary>
public class ReservedRangesTests
{
    [Theory]
    [InlineData(0x10_0000u, 1u, 0x100u, 0x100u)]
    [InlineData(0x10_0FFFu, 2u, 0x100u, 0x101u)]
    [InlineData(0x10_0000u, 0x1000u, 0x100u, 0x100u)]
    [InlineData(0x10_0000u, 0x1001u, 0x100u, 0x101u)]
    [InlineData(0xFFFF_FFFFu, 1u, 0xFFFFFu, 0xFFFFFu)]
    [InlineData(0xFFFF_F000u, 0x2000u, 0xFFFFFu, 0xFFFFFu)]
    [InlineData(0u, uint.MaxValue, 0u, 0xFFFFFu)]
    public void Every_frame_that_holds_a_byte_is_reserved(uint start, uint bytes, uint first, uint last)
    {
        ReservedRanges ranges = default;
        Assert.True(ranges.TryAdd(new PhysicalAddress(start), bytes));
        Assert.Equal((first, last), (ranges[0].FirstFrame, ranges[0].LastFrame));
    }

    [Fact]
    public void Nothing_is_reserved_by_no_bytes()
    {
        ReservedRanges ranges = default;
        Assert.True(ranges.TryAdd(new PhysicalAddress(0x5000), 0));
        Assert.Equal(0, ranges.Count);
    }

    [Theory]
    [InlineData(4u)]
    [InlineData(6u)]
    public void A_range_that_touches_another_is_joined_to_it(uint frame)
    {
        ReservedRanges ranges = default;
        Assert.True(ranges.TryAdd(new PhysicalAddress(0x5000), 0x1000));
        Assert.True(ranges.TryAdd(new PhysicalAddress(frame << 12), 0x1000));
        Assert.Equal(1, ranges.Count);
        Assert.Equal((Math.Min(frame, 5), Math.Max(frame, 5)), (ranges[0].FirstFrame, ranges[0].LastFrame));
    }

    [Fact]
    public void A_full_list_refuses_another_range_but_takes_one_that_touches()
    {
        ReservedRanges ranges = default;
        for (uint i = 0; i < ReservedRanges.Capacity; i++)
        {
            Assert.True(ranges.TryAdd(new PhysicalAddress(i * 0x4000), 1));
        }

        Assert.False(ranges.TryAdd(new PhysicalAddress(0x8000_0000), 1));
        Assert.False(ranges.Contains(Frame.FromNumber(0x80000)));
        Assert.Equal(ReservedRanges.Capacity, ranges.Count);
        Assert.True(ranges.TryAdd(new PhysicalAddress(0x5000), 1));
        Assert.True(ranges.Contains(Frame.FromNumber(5)));
    }

    [Fact]
    public void A_frame_is_reserved_exactly_if_a_range_covers_it() =>
        Gen.Select(Gen.UInt[0, 0x4_0000], Gen.UInt[0, 0x3000]).Array[0, 40].Sample(
            added =>
            {
                ReservedRanges ranges = default;
                HashSet<uint> model = [];
                foreach ((uint start, uint bytes) in added)
                {
                    Assert.True(ranges.TryAdd(new PhysicalAddress(start), bytes));
                    for (uint address = start; address < start + bytes; address++)
                    {
                        model.Add(address >> 12);
                    }
                }

                for (uint frame = 0; frame < 80; frame++)
                {
                    Assert.Equal(model.Contains(frame), ranges.Contains(Frame.FromNumber(frame)));
                }
            },
            iter: 500);
}
