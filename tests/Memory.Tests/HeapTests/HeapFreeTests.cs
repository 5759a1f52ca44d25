using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>
/// Freeing what isn't an allocated block is refused and changes nothing (H4, and of H5 what headers alone can tell).
/// </summary>
public abstract class HeapFreeTests<TFormat>
    where TFormat : struct, IBlockFormat
{
    private readonly HeapModel<TFormat> _heap =
        new(HeapWorld<TFormat>.BootHeap(new() { HasGarbageInHeapPages = true }));

    [Fact]
    public void Null_and_pointers_outside_the_window_do_nothing()
    {
        _heap.Take(100);
        uint start = _heap.World.IdentityEnd;
        foreach (uint pointer in (uint[])[0, 8, start - 8, start - 1, start + MemoryLayout.HeapMaxSize,
            start + MemoryLayout.HeapMaxSize + 8, 0xFFFF_FFF8, uint.MaxValue])
        {
            Refused(HeapError.OutsideWindow, pointer);
        }
    }

    [Fact]
    public void Pointers_into_the_unmapped_part_of_the_window_are_refused_without_being_followed()
    {
        uint start = _heap.World.IdentityEnd;
        Refused(HeapError.NotABlock, start + 8);
        _heap.Take(100);
        foreach (uint pointer in (uint[])[start + 4096, start + 4096 + 8, start + 8192,
            start + MemoryLayout.HeapMaxSize - 8, start + MemoryLayout.HeapMaxSize - 1])
        {
            Refused(HeapError.NotABlock, pointer);
        }
    }

    [Fact]
    public void The_ends_of_what_is_mapped_are_no_blocks()
    {
        _heap.Take(100);
        uint start = _heap.World.IdentityEnd;
        foreach (uint pointer in (uint[])[start, start + 4, start + 4096 - 4, start + 4096])
        {
            Refused(HeapError.NotABlock, pointer);
        }
    }

    [Fact]
    public void Every_pointer_into_a_block_but_its_first_is_refused()
    {
        uint pointer = _heap.Take(200);
        _heap.Take(16);
        for (uint offset = 1; offset < 200; offset++)
        {
            Refused(HeapError.NotABlock, pointer + offset);
        }

        _heap.Free(pointer);
    }

    [Fact]
    public void A_block_freed_twice_is_refused()
    {
        uint pointer = _heap.Take(100);
        _heap.Take(16);
        _heap.Free(pointer);
        Refused(HeapError.AlreadyFree, pointer);
    }

    [Fact]
    public void The_last_block_freed_twice_is_refused()
    {
        uint pointer = _heap.Take(100);
        _heap.Free(pointer);
        Refused(HeapError.AlreadyFree, pointer);
    }

    [Theory]
    [MemberData(nameof(Orders.OfFour), MemberType = typeof(Orders))]
    public void A_block_freed_twice_is_refused_whatever_it_merged_with_meanwhile(int[] order)
    {
        uint[] blocks = [_heap.Take(40), _heap.Take(400), _heap.Take(12), _heap.Take(3000)];
        _heap.Take(16);
        for (int freed = 0; freed < order.Length; freed++)
        {
            _heap.Free(blocks[order[freed]]);
            foreach (int again in order.Take(freed + 1))
            {
                Assert.NotEqual(HeapError.OutsideWindow, _heap.FreeWild(blocks[again]));
                _heap.CheckAll();
            }
        }
    }

    /// <summary>Its owner wrote nothing yet: what stands in memory is what the heap left there.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_block_freed_twice_is_refused_when_another_was_allocated_over_it(bool isFreedDownwards)
    {
        uint[] blocks = [_heap.Take(100), _heap.Take(100), _heap.Take(100)];
        foreach (uint block in isFreedDownwards ? blocks.Reverse() : [blocks[1], blocks[2], blocks[0]])
        {
            _heap.Free(block);
        }

        Assert.Equal(blocks[0], _heap.World.Heap.Allocate(400).Value);
        foreach (uint block in blocks[1..])
        {
            Assert.NotEqual(HeapError.None, _heap.World.Heap.Free(new VirtualAddress(block)));
        }

        Assert.Equal(HeapFault.None, _heap.World.Heap.Check().Fault);
    }

    [Fact]
    public void A_block_freed_twice_is_refused_after_its_page_went()
    {
        uint pointer = _heap.Take(9000);
        _heap.Free(pointer);
        _heap.World.Heap.GiveBack(0);
        Refused(HeapError.NotABlock, pointer);
    }

    private void Refused(HeapError expected, uint pointer)
    {
        string before = HeapWalk.Snapshot(_heap.World);
        Assert.Equal(expected, _heap.FreeWild(pointer));
        Assert.Equal(before, HeapWalk.Snapshot(_heap.World));
        _heap.CheckAll();
    }
}

public sealed class PlainHeapFreeTests : HeapFreeTests<PlainBlocks>
{
    [Fact]
    public void A_header_that_a_merge_left_behind_says_that_its_block_is_free()
    {
        HeapModel<PlainBlocks> heap = new(HeapWorld<PlainBlocks>.BootHeap());
        uint[] pointers = [heap.Take(40), heap.Take(40), heap.Take(40)];
        heap.Free(pointers[0]);
        heap.Free(pointers[1]);
        Assert.Equal(HeapError.AlreadyFree, heap.FreeWild(pointers[1]));
        heap.CheckAll();
    }

    [Fact]
    public void A_word_that_looks_like_the_header_of_more_than_there_is_is_none()
    {
        HeapModel<PlainBlocks> heap = new(HeapWorld<PlainBlocks>.BootHeap());
        uint pointer = heap.Take(64);
        heap.World.Processor.Store(pointer + 12, 0x8000);
        Assert.Equal(HeapError.NotABlock, heap.World.Heap.Free(new VirtualAddress(pointer + 16)));
    }
}

public sealed class CheckedHeapFreeTests : HeapFreeTests<CheckedBlocks>;
