using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>The whole-heap check finds damage of every kind, and finds none where there is none (H8).</summary>
public class HeapCheckTests
{
    private readonly World _world = World.Boot(new() { HasGarbageInHeapPages = true });
    private readonly HeapModel _heap;
    private readonly List<Block> _blocks;

    /// <summary>Free blocks of 104 bytes (two, so that their list has links), 304 and the rest; allocated ones between them.</summary>
    public HeapCheckTests()
    {
        _heap = new HeapModel(_world);
        uint[] pointers = [.. ((uint[])[100, 16, 300, 20, 100, 50, 60]).Select(_heap.Take)];
        _heap.Free(pointers[0]);
        _heap.Free(pointers[2]);
        _heap.Free(pointers[4]);
        _blocks = HeapWalk.Blocks(_world);
        Assert.Equal([true, false, true, false, true, false, false, true], _blocks.Select(block => block.IsFree));
        _heap.CheckAll();
    }

    [Fact]
    public void Every_bit_flipped_in_any_header_link_footer_or_the_end_mark_is_found()
    {
        List<uint> words = [.. _blocks.Select(block => block.Address), _blocks[^1].End];
        foreach (Block free in _blocks.Where(block => block.IsFree))
        {
            words.AddRange([free.Address + 4, free.Address + 8, free.End - 4]);
        }

        foreach (uint address in words)
        {
            for (int bit = 0; bit < 32; bit++)
            {
                Flip(address, 1u << bit);
                Assert.True(_world.Heap.Check().Fault != HeapFault.None, $"bit {bit} of the word at 0x{address:x8}");
                Flip(address, 1u << bit);
                Assert.Equal(HeapFault.None, _world.Heap.Check().Fault);
            }
        }
    }

    [Fact]
    public void Any_header_word_overwritten_is_found()
    {
        foreach (Block block in _blocks)
        {
            uint header = _world.Processor.Load(block.Address);
            foreach (uint value in (uint[])[0, 1, 2, 8, 16, uint.MaxValue, 0x7FFF_FFF8, 0x8000_0000, 0xFFFF_FFF8, header + 8, header - 8, header + 0x1000])
            {
                _world.Processor.Store(block.Address, value);
                Assert.True(_world.Heap.Check().Fault != HeapFault.None, $"0x{value:x8} for 0x{header:x8} at 0x{block.Address:x8}");
            }

            _world.Processor.Store(block.Address, header);
        }
    }

    [Fact]
    public void A_header_with_a_bit_that_no_header_has_is_named() => Finds(HeapFault.HeaderSmashed, _blocks[1].Address, () => Flip(_blocks[1].Address, 4));

    [Fact]
    public void A_block_that_reaches_past_the_end_is_named() =>
        Finds(HeapFault.HeaderSmashed, _blocks[1].Address, () => Flip(_blocks[1].Address, 1 << 20));

    [Fact]
    public void A_header_that_disagrees_with_the_block_below_is_named() =>
        Finds(HeapFault.NeighbourDisagrees, _blocks[6].Address, () => Flip(_blocks[6].Address, 2));

    [Fact]
    public void A_wrong_footer_is_named() => Finds(HeapFault.UseAfterFree, _blocks[2].Address, () => Flip(_blocks[2].End - 4, 8));

    [Fact]
    public void Free_blocks_side_by_side_are_named() => Finds(HeapFault.NotMerged, _blocks[1].Address, () => Flip(_blocks[1].Address, 1));

    [Fact]
    public void A_damaged_end_mark_is_named() => Finds(HeapFault.EndSmashed, _blocks[^1].End, () => Flip(_blocks[^1].End, 2));

    [Fact]
    public void A_link_to_what_is_no_free_block_is_named() =>
        Finds(HeapFault.ListWrong, _blocks[1].Address, () => _world.Processor.Store(_blocks[2].Address + 4, _blocks[1].Address));

    [Fact]
    public void A_link_out_of_the_window_is_named_and_not_followed() =>
        Finds(HeapFault.ListWrong, 0xDEAD_BEEC, () => _world.Processor.Store(_blocks[2].Address + 4, 0xDEAD_BEEC));

    [Fact]
    public void A_list_that_runs_in_a_circle_is_named() =>
        Assert.Equal(HeapFault.ListWrong, Damage(() => _world.Processor.Store(_blocks[2].Address + 4, _blocks[2].Address)).Fault);

    [Fact]
    public void A_wrong_link_back_is_named() => Finds(HeapFault.ListWrong, _blocks[2].Address, () => Flip(_blocks[2].Address + 8, 8));

    [Fact]
    public void A_free_block_that_no_list_holds_is_counted() => Finds(HeapFault.CounterWrong, 0, () =>
    {
        // The two blocks of 104 bytes share a list, and the one freed last is its head: the other is lost.
        _world.Processor.Store(_blocks[4].Address + 4, 0);
    });

    private HeapDamage Damage(Action damage)
    {
        damage();
        return _world.Heap.Check();
    }

    private void Finds(HeapFault fault, uint block, Action damage)
    {
        HeapDamage found = Damage(damage);
        VirtualAddress at = fault == HeapFault.ListWrong ? found.DamagedAt : found.Block.Address;
        Assert.Equal((fault, new VirtualAddress(block)), (found.Fault, at));
    }

    private void Flip(uint address, uint bits) => _world.Processor.Store(address, _world.Processor.Load(address) ^ bits);
}
