using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>Reallocation, in place and moving (H7).</summary>
public abstract class HeapResizeTests<TFormat>
    where TFormat : struct, IBlockFormat
{
    private readonly HeapModel<TFormat> _heap =
        new(HeapWorld<TFormat>.BootHeap(new() { HasGarbageInHeapPages = true }));

    private static uint Smallest => BlockSizes<TFormat>.Smallest;

    private ref KernelHeap<SimulatedMachine, HeapPages, TFormat> Heap => ref _heap.World.Heap;

    [Fact]
    public void Null_is_allocated_and_nothing_frees()
    {
        VirtualAddress pointer = Heap.Reallocate(VirtualAddress.Null, 100);
        Assert.NotEqual(VirtualAddress.Null, pointer);
        Assert.Equal(VirtualAddress.Null, Heap.Reallocate(pointer, 0));
        Assert.Equal(VirtualAddress.Null, Heap.Reallocate(VirtualAddress.Null, 0));
        HeapStatistics now = Heap.Statistics;
        Assert.Equal((0u, 1u, 1u, 0u, 0u),
            (now.LiveAllocations, now.TotalAllocations, now.TotalFrees, now.FailedAllocations, now.RefusedFrees));
        Assert.Equal(HeapFault.None, Heap.Check().Fault);
    }

    [Fact]
    public void A_block_grows_into_a_free_one_above_and_leaves_the_rest_of_it()
    {
        uint[] pointers = Take(100, 400, 100);
        _heap.Free(pointers[1]);
        Assert.Equal(pointers[0], _heap.Reallocate(pointers[0], 200));
        Assert.Equal([false, true, false, true], Free());
        _heap.CheckAll();
    }

    [Fact]
    public void A_block_grows_into_all_of_a_free_one_when_what_is_left_is_no_block()
    {
        uint[] pointers = Take(100, 400, 100);
        _heap.Free(pointers[1]);
        uint room = HeapWalk.Blocks(_heap.World)[0].Size + HeapWalk.Blocks(_heap.World)[1].Size;
        Assert.Equal(pointers[0], _heap.Reallocate(pointers[0], BlockSizes<TFormat>.Payload(room - Smallest + 8)));
        Assert.Equal([false, false, true], Free());
        _heap.CheckAll();
        _heap.Free(pointers[2]);
        _heap.CheckAll();
    }

    [Theory]
    [InlineData(40u)]
    [InlineData(400u)]
    public void A_block_with_too_little_room_above_moves_and_its_old_place_is_free(uint above)
    {
        uint[] pointers = Take(100, above, 100);
        _heap.Free(pointers[1]);
        Assert.NotEqual(pointers[0], _heap.Reallocate(pointers[0], 1000));
        Assert.Equal([true, false, false, true], Free());
        _heap.CheckAll();
    }

    /// <summary>
    /// Neither the redzone nor the neighbour's header: whoever knows those can overwrite them unseen.
    /// </summary>
    [Fact]
    public void A_block_that_moves_takes_nothing_along_that_is_not_its_users()
    {
        uint bytes = BlockSizes<TFormat>.Payload(104);
        uint[] pointers = Take(bytes, 100);
        byte behind = _heap.World.Processor.LoadByte(pointers[0] + bytes);
        uint moved = Heap.Reallocate(new VirtualAddress(pointers[0]), 200).Value;
        Assert.NotEqual(pointers[0], moved);
        Assert.NotEqual(behind, _heap.World.Processor.LoadByte(moved + bytes));
    }

    /// <summary>The simulated machine stops when a byte that was never written is looked at.</summary>
    [Fact]
    public void A_block_that_was_never_written_to_moves()
    {
        HeapModel<TFormat> heap = new(HeapWorld<TFormat>.BootHeap());
        VirtualAddress pointer = heap.World.Heap.Allocate(BlockSizes<TFormat>.Payload(104));
        Assert.NotEqual(VirtualAddress.Null, heap.World.Heap.Allocate(100));
        Assert.NotEqual(pointer, heap.World.Heap.Reallocate(pointer, 200));
        Assert.Equal(HeapFault.None, heap.World.Heap.Check().Fault);
    }

    [Fact]
    public void A_block_whose_size_stays_does_not_move()
    {
        uint pointer = Take(100, 100)[0];
        Assert.Equal(pointer, _heap.Reallocate(pointer, 100));
        _heap.CheckAll();
    }

    [Fact]
    public void The_last_block_grows_as_far_as_the_free_memory_above_it_and_then_moves()
    {
        uint pointer = Take(100)[0];
        uint all = 4096 - BlockSizes<TFormat>.HeapOverhead;
        Assert.Equal(pointer, _heap.Reallocate(pointer, all));
        Assert.Equal([false], Free());
        _heap.CheckAll();
        Assert.NotEqual(pointer, _heap.Reallocate(pointer, all + 1));
        _heap.CheckAll();
    }

    [Fact]
    public void The_smallest_block_grows_in_place_when_it_is_the_last()
    {
        uint pointer = Take(1)[0];
        Assert.Equal(Smallest, HeapWalk.Blocks(_heap.World)[0].Size);
        Assert.Equal(pointer, _heap.Reallocate(pointer, 100));
        _heap.CheckAll();
    }

    [Fact]
    public void Every_change_of_size_keeps_the_contents()
    {
        uint[] sizes = [1, 2, 3, 5, 8, 13, 24, 25, 31, 32, 33, 64, 100, 101, 255, 1000, 4096, 5001];
        foreach (uint from in sizes)
        {
            foreach (uint to in sizes)
            {
                uint pointer = _heap.Take(from);
                uint next = _heap.Take(8);
                Assert.NotEqual(0u, _heap.Reallocate(pointer, to));
                _heap.Check();
                _heap.Free(next);
                _heap.FreeAll();
            }
        }

        _heap.CheckAll();
        Assert.Single(HeapWalk.Blocks(_heap.World));
    }

    [Fact]
    public void A_block_shrinks_in_place_and_what_it_gives_up_merges_with_what_is_free_above()
    {
        uint[] pointers = Take(1000, 400, 100);
        Assert.Equal(pointers[0], _heap.Reallocate(pointers[0], 500));
        Assert.Equal([false, true, false, false, true], Free());
        _heap.CheckAll();
        _heap.Free(pointers[1]);
        Assert.Equal(pointers[0], _heap.Reallocate(pointers[0], 10));
        Assert.Equal([false, true, false, true], Free());
        _heap.CheckAll();
    }

    [Fact]
    public void What_a_block_gives_up_stays_with_it_when_it_is_no_block()
    {
        uint[] pointers = Take(BlockSizes<TFormat>.Payload(200), 100);
        Assert.Equal(pointers[0], _heap.Reallocate(pointers[0], BlockSizes<TFormat>.Payload(200 - Smallest + 8)));
        Assert.Equal(200u, HeapWalk.Blocks(_heap.World)[0].Size);
        Assert.Equal(pointers[0], _heap.Reallocate(pointers[0], BlockSizes<TFormat>.Payload(200 - Smallest)));
        Assert.Equal(200 - Smallest, HeapWalk.Blocks(_heap.World)[0].Size);
        _heap.CheckAll();
    }

    [Theory]
    [InlineData(MemoryLayout.HeapMaxSize, HeapError.WindowExhausted)]
    [InlineData(MemoryLayout.HeapMaxSize + 1, HeapError.TooLarge)]
    [InlineData(uint.MaxValue - 3, HeapError.TooLarge)]
    [InlineData(uint.MaxValue, HeapError.TooLarge)]
    public void A_size_that_cannot_be_had_leaves_the_block(uint bytes, HeapError expected)
    {
        uint pointer = Take(100, 100)[0];
        Fails(expected, pointer, bytes);
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(9u)]
    public void When_frames_fail_the_block_stays(uint nth)
    {
        uint pointer = Take(100, 100)[0];
        _heap.World.Frames.FailFrom(nth);
        Fails(HeapError.PageUnavailable, pointer, 50_000);
    }

    [Fact]
    public void Pointers_that_are_no_blocks_are_refused()
    {
        uint pointer = Take(100, 100)[0];
        uint start = _heap.World.IdentityEnd;
        foreach ((uint wild, HeapError expected) in ((uint, HeapError)[])[
            (8, HeapError.OutsideWindow), (start - 8, HeapError.OutsideWindow),
            (start + MemoryLayout.HeapMaxSize, HeapError.OutsideWindow),
            (start + 4096, HeapError.NotABlock), (pointer + 1, HeapError.NotABlock),
            (pointer + 8, HeapError.NotABlock)])
        {
            string heap = HeapWalk.Snapshot(_heap.World);
            Assert.Equal(expected, _heap.ReallocateWild(wild, 50));
            Assert.Equal(expected, _heap.ReallocateWild(wild, 0));
            Assert.Equal(heap, HeapWalk.Snapshot(_heap.World));
        }

        _heap.Free(pointer);
        Assert.Equal(HeapError.AlreadyFree, _heap.ReallocateWild(pointer, 50));
        _heap.CheckAll();
    }

    [Fact]
    public void What_looks_like_the_header_of_a_block_that_the_heap_cannot_hold_is_refused()
    {
        uint wild = Take(100, 100)[0] + 32;
        _heap.World.Processor.Store(wild - BlockSizes<TFormat>.Header, 0x7FFF_FFF8);
        Assert.Equal(HeapError.NotABlock, _heap.ReallocateWild(wild, 50));
    }

    private uint[] Take(params uint[] bytes) => [.. bytes.Select(_heap.Take)];

    private IEnumerable<bool> Free() => HeapWalk.Blocks(_heap.World).Select(block => block.IsFree);

    private void Fails(HeapError expected, uint pointer, uint bytes)
    {
        string world = WorldSnapshot.Take(_heap.World);
        string heap = HeapWalk.Snapshot(_heap.World);
        Assert.Equal(0u, _heap.Reallocate(pointer, bytes));
        Assert.Equal(expected, Heap.Counters.LastFailure);
        Assert.Equal((world, heap), (WorldSnapshot.Take(_heap.World), HeapWalk.Snapshot(_heap.World)));
        _heap.CheckAll();
    }
}

public sealed class PlainHeapResizeTests : HeapResizeTests<PlainBlocks>;

public sealed class CheckedHeapResizeTests : HeapResizeTests<CheckedBlocks>;
