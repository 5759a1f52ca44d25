using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>Aligned and zeroed allocation (H7).</summary>
public abstract class HeapAlignedTests<TFormat>
    where TFormat : struct, IBlockFormat
{
    private readonly HeapModel<TFormat> _heap = new(HeapWorld<TFormat>.BootHeap());

    private ref KernelHeap<SimulatedMachine, HeapPages, TFormat> Heap => ref _heap.World.Heap;

    [Fact]
    public void Every_alignment_up_to_a_page_is_kept_wherever_the_free_memory_starts()
    {
        for (uint before = 1; before <= 200; before += 8)
        {
            for (uint alignment = 1; alignment <= 4096; alignment *= 2)
            {
                uint lead = _heap.Take(before);
                uint pointer = _heap.AllocateAligned(100, alignment);
                Assert.NotEqual(0u, pointer);
                _heap.Check();
                _heap.Free(before % 16 == 1 ? lead : pointer);
                _heap.Free(before % 16 == 1 ? pointer : lead);
            }

            _heap.Take(before);
        }

        _heap.CheckAll();
        _heap.FreeAll();
        Assert.Single(HeapWalk.Blocks(_heap.World));
    }

    [Fact]
    public void An_alignment_that_every_block_has_costs_nothing()
    {
        uint hole = _heap.Take(1000);
        _heap.Take(8);
        _heap.Free(hole);
        Assert.Equal(hole, _heap.AllocateAligned(1000, 8));
        _heap.CheckAll();
    }

    /// <summary>
    /// A payload at the window's 128th byte: its block starts where the free memory does, or the smallest block further
    /// up.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_lies_below_an_aligned_block_is_no_larger_than_it_must_be(bool hasLead)
    {
        uint lead = hasLead ? BlockSizes<TFormat>.Smallest : 0;
        uint below =
            _heap.Take(BlockSizes<TFormat>.Payload(128 - BlockSizes<TFormat>.Pad - BlockSizes<TFormat>.Header - lead));
        Assert.Equal(_heap.World.IdentityEnd + 128, _heap.AllocateAligned(100, 128));
        Assert.Equal(hasLead ? 2u : 1, Heap.Statistics.FreeBlocks);
        _heap.Free(below);
        _heap.CheckAll();
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(3u)]
    [InlineData(24u)]
    [InlineData(4095u)]
    [InlineData(8192u)]
    [InlineData(0x8000_0000u)]
    [InlineData(uint.MaxValue)]
    public void Other_alignments_are_refused(uint alignment)
    {
        foreach (uint bytes in (uint[])[0, 1, 100, uint.MaxValue])
        {
            Assert.Equal(0u, _heap.AllocateAligned(bytes, alignment));
            Assert.Equal(HeapError.BadAlignment, Heap.Counters.LastFailure);
        }

        _heap.CheckAll();
        Assert.Equal(0u, Heap.Bounds.MappedBytes);
    }

    [Theory]
    [InlineData(MemoryLayout.HeapMaxSize, HeapError.WindowExhausted)]
    [InlineData(MemoryLayout.HeapMaxSize - 4096, HeapError.WindowExhausted)]
    [InlineData(MemoryLayout.HeapMaxSize + 1, HeapError.TooLarge)]
    [InlineData(uint.MaxValue - 4096, HeapError.TooLarge)]
    [InlineData(uint.MaxValue, HeapError.TooLarge)]
    public void Aligned_sizes_that_cannot_be_had_are_refused(uint bytes, HeapError expected)
    {
        Assert.Equal(0u, _heap.AllocateAligned(bytes, 4096));
        Assert.Equal(expected, Heap.Counters.LastFailure);
        Assert.Equal(0u, _heap.AllocateAligned(0, 4096));
        _heap.CheckAll();
        Assert.Equal(0u, Heap.Bounds.MappedBytes);
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(3u)]
    public void An_aligned_allocation_that_finds_no_frame_changes_nothing(uint nth)
    {
        _heap.Take(100);
        string world = WorldSnapshot.Take(_heap.World);
        string heap = HeapWalk.Snapshot(_heap.World);
        _heap.World.Frames.FailFrom(nth);
        Assert.Equal(0u, _heap.AllocateAligned(3 * 4096, 4096));
        Assert.Equal(HeapError.PageUnavailable, Heap.Counters.LastFailure);
        Assert.Equal((world, heap), (WorldSnapshot.Take(_heap.World), HeapWalk.Snapshot(_heap.World)));
        _heap.CheckAll();
    }

    [Fact]
    public void Zeroed_memory_is_zero_though_it_was_used_before()
    {
        for (uint bytes = 1; bytes <= 70; bytes++)
        {
            _heap.Free(_heap.Take(100));
            Assert.NotEqual(0u, _heap.AllocateZeroed(bytes, 1));
            Assert.NotEqual(0u, _heap.AllocateZeroed(1, bytes));
            Assert.NotEqual(0u, _heap.AllocateZeroed(3, bytes));
            _heap.Check();
        }

        _heap.CheckAll();
        _heap.FreeAll();
    }

    [Theory]
    [InlineData(0x1_0000u, 0x1_0000u)]
    [InlineData(0x8000_0000u, 2u)]
    [InlineData(0x4000_0001u, 4u)]
    [InlineData(uint.MaxValue, uint.MaxValue)]
    [InlineData(MemoryLayout.HeapMaxSize + 1, 1u)]
    [InlineData(3u, 0x5555_5556u)]
    public void A_product_past_the_window_or_2_to_the_32_is_refused(uint count, uint elementBytes)
    {
        Assert.Equal(0u, _heap.AllocateZeroed(count, elementBytes));
        Assert.Equal(HeapError.TooLarge, Heap.Counters.LastFailure);
        Assert.Equal(0u, _heap.AllocateZeroed(elementBytes, count));
        _heap.CheckAll();
        Assert.Equal(0u, Heap.Bounds.MappedBytes);
    }

    [Fact]
    public void An_array_as_large_as_the_window_does_not_fit()
    {
        Assert.Equal(0u, _heap.AllocateZeroed(MemoryLayout.HeapMaxSize, 1));
        Assert.Equal(HeapError.WindowExhausted, Heap.Counters.LastFailure);
        _heap.CheckAll();
    }

    [Fact]
    public void Nothing_is_zeroed_for_an_empty_array()
    {
        Assert.Equal((0u, 0u, 0u),
            (_heap.AllocateZeroed(0, 0), _heap.AllocateZeroed(0, uint.MaxValue),
                _heap.AllocateZeroed(uint.MaxValue, 0)));
        Assert.Equal(HeapError.None, Heap.Counters.LastFailure);
        _heap.CheckAll();
    }
}

public sealed class PlainHeapAlignedTests : HeapAlignedTests<PlainBlocks>;

public sealed class CheckedHeapAlignedTests : HeapAlignedTests<CheckedBlocks>;
