using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Tests.FrameTests;

/// <summary>Runs of neighbouring, aligned frames (F5), and refusals when freeing them (F3).</summary>
public class FrameRunTests
{
    private const uint First = TestMemory.FirstUsable;

    private static readonly PhysicalAddress _top = new(0xFFFF_FFFF);

    [Theory]
    [InlineData(1u, 1u, First)]
    [InlineData(1u, 4u, First)]
    [InlineData(3u, 4u, First)]
    [InlineData(4u, 16u, First + 16)]
    [InlineData(33u, 1u, First + 5)]
    [InlineData(33u, 32u, First + 32)]
    [InlineData(100u, 64u, First + 64)]
    [InlineData(200u, 512u, 0x200u)]
    [InlineData(0x8000u, 0x8000u, 0x8000u)]
    public void It_is_the_lowest_that_fits_between_what_is_allocated(uint frames, uint alignment, uint expected)
    {
        StrongBox<FrameAllocator> allocator = TestMemory.Create([(First, 0x12345)], (First + 3, First + 4));
        Assert.Equal(expected, Take(ref allocator.Value, frames, alignment));
    }

    [Fact]
    public void It_may_lie_across_words_clusters_and_groups()
    {
        foreach (uint edge in (uint[])[0x140, 0x400, 0x8000])
        {
            StrongBox<FrameAllocator> allocator = TestMemory.Create([(edge - 50, edge + 49)]);
            Assert.Equal(edge - 50, Take(ref allocator.Value, 100, 2));
            FrameModel.AssertCounts(ref allocator.Value, total: 100, free: 0, allocated: 100, peak: 100, refused: 0);
        }
    }

    [Fact]
    public void All_of_4_GiB_above_the_first_MiB_may_be_one()
    {
        StrongBox<FrameAllocator> allocator = TestMemory.Create([(0, 0xFFFFF)]);
        Assert.Equal(First, Take(ref allocator.Value, 0x100000 - First, 256));
        Assert.Equal(FrameError.OutOfFrames, allocator.Value.AllocateFrame(out _));
        Assert.Equal(FrameError.None, allocator.Value.FreeRun(Frame.FromNumber(First), 0x100000 - First));
        Assert.Equal((1 << 20) - (int)First, TestMemory.TakeAll(ref allocator.Value).Count);
    }

    [Theory]
    [InlineData(0x0010_3FFFu, FrameError.None)]
    [InlineData(0x0010_3FFEu, FrameError.NoRun)]
    [InlineData(0x0000_0000u, FrameError.NoRun)]
    public void All_its_bytes_lie_up_to_the_highest_address(uint highest, FrameError expected)
    {
        StrongBox<FrameAllocator> allocator = TestMemory.Create([(First, First + 99)]);
        Assert.Equal(expected, allocator.Value.AllocateRun(4, 4, new PhysicalAddress(highest), out Frame first));
        Assert.Equal(expected == FrameError.None ? First : 0, first.Number);
    }

    [Theory]
    [InlineData(0u, 1u, FrameError.EmptyRun)]
    [InlineData(1u, 0u, FrameError.BadAlignment)]
    [InlineData(1u, 3u, FrameError.BadAlignment)]
    [InlineData(5u, 1u, FrameError.NoRun)]
    [InlineData(4u, 8u, FrameError.NoRun)]
    [InlineData(1u, 0x8000_0000u, FrameError.NoRun)]
    [InlineData(7u, 1u, FrameError.OutOfFrames)]
    [InlineData(0xFFFF_FFFFu, 1u, FrameError.OutOfFrames)]
    public void What_is_not_to_be_had_is_an_error_and_changes_nothing(uint frames, uint alignment, FrameError expected)
    {
        StrongBox<FrameAllocator> allocator = TestMemory.Create([(First + 3, First + 6), (First + 30, First + 31)]);
        Assert.Equal(expected, allocator.Value.AllocateRun(frames, alignment, _top, out Frame first));
        Assert.Equal(default, first);
        FrameModel.AssertCounts(ref allocator.Value, total: 6, free: 6, allocated: 0, peak: 0, refused: 0);
        Assert.Equal([First + 3, First + 4, First + 5, First + 6, First + 30, First + 31],
            TestMemory.TakeAll(ref allocator.Value));
    }

