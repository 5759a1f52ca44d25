using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>Neighbouring free blocks become one (H6).</summary>
public class HeapMergeTests
{
    private readonly HeapModel _heap = new(World.Boot());

    public static TheoryData<int[]> Orders()
    {
        TheoryData<int[]> orders = [];
        for (int i = 0; i < 24; i++)
        {
            List<int> left = [0, 1, 2, 3];
            int[] order = new int[4];
            int rest = i;
            for (int n = 4; n > 0; n--)
            {
                order[4 - n] = left[rest % n];
                left.RemoveAt(rest % n);
                rest /= n;
            }

            orders.Add(order);
        }

        return orders;
    }

    [Fact]
    public void A_block_merges_with_a_free_one_below_it() => FreesLeave([0, 1], [true, false, false]);

    [Fact]
    public void A_block_merges_with_a_free_one_above_it() => FreesLeave([1, 0], [true, false, false]);

    [Fact]
    public void A_block_merges_with_free_ones_on_both_sides() => FreesLeave([0, 2, 1], [true, false]);

    [Fact]
    public void Blocks_with_an_allocated_one_between_them_do_not_merge() => FreesLeave([0, 2], [true, false, true, false]);

    [Theory]
    [MemberData(nameof(Orders))]
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
        Assert.Equal(_heap.World.Heap.Statistics.MappedBytes - 8, only.Size);
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
        foreach (uint bytes in (uint[])[72, 73, 128, 1024, 4096, 65536, 1 << 20, MemoryLayout.HeapMaxSize - 12])
        {
            _heap.Free(_heap.Take(bytes));
        }

        Assert.Single(HeapWalk.Blocks(_heap.World));
    }

    [Fact]
    public void Growth_merges_with_a_free_block_at_the_end()
    {
        uint first = _heap.Take(3000);
        Assert.Equal(4096u, _heap.World.Heap.Statistics.MappedBytes);
        _heap.Take(4096 - 8 - 3008 + 4096 - 4);
        Assert.Equal(8192u, _heap.World.Heap.Statistics.MappedBytes);
        Assert.Equal(2, HeapWalk.Blocks(_heap.World).Count);
        _heap.Free(first);
        _heap.CheckAll();
    }

    [Fact]
    public void Fragmentation_is_told_in_percent()
    {
        uint[] blocks = [_heap.Take(1020), _heap.Take(4), _heap.Take(1020), _heap.Take(4)];
        _heap.Take(4096 - 8 - (2 * 1024) - (2 * 16) - 4);
        _heap.Free(blocks[0]);
        Assert.Equal(0u, _heap.World.Heap.Statistics.FragmentationPercent);
        _heap.Free(blocks[2]);
        Assert.Equal(50u, _heap.World.Heap.Statistics.FragmentationPercent);
    }

    /// <summary>Four blocks that fill the page; some are freed. The last stays, so that nothing merges with what comes after.</summary>
    private void FreesLeave(int[] freed, bool[] expectedFree)
    {
        uint[] blocks = [_heap.Take(100), _heap.Take(200), _heap.Take(300), _heap.Take(4096 - 8 - 104 - 208 - 304 - 4)];
        foreach (int i in freed)
        {
            _heap.Free(blocks[i]);
        }

        Assert.Equal(expectedFree, HeapWalk.Blocks(_heap.World).Select(block => block.IsFree));
        _heap.CheckAll();
    }
}
