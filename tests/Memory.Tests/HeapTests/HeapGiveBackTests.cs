using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>Which pages the heap gives back, and which it keeps (H2).</summary>
public abstract class HeapGiveBackTests<TFormat>
    where TFormat : struct, IBlockFormat
{
    private readonly HeapWorld<TFormat> _world = HeapWorld<TFormat>.BootHeap();
    private readonly HeapModel<TFormat> _heap;

    protected HeapGiveBackTests() => _heap = new HeapModel<TFormat>(_world);

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(4096u)]
    [InlineData(10_000u)]
    public void Pages_of_an_empty_heap_go_back_down_to_what_is_asked(uint keep)
    {
        _heap.Free(_heap.Take(50_000));
        _world.Heap.GiveBack(keep);
        Assert.Equal((keep + 4095) / 4096 * 4096, _world.Heap.Statistics.MappedBytes);
        _heap.CheckAll();
        _heap.Take(50_000);
        _heap.CheckAll();
    }

    [Theory]
    [InlineData(4097u)]
    [InlineData(uint.MaxValue)]
    public void All_stays_when_more_than_is_mapped_is_to_stay(uint keep)
    {
        _heap.Take(100);
        _world.Heap.GiveBack(keep);
        Assert.Equal(4096u, _world.Heap.Bounds.MappedBytes);
        _heap.CheckAll();
    }

    [Fact]
    public void Pages_go_back_no_further_than_the_last_allocated_block()
    {
        _heap.Take(5_000);
        _heap.Free(_heap.Take(50_000));
        _world.Heap.GiveBack(0);
        Assert.Equal(8192u, _world.Heap.Statistics.MappedBytes);
        _heap.CheckAll();
    }

    [Fact]
    public void Pages_below_an_allocated_block_never_go_back()
    {
        uint large = _heap.Take(50_000);
        _heap.Take(8);
        _heap.Free(large);
        uint mapped = _world.Heap.Statistics.MappedBytes;
        _world.Heap.GiveBack(0);
        Assert.True(_world.Heap.Statistics.MappedBytes == mapped);
        _heap.CheckAll();
    }

    [Fact]
    public void The_end_header_may_take_the_last_blocks_place()
    {
        // Blocks up to the very end of the page, and one more page: that page can go as a whole.
        _heap.Take(4096 - BlockSizes<TFormat>.HeapOverhead);
        _heap.Free(_heap.Take(3000));
        _world.Heap.GiveBack(0);
        Assert.Equal(4096u, _world.Heap.Statistics.MappedBytes);
        Assert.Equal(0u, _world.Heap.Statistics.FreeBlocks);
        _heap.CheckAll();
        _heap.Take(3000);
        _heap.CheckAll();
    }

    /// <summary>Of the second page it has 4 bytes, which the pad at the end of the first would need.</summary>
    [Fact]
    public void A_page_that_the_last_block_hardly_reaches_stays()
    {
        _heap.Take(BlockSizes<TFormat>.Payload(4096));
        _world.Heap.GiveBack(0);
        Assert.Equal(8192u, _world.Heap.Bounds.MappedBytes);
        _heap.CheckAll();
    }

    [Fact]
    public void A_large_free_end_is_given_back_without_being_asked()
    {
        uint frames = _world.Frames.Allocator.AllocatedFrames;
        _heap.Take(1000);
        _heap.Free(_heap.Take(1 << 20));
        Assert.InRange(_world.Heap.Statistics.MappedBytes, 64u << 10, 72u << 10);
        Assert.Equal(frames + (_world.Heap.Statistics.MappedBytes / 4096), _world.Frames.Allocator.AllocatedFrames);
        _heap.CheckAll();
    }

    /// <summary>The last block is freed, and ends where what is mapped does.</summary>
    [Theory]
    [InlineData(0u, 17u)]
    [InlineData(8u, 33u)]
    public void A_free_end_of_128_KiB_is_given_back_down_to_64_and_a_smaller_one_stays(uint less, uint pages)
    {
        _heap.Take(4096 - BlockSizes<TFormat>.HeapOverhead + less);
        _heap.Free(_heap.Take(BlockSizes<TFormat>.Payload((128 << 10) - less)));
        Assert.Equal(pages * 4096, _world.Heap.Bounds.MappedBytes);
        _heap.CheckAll();
    }

    [Theory]
    [InlineData(60_000u)]
    [InlineData(100_000u)]
    public void Allocating_and_freeing_in_turn_does_not_map_and_unmap_in_turn(uint bytes)
    {
        _heap.Free(_heap.Take(100_000));
        uint requests = _world.Frames.Requests;
        for (int i = 0; i < 100; i++)
        {
            _heap.Free(_heap.Take(bytes));
        }

        Assert.Equal(requests, _world.Frames.Requests);
    }
}

public sealed class PlainHeapGiveBackTests : HeapGiveBackTests<PlainBlocks>;

public sealed class CheckedHeapGiveBackTests : HeapGiveBackTests<CheckedBlocks>;
