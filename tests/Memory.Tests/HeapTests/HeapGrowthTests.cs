using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>How the heap takes pages, and what happens when there are none (H2, H3).</summary>
public abstract class HeapGrowthTests<TFormat>
    where TFormat : struct, IBlockFormat
{
    private readonly HeapWorld<TFormat> _world = HeapWorld<TFormat>.BootHeap();
    private readonly HeapModel<TFormat> _heap;

    protected HeapGrowthTests() => _heap = new HeapModel<TFormat>(_world);

    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(3u)]
    public void No_more_pages_are_mapped_than_needed(uint pages)
    {
        _heap.Take((pages * 4096) - BlockSizes<TFormat>.HeapOverhead);
        Assert.Equal(pages * 4096, _world.Heap.Statistics.MappedBytes);
        HeapWorld<TFormat> larger = HeapWorld<TFormat>.BootHeap();
        Assert.NotEqual(VirtualAddress.Null,
            larger.Heap.Allocate((pages * 4096) - BlockSizes<TFormat>.HeapOverhead + 1));
        Assert.Equal((pages + 1) * 4096, larger.Heap.Statistics.MappedBytes);
        _heap.CheckAll();
    }

    [Fact]
    public void A_byte_needs_one_page()
    {
        _heap.Take(1);
        Assert.Equal(4096u, _world.Heap.Statistics.MappedBytes);
        _heap.CheckAll();
    }

    [Fact]
    public void Growth_uses_what_is_free_at_the_end()
    {
        _heap.Take(2000);
        _heap.Take(4096 + 1000);
        Assert.Equal(8192u, _world.Heap.Statistics.MappedBytes);
        _heap.CheckAll();
    }

    /// <summary>One part in eight, in whole pages, of what was mapped before.</summary>
    [Theory]
    [InlineData(7u, 0u)]
    [InlineData(8u, 1u)]
    [InlineData(15u, 1u)]
    [InlineData(16u, 2u)]
    public void A_heap_that_grows_maps_more_than_it_needs(uint pages, uint spare)
    {
        _heap.Take((pages * 4096) - BlockSizes<TFormat>.HeapOverhead);
        _heap.Take(8192 - BlockSizes<TFormat>.Overhead);
        Assert.Equal((pages + 2 + spare) * 4096, _world.Heap.Statistics.MappedBytes);
        _heap.CheckAll();
    }

    [Fact]
    public void Spare_pages_that_cannot_be_had_are_done_without()
    {
        _heap.Take((24 * 4096) - BlockSizes<TFormat>.HeapOverhead);
        _world.Frames.FailFrom(3);
        _heap.Take(4096 - BlockSizes<TFormat>.Overhead);
        Assert.Equal(26u * 4096, _world.Heap.Statistics.MappedBytes);
        _heap.CheckAll();
    }

    [Fact]
    public void Spare_pages_end_with_the_window()
    {
        uint last = MemoryLayout.HeapMaxSize - (2 * 4096);
        _heap.Take(last - BlockSizes<TFormat>.HeapOverhead);
        _heap.Take(4096 - BlockSizes<TFormat>.Overhead);
        Assert.Equal(MemoryLayout.HeapMaxSize, _world.Heap.Statistics.MappedBytes);
        _heap.CheckAll();
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(9u)]
    [InlineData(16u)]
    [InlineData(17u)]
    public void When_the_nth_page_cannot_be_had_all_go_back(uint nth)
    {
        // 64 KiB and the overhead: 17 pages.
        WhenFramesFail(nth, 1 << 16);
        _heap.Take(1 << 16);
        _heap.CheckAll();
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(9u)]
    public void When_the_nth_page_cannot_be_had_blocks_that_are_there_stay(uint nth)
    {
        _heap.Take(1000);
        uint hole = _heap.Take(1000);
        _heap.Take(500);
        _heap.Free(hole);
        WhenFramesFail(nth, 40_000);
        Assert.Equal(hole, _heap.Take(1000));
        _heap.Take(40_000);
        _heap.CheckAll();
    }

    /// <summary>
    /// The window's tables are there from boot (P7), so that a page of the heap takes one frame, and no more can be
    /// refused.
    /// </summary>
    [Fact]
    public void Where_the_window_has_a_table_of_its_own_a_page_takes_one_frame_all_the_same()
    {
        HeapWorld<TFormat> world = HeapWorld<TFormat>.BootHeap(Machines.Named("a window that ends with its table"));
        HeapModel<TFormat> heap = new(world);
        uint tables = world.Paging.PageTables;
        uint requests = world.Frames.Requests;
        heap.Take(10);
        Assert.Equal(requests + 1, world.Frames.Requests);
        Assert.Equal(tables, world.Paging.PageTables);
        heap.CheckAll();
    }

    [Fact]
    public void A_window_used_up_is_an_error_and_usable_again_after_frees()
    {
        while (_heap.Allocate(10_000) != 0)
        {
        }

        Assert.Equal(HeapError.WindowExhausted, _world.Heap.Counters.LastFailure);
        Assert.Equal((MemoryLayout.HeapMaxSize - (2 * BlockSizes<TFormat>.Pad)) / BlockSizes<TFormat>.For(10_000),
            (uint)_heap.Live.Count);
        _heap.CheckAll();
        _heap.Free(_heap.Live[100]);
        _heap.Take(9_000);
        foreach (uint pointer in _heap.Live)
        {
            _heap.Free(pointer);
        }

        _heap.Take(MemoryLayout.HeapMaxSize - BlockSizes<TFormat>.HeapOverhead);
        _heap.CheckAll();
    }

    [Fact]
    public void A_machine_out_of_frames_is_an_error_and_usable_again_after_frees()
    {
        // 29 frames: 2 tables, 8 pages of stack and 19 of heap.
        HeapWorld<TFormat> world = HeapWorld<TFormat>.BootHeap(
            new() { MoreRegions = [new(0x10_B000 + (29 * 4096), 8 << 20, RegionKind.Reserved)] });
        HeapModel<TFormat> heap = new(world);
        while (heap.Allocate(5_000) != 0)
        {
        }

        Assert.Equal(HeapError.PageUnavailable, world.Heap.Counters.LastFailure);
        Assert.Equal(0u, world.Frames.Allocator.FreeFrames);
        Assert.Equal(19u * 4096, world.Heap.Statistics.MappedBytes);
        heap.CheckAll();
        foreach (uint pointer in heap.Live)
        {
            heap.Free(pointer);
        }

        heap.Take((19 * 4096) - BlockSizes<TFormat>.HeapOverhead);
        heap.CheckAll();
    }

    [Fact]
    public void Capacity_ensured_is_there_without_another_frame()
    {
        _heap.Take(100);
        Assert.Equal(HeapError.None, _world.Heap.EnsureCapacity(50_000));
        _heap.CheckAll();
        _world.Frames.FailFrom(1);
        _heap.Take(50_000);
        _heap.CheckAll();
    }

    [Fact]
    public void Capacity_that_is_there_maps_nothing()
    {
        Assert.Equal(HeapError.None, _world.Heap.EnsureCapacity(4096 - BlockSizes<TFormat>.HeapOverhead));
        uint requests = _world.Frames.Requests;
        Assert.Equal(HeapError.None, _world.Heap.EnsureCapacity(4096 - BlockSizes<TFormat>.HeapOverhead));
        Assert.Equal(requests, _world.Frames.Requests);
        Assert.Equal(4096u, _world.Heap.Statistics.MappedBytes);
    }

    /// <summary>Spare pages are mapped only by a heap that must grow: here one in which they would be a page.</summary>
    [Fact]
    public void A_block_that_takes_all_that_is_free_maps_nothing()
    {
        uint hole = _heap.Take((10 * 4096) - BlockSizes<TFormat>.HeapOverhead);
        _heap.Free(hole);
        Assert.Equal(hole, _heap.Take((10 * 4096) - BlockSizes<TFormat>.HeapOverhead));
        Assert.Equal(10u * 4096, _world.Heap.Bounds.MappedBytes);
        _heap.CheckAll();
    }

    [Theory]
    [InlineData(MemoryLayout.HeapMaxSize, HeapError.WindowExhausted)]
    [InlineData(MemoryLayout.HeapMaxSize + 1, HeapError.TooLarge)]
    public void Capacity_that_cannot_be_had_is_an_error(uint bytes, HeapError expected)
    {
        Assert.Equal(expected, _world.Heap.EnsureCapacity(bytes));
        Assert.Equal(0u, _world.Heap.Bounds.MappedBytes);
    }

    private void WhenFramesFail(uint nth, uint bytes)
    {
        string world = WorldSnapshot.Take(_world);
        string heap = HeapWalk.Snapshot(_world);
        _world.Frames.FailFrom(nth);
        Assert.Equal(0u, _heap.Allocate(bytes));
        Assert.Equal(HeapError.PageUnavailable, _world.Heap.Counters.LastFailure);
        Assert.Equal(HeapError.PageUnavailable, _world.Heap.EnsureCapacity(bytes));
        Assert.Equal(world, WorldSnapshot.Take(_world));
        Assert.Equal(heap, HeapWalk.Snapshot(_world));
        _world.Frames.FailNever();
        _heap.CheckAll();
    }
}

public sealed class PlainHeapGrowthTests : HeapGrowthTests<PlainBlocks>;

public sealed class CheckedHeapGrowthTests : HeapGrowthTests<CheckedBlocks>;
