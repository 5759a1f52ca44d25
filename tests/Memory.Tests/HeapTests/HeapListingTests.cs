using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>
/// Marks, and the list of blocks (H8). That the list is right at any moment is checked by the heap's model.
/// </summary>
public class HeapListingTests
{
    private readonly HeapModel<CheckedBlocks> _heap = new(HeapWorld<CheckedBlocks>.BootHeap());

    [Fact]
    public void Blocks_carry_the_mark_of_the_time_when_they_were_allocated_or_resized()
    {
        uint[] pointers = [.. Enumerable.Range(0, 5).Select(_ =>
        {
            _heap.World.Heap.SetMark();
            return _heap.Take(100);
        })];
        Assert.Equal([1u, 2u, 3u, 4u, 5u], Live().Select(block => block.Mark));
        _heap.Reallocate(pointers[1], 50);
        Assert.Equal([1u, 5u, 3u, 4u, 5u], Live().Select(block => block.Mark));
        _heap.Reallocate(pointers[0], 500);
        Assert.Equal([5u, 3u, 4u, 5u, 5u], Live().Select(block => block.Mark));
        _heap.CheckAll();
    }

    [Fact]
    public void After_1023_marks_the_number_stays()
    {
        for (uint mark = 1; mark <= 1023; mark++)
        {
            Assert.Equal(mark, _heap.World.Heap.SetMark());
        }

        Assert.Equal(1023u, _heap.World.Heap.SetMark());
        _heap.Take(MemoryLayout.HeapMaxSize - BlockSizes<CheckedBlocks>.HeapOverhead);
        _heap.Check();
        Assert.Equal((1023u, MemoryLayout.HeapMaxSize - BlockSizes<CheckedBlocks>.HeapOverhead),
            (Live()[0].Mark, Live()[0].Requested));
    }

    [Fact]
    public void An_empty_heap_has_no_blocks()
    {
        HeapBlock block = default;
        Assert.False(_heap.World.Heap.TryNextBlock(ref block));
    }

    [Fact]
    public void A_smashed_header_does_not_end_the_list()
    {
        uint[] pointers = [.. Enumerable.Range(0, 5).Select(_ => _heap.Take(100))];
        for (uint offset = 0; offset < BlockSizes<CheckedBlocks>.Header; offset++)
        {
            uint address = pointers[2] - BlockSizes<CheckedBlocks>.Header + offset;
            byte old = _heap.World.Processor.LoadByte(address);
            _heap.World.Processor.StoreByte(address, (byte)~old);
            Assert.Equal(pointers, All().Take(5).Select(block => block.Payload.Value));
            Assert.Equal(6, All().Count);
            _heap.World.Processor.StoreByte(address, old);
        }
    }

    [Fact]
    public void What_is_cut_off_a_hole_of_the_top_or_a_block_that_shrinks_was_nobodys()
    {
        _heap.World.Heap.SetMark();
        uint hole = _heap.Take(1000);
        uint shrinks = _heap.Take(1000);
        _heap.Take(10);
        _heap.Free(hole);
        _heap.Take(100);
        _heap.Reallocate(shrinks, 100);
        _heap.Take(10_000);
        HeapBlock[] free = [.. All().Where(block => block.State == BlockState.Free)];
        Assert.Equal(3, free.Length);
        Assert.All(free,
            block => Assert.Equal((0u, 0u, 0u, 0u), (block.Requested, block.AllocatedBy, block.FreedBy, block.Mark)));
    }

    [Fact]
    public void What_is_left_below_an_aligned_block_was_nobodys()
    {
        _heap.World.Heap.SetMark();
        uint hole = _heap.Take(1000);
        _heap.Take(10);
        _heap.Free(hole);
        Assert.InRange(_heap.AllocateAligned(100, 256), hole + 1, hole + 1000);
        HeapBlock left = All()[0];
        Assert.Equal((hole, BlockState.Free), (left.Payload.Value, left.State));
        Assert.Equal((0u, 0u, 0u, 0u), (left.Requested, left.AllocatedBy, left.FreedBy, left.Mark));
    }

    private List<HeapBlock> Live() => All().FindAll(block => block.State == BlockState.Allocated);

    private List<HeapBlock> All()
    {
        List<HeapBlock> blocks = [];
        HeapBlock block = default;
        while (_heap.World.Heap.TryNextBlock(ref block))
        {
            blocks.Add(block);
        }

        return blocks;
    }
}
