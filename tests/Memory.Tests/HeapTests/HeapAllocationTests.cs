using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>What the heap hands out (L4, H1, H2).</summary>
public class HeapAllocationTests
{
    private const uint Max = MemoryLayout.HeapMaxSize;

    // The pad below the first block, its header, and the end mark.
    private const uint Overhead = 12;

    private readonly HeapModel _heap = new(World.Boot());

    private ref CoreHeap Heap => ref _heap.World.Heap;

    [Fact]
    public void An_untouched_heap_maps_nothing()
    {
        Assert.Equal(0u, Heap.Statistics.MappedBytes);
        Assert.Equal(0u, Heap.Statistics.LargestFreeBlock);
        Assert.Equal(HeapError.None, Heap.LastFailure);
        _heap.CheckAll();
    }

    [Fact]
    public void Its_window_starts_where_the_identity_window_ends()
    {
        Assert.Equal(new VirtualAddress(_heap.World.IdentityEnd), Heap.Statistics.Base);
        Assert.Equal(new VirtualAddress(_heap.World.IdentityEnd + Max), Heap.Statistics.Limit);
        Assert.InRange(_heap.Take(1), _heap.World.IdentityEnd, _heap.World.IdentityEnd + 4096);
    }

    [Fact]
    public void Nothing_is_allocated_for_0_bytes()
    {
        Assert.Equal(0u, _heap.Allocate(0));
        _heap.CheckAll();
        Assert.Equal(0u, Heap.Statistics.MappedBytes);
    }

    [Fact]
    public void Every_size_up_to_5000_is_allocated_aligned_and_kept_apart()
    {
        for (uint bytes = 1; bytes <= 5000; bytes++)
        {
            uint pointer = _heap.Take(bytes);
            if (bytes % 4 != 0)
            {
                _heap.Free(pointer);
            }

            if (bytes % 100 == 0)
            {
                _heap.CheckAll();
                foreach (uint live in _heap.Live)
                {
                    _heap.Free(live);
                }
            }
        }
    }

    [Theory]
    [InlineData(Max + 1)]
    [InlineData(Max + 4096)]
    [InlineData(0x7FFF_FFFFu)]
    [InlineData(0x8000_0000u)]
    [InlineData(uint.MaxValue - 4096)]
    [InlineData(uint.MaxValue - 11)]
    [InlineData(uint.MaxValue - 7)]
    [InlineData(uint.MaxValue - 4)]
    [InlineData(uint.MaxValue - 3)]
    [InlineData(uint.MaxValue)]
    public void Sizes_that_no_window_holds_are_refused_and_do_not_wrap(uint bytes)
    {
        Assert.Equal(0u, _heap.Allocate(bytes));
        Assert.Equal(HeapError.TooLarge, Heap.LastFailure);
        Assert.Equal(HeapError.TooLarge, Heap.EnsureCapacity(bytes));
        _heap.CheckAll();
        Assert.Equal(0u, Heap.Statistics.MappedBytes);
    }

    [Theory]
    [InlineData(Max - Overhead + 1)]
    [InlineData(Max - 8)]
    [InlineData(Max - 1)]
    [InlineData(Max)]
    public void The_whole_window_less_its_overhead_is_too_much(uint bytes)
    {
        Assert.Equal(0u, _heap.Allocate(bytes));
        Assert.Equal(HeapError.WindowExhausted, Heap.LastFailure);
        _heap.CheckAll();
        Assert.Equal(0u, Heap.Statistics.MappedBytes);
    }

    [Theory]
    [InlineData(Max - Overhead)]
    [InlineData(Max - Overhead - 1)]
    [InlineData(Max - Overhead - 8)]
    [InlineData(Max - 4096)]
    public void The_largest_blocks_fit(uint bytes)
    {
        uint pointer = _heap.Take(bytes);
        Assert.Equal(Max, Heap.Statistics.MappedBytes);
        _heap.CheckAll();
        _heap.Free(pointer);
        _heap.CheckAll();
    }

    [Theory]
    [InlineData("a window of 16 KiB")]
    [InlineData("a window that ends with its table")]
    [InlineData("a window one page into its second table")]
    [InlineData("a window of 64 MiB")]
    [InlineData("free memory at the end of 4 GiB only")]
    public void Wherever_the_window_lies_it_is_filled_and_emptied(string machine)
    {
        World world = World.Boot(Machines.Named(machine) with { MemoryEnd = 72 << 20 });
        HeapModel heap = new(world);
        uint pages = 0;
        while (heap.Allocate(4000) != 0 && pages < 200)
        {
            pages++;
        }

        heap.CheckAll();
        foreach (uint pointer in heap.Live)
        {
            heap.Free(pointer);
        }

        world.Heap.GiveBack(0);
        heap.CheckAll();
        Assert.Equal(200u, pages);
        Assert.Equal(0u, world.Heap.Statistics.MappedBytes);
    }

    [Fact]
    public void A_large_free_block_is_split()
    {
        _heap.Take(16);
        Assert.Equal((2, 1u), (HeapWalk.Blocks(_heap.World).Count, Heap.Statistics.FreeBlocks));
        _heap.Check();
    }

    [Fact]
    public void A_remainder_too_small_to_be_a_block_stays_with_its_block()
    {
        // A hole of 32 bytes, taken by a block of 24: the 8 bytes left are not split off.
        uint hole = _heap.Take(28);
        _heap.Take(100);
        _heap.Free(hole);
        Assert.Equal(hole, _heap.Take(20));
        Assert.Equal(32u, HeapWalk.Blocks(_heap.World)[0].Size);
        _heap.CheckAll();
    }

    [Fact]
    public void The_smallest_remainder_that_is_a_block_is_split_off()
    {
        uint hole = _heap.Take(36);
        _heap.Take(100);
        _heap.Free(hole);
        Assert.Equal(hole, _heap.Take(20));
        Assert.Equal([24u, 16u], HeapWalk.Blocks(_heap.World).Take(2).Select(block => block.Size));
        _heap.CheckAll();
    }

    [Fact]
    public void A_hole_of_the_exact_size_is_reused_instead_of_growing()
    {
        // Of 1000 and 1008 bytes, which share a size class: the one that fits must be found behind the one that doesn't.
        uint fits = _heap.Take(1020);
        _heap.Take(8);
        uint tooSmall = _heap.Take(1012);
        _heap.Take(4096 - 1024 - 16 - 1016 - 16 - 8);
        Assert.Equal(0u, Heap.Statistics.FreeBlocks);
        _heap.Free(fits);
        _heap.Free(tooSmall);
        Assert.Equal(fits, _heap.Take(1020));
        Assert.Equal(4096u, Heap.Statistics.MappedBytes);
        _heap.CheckAll();
    }
}
