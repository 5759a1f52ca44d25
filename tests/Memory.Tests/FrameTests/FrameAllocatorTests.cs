using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Tests.FrameTests;

/// <summary>Frames that the allocator hands out and accepts back (F1, F3, F4).</summary>
public class FrameAllocatorTests
{
    private const uint First = TestMemory.FirstUsable;

    [Fact]
    public void The_first_MiB_is_never_handed_out() =>
        Assert.Equal([First, First + 1], TestMemory.TakeAll(ref TestMemory.Create([(0, First + 1)]).Value));

    [Fact]
    public void Reserved_frames_are_never_handed_out() => Assert.Equal(
        [First, First + 3, First + 6],
        TestMemory.TakeAll(ref TestMemory.Create([(0, First + 6)], (First + 1, First + 2), (First + 2, First + 2),
            (First + 4, First + 5)).Value));

    [Fact]
    public void Reserving_where_there_is_no_memory_changes_no_count()
    {
        StrongBox<FrameAllocator> allocator = TestMemory.Create([(First, First + 9)], (First + 8, First + 20),
            (0xF0000, 0xFFFFF));
        FrameModel.AssertCounts(ref allocator.Value, total: 10, free: 8, allocated: 0, peak: 0, refused: 0);
        Assert.Equal(2u, allocator.Value.ReservedFrames);
    }

    /// <summary>Every second frame is usable, and every second of these is reserved.</summary>
    [Fact]
    public void A_map_and_a_list_that_are_full_are_read_to_their_ends()
    {
        MemoryMap map = default;
        Assert.True(map.TryAdd(new MemoryRegion(0, (First + MemoryMap.Capacity) << 12, RegionKind.Usable)));
        for (uint frame = First + 1; map.Count < MemoryMap.Capacity; frame += 2)
        {
            Assert.True(map.TryAdd(MemoryRegion.FromLength(frame << 12, 4096, RegionKind.Reserved)));
        }

        Assert.Equal(MemoryMap.Capacity, map.Count);
        ReservedRanges reserved = default;
        for (uint frame = First; reserved.Count < ReservedRanges.Capacity; frame += 4)
        {
            Assert.True(reserved.TryAdd(new PhysicalAddress(frame << 12), 4096));
        }

        StrongBox<FrameAllocator> allocator = new();
        allocator.Value.Initialise(in map, in reserved);

        // Every second frame is usable, and the list takes every second of the first 128 of those.
        IEnumerable<uint> usable = Enumerable.Range(0, (MemoryMap.Capacity / 2) + 1).Select(i => 2 * (uint)i);
        Assert.Equal(usable.Where(at => at % 4 != 0 || at >= 4 * ReservedRanges.Capacity).Select(at => First + at),
            TestMemory.TakeAll(ref allocator.Value));
    }

    /// <summary>The allocator's words are changed as a stray write would.</summary>
    [Fact]
    public void A_check_tells_each_wrong_word_from_a_whole_allocator()
    {
        // Frames of the first word too, which no memory map gives.
        StrongBox<FrameAllocator> allocator = new();
        allocator.Value.AddUsable(0, 4);
        allocator.Value.AddUsable(64, 99);
        TestMemory.Take(ref allocator.Value);
        Assert.True(allocator.Value.IsWhole());
        FrameWords words = allocator.Value.Words;
        Assert.Equal((0b1_1110u, 0b1_1111u, 40u, 41u, 41u),
            (words.Free, words.Managed, words.FreeCount, words.ManagedCount, words.Total));
        Assert.Equal(FrameError.NotAllocated, allocator.Value.FreeFrame(Frame.FromNumber(50)));
        Assert.Equal(1u, words.RefusedFrees);
        AssertWrong(ref words.FreeCount, 39);
        AssertWrong(ref words.ManagedCount, 40);
        AssertWrong(ref words.Total, 40);

        // As many frames are managed as before, and a free one is not.
        AssertWrong(ref words.Managed, 0b11_1101);

        // As many frames are free as before, and the tree doesn't know of one.
        Assert.Equal([1, 2, 3, 4],
            Enumerable.Range(0, 4).Select(_ => TestMemory.Take(ref allocator.Value).Number));
        Unsafe.Add(ref words.Free, 2) ^= 1;
        AssertWrong(ref words.Free, 1);
        Unsafe.Add(ref words.Free, 2) ^= 1;
        Assert.True(allocator.Value.IsWhole());

        void AssertWrong(ref uint word, uint wrong)
        {
            uint kept = word;
            word = wrong;
            Assert.False(allocator.Value.IsWhole(), $"0x{kept:x} became 0x{wrong:x}");
            word = kept;
        }
    }

    [Fact]
    public void Each_frame_is_handed_out_once_lowest_first()
    {
        StrongBox<FrameAllocator> allocator =
            TestMemory.Create([(First, First + 99), (First + 2000, First + 2099), (0x40000, 0x40063)]);
        List<uint> frames = TestMemory.TakeAll(ref allocator.Value);
        Assert.Equal(300, frames.Distinct().Count());
        Assert.Equal(frames.Order(), frames);
        FrameModel.AssertCounts(ref allocator.Value, total: 300, free: 0, allocated: 300, peak: 300, refused: 0);
    }

    [Fact]
    public void Memory_may_lie_at_both_ends_of_4_GiB()
    {
        StrongBox<FrameAllocator> allocator = TestMemory.Create([(0, First), (0xFFFFE, 0xFFFFF)]);
        Assert.Equal([First, 0xFFFFE, 0xFFFFF], TestMemory.TakeAll(ref allocator.Value));
        Assert.Equal(FrameError.None, allocator.Value.FreeFrame(new PhysicalAddress(0xFFFF_F000)));
        Assert.Equal(0xFFFFFu, TestMemory.Take(ref allocator.Value).Number);
    }

