using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>What the heap hands out (L4, H1, H2).</summary>
public abstract class HeapAllocationTests<TFormat>
    where TFormat : struct, IBlockFormat
{
    private const uint Max = MemoryLayout.HeapMaxSize;

    private readonly HeapModel<TFormat> _heap = new(HeapWorld<TFormat>.BootHeap());

    private static uint Smallest => BlockSizes<TFormat>.Smallest;

    private ref KernelHeap<SimulatedMachine, HeapPages, TFormat> Heap => ref _heap.World.Heap;

    [Fact]
    public void An_untouched_heap_maps_nothing()
    {
        Assert.Equal(0u, Heap.Statistics.MappedBytes);
        Assert.Equal((0u, 0u), (Heap.Statistics.LargestFreeBlock, Heap.Statistics.FragmentationPercent));
        Assert.Equal(HeapError.None, Heap.Counters.LastFailure);
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
        Assert.Equal(HeapError.TooLarge, Heap.Counters.LastFailure);
        Assert.Equal(HeapError.TooLarge, Heap.EnsureCapacity(bytes));
        _heap.CheckAll();
        Assert.Equal(0u, Heap.Statistics.MappedBytes);
    }

    [Fact]
    public void The_formats_overheads_are_as_documented() => Assert.Equal(
        TFormat.IsChecked ? (20u, 24u) : (4u, 4u), (TFormat.HeaderBytes, TFormat.OverheadBytes));

    [Theory]
    [InlineData(1u)]
    [InlineData(5u)]
    [InlineData(8u)]
    public void The_whole_window_less_its_overhead_is_too_much(uint more)
    {
        Assert.Equal(0u, _heap.Allocate(Max - BlockSizes<TFormat>.HeapOverhead + more));
        Assert.Equal(HeapError.WindowExhausted, Heap.Counters.LastFailure);
        _heap.CheckAll();
        Assert.Equal(0u, Heap.Statistics.MappedBytes);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(8u)]
    [InlineData(4048u)]
    public void The_largest_blocks_fit(uint less)
    {
        uint pointer = _heap.Take(Max - BlockSizes<TFormat>.HeapOverhead - less);
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
        HeapWorld<TFormat> world = HeapWorld<TFormat>.BootHeap(Machines.Named(machine) with { MemoryEnd = 72 << 20 });
        HeapModel<TFormat> heap = new(world);
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
        // A hole whose taker leaves 8 bytes less than a block: they are not split off.
        uint size = Smallest + 8;
        uint hole = TakeBlock(size + Smallest - 8);
        _heap.Take(100);
        _heap.Free(hole);
        Assert.Equal(hole, TakeBlock(size));
        Assert.Equal(size + Smallest - 8, HeapWalk.Blocks(_heap.World)[0].Size);
        _heap.CheckAll();
    }

    [Fact]
    public void The_smallest_remainder_that_is_a_block_is_split_off()
    {
        uint size = Smallest + 8;
        uint hole = TakeBlock(size + Smallest);
        _heap.Take(100);
        _heap.Free(hole);
        Assert.Equal(hole, TakeBlock(size));
        Assert.Equal([size, Smallest], HeapWalk.Blocks(_heap.World).Take(2).Select(block => block.Size));
        _heap.CheckAll();
    }

    [Fact]
    public void A_hole_of_the_exact_size_is_reused_instead_of_growing()
    {
        // Blocks of 1016 and 1008 bytes, each with a list of its own.
        uint fits = TakeBlock(1016);
        TakeBlock(Smallest);
        uint tooSmall = TakeBlock(1008);
        TakeBlock(4096 - (2 * BlockSizes<TFormat>.Pad) - 1016 - Smallest - 1008);
        Assert.Equal(0u, Heap.Statistics.FreeBlocks);
        _heap.Free(fits);
        _heap.Free(tooSmall);
        Assert.Equal(fits, TakeBlock(1016));
        Assert.Equal(4096u, Heap.Statistics.MappedBytes);
        _heap.CheckAll();
    }

    /// <summary>Of the sizes that share a list, only the first block is looked at: here it is large enough.</summary>
    [Fact]
    public void A_large_hole_is_reused_by_a_block_of_its_own_size()
    {
        uint hole = TakeBlock(2104);
        TakeBlock(Smallest);
        _heap.Free(hole);
        Assert.Equal(hole, TakeBlock(2104));
        _heap.CheckAll();
    }

    [Fact]
    public void Before_an_allocation_fails_all_of_its_sizes_list_is_searched()
    {
        // Blocks of 2104 and 2048 bytes, which share a list: the one that fits lies behind the one that doesn't. While
        // there are pages it isn't looked for.
        uint[] holes = [TakeBlock(2104), TakeBlock(Smallest), TakeBlock(2048)];
        TakeBlock(8192 - (2 * BlockSizes<TFormat>.Pad) - 2104 - Smallest - 2048);
        _heap.Free(holes[0]);
        _heap.Free(holes[2]);
        _heap.World.Frames.FailFrom(1);
        Assert.Equal(holes[0], TakeBlock(2104));
        Assert.Equal(0u, _heap.Allocate(BlockSizes<TFormat>.Payload(2104)));
        Assert.Equal(HeapError.PageUnavailable, Heap.Counters.LastFailure);
        Assert.Equal(holes[2], TakeBlock(2048));
        Assert.Equal(0u, _heap.Allocate(BlockSizes<TFormat>.Payload(2104)));
        Assert.Equal(8192u, Heap.Statistics.MappedBytes);
        _heap.CheckAll();
    }

    private uint TakeBlock(uint size) => _heap.Take(BlockSizes<TFormat>.Payload(size));
}

public sealed class PlainHeapAllocationTests : HeapAllocationTests<PlainBlocks>;

public sealed class CheckedHeapAllocationTests : HeapAllocationTests<CheckedBlocks>;