    [Fact]
    public void Single_frames_come_from_below_and_above_it()
    {
        StrongBox<FrameAllocator> allocator = TestMemory.Create([(First, First + 99)]);
        Assert.Equal(First, TestMemory.Take(ref allocator.Value).Number);
        Assert.Equal(First + 32, Take(ref allocator.Value, 40, 32));
        Assert.Equal(Enumerable.Range(1, 31).Concat(Enumerable.Range(72, 28)).Select(i => First + (uint)i),
            TestMemory.TakeAll(ref allocator.Value));
    }

    [Fact]
    public void Freed_its_frames_are_handed_out_again_one_by_one()
    {
        StrongBox<FrameAllocator> allocator = TestMemory.Create([(First, First + 99)]);
        Assert.Equal(First, Take(ref allocator.Value, 70, 1));
        Assert.Equal(FrameError.None, allocator.Value.FreeRun(Frame.FromNumber(First), 70));
        FrameModel.AssertCounts(ref allocator.Value, total: 100, free: 100, allocated: 0, peak: 70, refused: 0);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => First + (uint)i), TestMemory.TakeAll(ref allocator.Value));
    }

    [Fact]
    public void Neighbours_that_were_allocated_one_by_one_may_be_freed_together()
    {
        StrongBox<FrameAllocator> allocator = TestMemory.Create([(First, First + 99)]);
        TestMemory.TakeAll(ref allocator.Value);
        Assert.Equal(FrameError.None, allocator.Value.FreeRun(Frame.FromNumber(First + 20), 40));
        Assert.Equal(Enumerable.Range(20, 40).Select(i => First + (uint)i), TestMemory.TakeAll(ref allocator.Value));
    }

    [Theory]
    [InlineData(First, 0u, FrameError.EmptyRun)]
    [InlineData(First, 41u, FrameError.AlreadyFree)]
    [InlineData(First + 5, 10u, FrameError.AlreadyFree)]
    [InlineData(First + 50, 1u, FrameError.AlreadyFree)]
    [InlineData(First - 1, 3u, FrameError.NotAllocated)]
    [InlineData(First + 99, 2u, FrameError.AlreadyFree)]
    [InlineData(0x8000u, 40u, FrameError.NotAllocated)]
    [InlineData(0xFFFFFu, 2u, FrameError.NotAllocated)]
    [InlineData(First, 0xFFFF_FFFFu, FrameError.NotAllocated)]
    public void Unless_every_frame_is_allocated_freeing_is_refused_and_counted(uint first, uint frames,
        FrameError expected)
    {
        StrongBox<FrameAllocator> allocator = TestMemory.Create([(First, First + 99)]);
        Take(ref allocator.Value, 40, 1);
        Assert.Equal(FrameError.None, allocator.Value.FreeFrame(Frame.FromNumber(First + 10)));
        Assert.Equal(expected, allocator.Value.FreeRun(Frame.FromNumber(first), frames));
        FrameModel.AssertCounts(ref allocator.Value, total: 100, free: 61, allocated: 39, peak: 40, refused: 1);
        Assert.Equal([First + 10, First + 40],
            (uint[])[Take(ref allocator.Value, 1, 1), Take(ref allocator.Value, 60, 1)]);
    }

    private static uint Take(ref FrameAllocator allocator, uint frames, uint alignment)
    {
        Assert.Equal(FrameError.None, allocator.AllocateRun(frames, alignment, _top, out Frame first));
        return first.Number;
    }
}