    [Fact]
    public void All_of_4_GiB_can_be_memory()
    {
        StrongBox<FrameAllocator> allocator = TestMemory.Create([(0, 0xFFFFF)]);
        FrameModel.AssertCounts(ref allocator.Value, total: 1 << 20, free: (1 << 20) - First, allocated: 0, peak: 0,
            refused: 0);
        Assert.Equal((1 << 20) - (int)First, TestMemory.TakeAll(ref allocator.Value).Count);
        FrameModel.AssertCounts(ref allocator.Value, total: 1 << 20, free: 0, allocated: (1 << 20) - First,
            peak: (1 << 20) - First, refused: 0);
    }

    [Fact]
    public void Each_of_many_neighbours_comes_back_once_when_it_is_freed()
    {
        StrongBox<FrameAllocator> allocator = TestMemory.Create([(First, First + 63)]);
        foreach (uint number in TestMemory.TakeAll(ref allocator.Value))
        {
            Frame frame = Frame.FromNumber(number);
            Assert.Equal(FrameError.None, allocator.Value.FreeFrame(frame));
            Assert.True(allocator.Value.IsFree(frame));
            Assert.Equal(FrameError.AlreadyFree, allocator.Value.FreeFrame(frame));
            Assert.Equal(frame, TestMemory.Take(ref allocator.Value));
        }

        FrameModel.AssertCounts(ref allocator.Value, total: 64, free: 0, allocated: 64, peak: 64, refused: 64);
    }

    [Fact]
    public void Exhaustion_is_an_error_and_changes_nothing()
    {
        StrongBox<FrameAllocator> allocator = TestMemory.Create([(First, First + 1)]);
        TestMemory.TakeAll(ref allocator.Value);
        Assert.Equal(FrameError.OutOfFrames, allocator.Value.AllocateFrame(out Frame frame));
        Assert.Equal(default, frame);
        FrameModel.AssertCounts(ref allocator.Value, total: 2, free: 0, allocated: 2, peak: 2, refused: 0);
    }

    [Fact]
    public void When_none_is_free_low_memory_is_refused_as_ever()
    {
        StrongBox<FrameAllocator> allocator = TestMemory.Create([(0, First + 63)]);
        TestMemory.TakeAll(ref allocator.Value);
        for (uint frame = 0; frame < First; frame++)
        {
            Assert.Equal(FrameError.NotAllocated, allocator.Value.FreeFrame(Frame.FromNumber(frame)));
        }
    }

    [Fact]
    public void A_machine_without_memory_has_no_frames()
    {
        StrongBox<FrameAllocator> allocator = TestMemory.Create([]);
        Assert.Equal(FrameError.OutOfFrames, allocator.Value.AllocateFrame(out _));
        Assert.Equal(FrameError.NotAllocated, allocator.Value.FreeFrame(Frame.FromNumber(First)));
    }

    [Fact]
    public void A_freed_frame_is_handed_out_again()
    {
        StrongBox<FrameAllocator> allocator = TestMemory.Create([(First, First + 9)]);
        Frame first = TestMemory.Take(ref allocator.Value);
        TestMemory.Take(ref allocator.Value);
        Assert.Equal(FrameError.None, allocator.Value.FreeFrame(first));
        FrameModel.AssertCounts(ref allocator.Value, total: 10, free: 9, allocated: 1, peak: 2, refused: 0);
        Assert.Equal(first, TestMemory.Take(ref allocator.Value));
    }

    [Fact]
    public void A_double_free_is_refused_and_counted()
    {
        StrongBox<FrameAllocator> allocator = TestMemory.Create([(First, First + 9)]);
        Frame frame = TestMemory.Take(ref allocator.Value);
        allocator.Value.FreeFrame(frame);
        Assert.Equal(FrameError.AlreadyFree, allocator.Value.FreeFrame(frame));
        FrameModel.AssertCounts(ref allocator.Value, total: 10, free: 10, allocated: 0, peak: 1, refused: 1);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0x9_F000u)]
    [InlineData(0xF_F000u)]
    [InlineData(0x10_1000u)]
    [InlineData(0x20_0000u)]
    [InlineData(0xFFFF_F000u)]
    public void Freeing_a_reserved_frame_or_no_memory_is_refused_and_counted(uint address)
    {
        StrongBox<FrameAllocator> allocator = TestMemory.Create([(0, First + 9)], (First + 1, First + 1));
        TestMemory.Take(ref allocator.Value);
        Assert.Equal(FrameError.NotAllocated, allocator.Value.FreeFrame(new PhysicalAddress(address)));
        FrameModel.AssertCounts(ref allocator.Value, total: First + 10, free: 8, allocated: 1, peak: 1, refused: 1);
        Assert.DoesNotContain(address >> 12, TestMemory.TakeAll(ref allocator.Value));
    }

    [Fact]
    public void Freeing_an_unaligned_address_is_refused_and_counted()
    {
        StrongBox<FrameAllocator> allocator = TestMemory.Create([(First, First + 9)]);
        Frame frame = TestMemory.Take(ref allocator.Value);
        Assert.Equal(FrameError.Unaligned, allocator.Value.FreeFrame(frame.Address + 1));
        Assert.Equal(FrameError.Unaligned, allocator.Value.FreeFrame(frame.Address + 4095));
        FrameModel.AssertCounts(ref allocator.Value, total: 10, free: 9, allocated: 1, peak: 1, refused: 2);
    }
}
