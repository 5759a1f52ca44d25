using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>Neighbouring free blocks become one (H6).</summary>
public abstract class HeapMergeTests<TFormat>
    where TFormat : struct, IBlockFormat
{
    private readonly HeapModel<TFormat> _heap = new(HeapWorld<TFormat>.BootHeap());

    /// <summary>Of a heap of one page, what no block can have.</summary>
    private static uint PageOverhead => 2 * BlockSizes<TFormat>.Pad;

    [Fact]
    public void A_block_merges_with_a_free_one_below_it() => FreesLeave([0, 1], [true, false, false]);

    [Fact]
    public void A_block_merges_with_a_free_one_above_it() => FreesLeave([1, 0], [true, false, false]);

    [Fact]
    public void A_block_merges_with_free_ones_on_both_sides() => FreesLeave([0, 2, 1], [true, false]);

    [Fact]
    public void Blocks_with_an_allocated_one_between_them_do_not_merge() =>
        FreesLeave([0, 2], [true, false, true, false]);

    /// <summary>Of three blocks of one size, the one that was freed second merges with another.</summary>
    [Fact]
    public void A_block_in_the_middle_of_its_list_leaves_the_others_linked()
    {
        uint[] blocks = [.. ((uint[])[100, 40, 40, 100, 40, 100, 40]).Select(_heap.Take)];
        foreach (int i in (int[])[0, 3, 5, 2])
        {
            _heap.Free(blocks[i]);
        }

        _heap.CheckAll();
    }

    [Theory]
    [MemberData(nameof(Orders.OfFour), MemberType = typeof(Orders))]
    public void All_freed_in_any_order_are_one_free_block(int[] order)
    {
        uint[] blocks = [_heap.Take(40), _heap.Take(400), _heap.Take(12), _heap.Take(3000)];
        foreach (int i in order)
        {
            _heap.Free(blocks[i]);
            _heap.CheckAll();
        }

        Block only = Assert.Single(HeapWalk.Blocks(_heap.World));
        Assert.True(only.IsFree);
        Assert.Equal(_heap.World.Heap.Statistics.MappedBytes - PageOverhead, only.Size);
        Assert.Equal(0u, _heap.World.Heap.Statistics.FragmentationPercent);
    }

    [Fact]
    public void After_heavy_use_every_larger_size_can_be_had_again()
    {
        while (_heap.Allocate(64) != 0)
        {
        }

        foreach (uint pointer in _heap.Live)
        {
            _heap.Free(pointer);
        }

        _heap.CheckAll();
        foreach (uint bytes in (uint[])[72, 73, 128, 1024, 4096, 65536, 1 << 20,
            MemoryLayout.HeapMaxSize - BlockSizes<TFormat>.HeapOverhead])
        {
            _heap.Free(_heap.Take(bytes));
        }

        Assert.Single(HeapWalk.Blocks(_heap.World));
    }

    [Fact]
    public void Growth_merges_with_a_free_block_at_the_end()
    {
        uint first = TakeBlock(3008);
        Assert.Equal(4096u, _heap.World.Heap.Statistics.MappedBytes);
        TakeBlock(4096 - PageOverhead - 3008 + 4096);
        Assert.Equal(8192u, _heap.World.Heap.Statistics.MappedBytes);
        Assert.Equal(2, HeapWalk.Blocks(_heap.World).Count);
        _heap.Free(first);
        _heap.CheckAll();
    }

    [Fact]
    public void Fragmentation_is_told_in_percent()
    {
        uint[] blocks = [TakeBlock(1024), TakeBlock(40), TakeBlock(1024), TakeBlock(40)];
        TakeBlock(4096 - PageOverhead - (2 * 1024) - (2 * 40));
        _heap.Free(blocks[0]);
        Assert.Equal(0u, _heap.World.Heap.Statistics.FragmentationPercent);
        _heap.Free(blocks[2]);
        Assert.Equal(50u, _heap.World.Heap.Statistics.FragmentationPercent);
    }

    /// <summary>
    /// Four blocks that fill the page; some are freed. The last stays, so that nothing merges with what comes after.
    /// </summary>
    private void FreesLeave(int[] freed, bool[] expectedFree)
    {
        uint[] blocks = [TakeBlock(104), TakeBlock(208), TakeBlock(304),
            TakeBlock(4096 - PageOverhead - 104 - 208 - 304)];
        foreach (int i in freed)
        {
            _heap.Free(blocks[i]);
        }

        Assert.Equal(expectedFree, HeapWalk.Blocks(_heap.World).Select(block => block.IsFree));
        _heap.CheckAll();
    }

    private uint TakeBlock(uint size) => _heap.Take(BlockSizes<TFormat>.Payload(size));
}

public sealed class PlainHeapMergeTests : HeapMergeTests<PlainBlocks>;

public sealed class CheckedHeapMergeTests : HeapMergeTests<CheckedBlocks>;
