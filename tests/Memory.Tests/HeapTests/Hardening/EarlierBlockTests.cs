using static Osmosis.Memory.Tests.HeapTests.BlockSizes<Osmosis.Memory.Heap.CheckedBlocks>;

namespace Osmosis.Memory.Tests.HeapTests.Hardening;

/// <summary>
/// Headers that look as the heap wrote them, at the same address, for blocks that are gone: somebody wrote back what he
/// had read there. What such a header says is not believed, or mended (H5).
/// </summary>
public class EarlierBlockTests
{
    /// <summary>Of the last block, which looks as if it were free.</summary>
    private const uint Size = 1024;

    private readonly DamageScene _scene = new();

    /// <summary>The block above it is free by now. A block may be larger than its address is high.</summary>
    [Theory]
    [InlineData(1024u)]
    [InlineData(0x12_0000u)]
    public void Free_blocks_side_by_side_are_reported_and_quarantined_by_repair(uint size)
    {
        const uint Above = 1024;
        uint[] pointers = [.. ((uint[])[504, size, Above, 504]).Select(bytes => _scene.Heap.Take(Payload(bytes)))];
        uint block = pointers[1] - DamageScene.Header;
        byte[] whileFree = FreeAndTakeAgain(pointers[1], size);
        _scene.Heap.Free(pointers[2]);
        _scene.Write(block, whileFree);
        _scene.Spoil(_scene.Blocks[3].Address);
        _scene.Heap.FreeDamaged(_scene.Pointers[3]);
        IsReported((HeapFault.HeaderSmashed, _scene.Blocks[3].Address), (HeapFault.NotMerged, block + size));
        Assert.Equal(size,
            HeapWalk.Blocks(_scene.Heap.World).Single(found => found.Address == block && found.IsQuarantined).Size);
        Assert.Equal(HeapFault.None, _scene.Core.Check().Fault);
        _scene.CheckAftermath(pointers[1]);
    }

    /// <summary>The block above it was the last, and is part of the top by now.</summary>
    [Fact]
    public void A_free_block_that_ends_at_the_top_is_reported_and_quarantined_by_repair()
    {
        uint block = WriteBackBelowTop(out uint pointer, out _);
        uint top = _scene.Core.Statistics.Top.Value;
        _scene.Spoil(_scene.Blocks[3].Address);
        _scene.Heap.FreeDamaged(_scene.Pointers[3]);
        IsReported((HeapFault.HeaderSmashed, _scene.Blocks[3].Address), (HeapFault.NotMerged, top));
        Assert.Contains(HeapWalk.Blocks(_scene.Heap.World), found => found.Address == block && found.IsQuarantined);
        Assert.Equal(HeapFault.None, _scene.Core.Check().Fault);
        _scene.CheckAftermath(pointer);
    }

    /// <summary>
    /// Its header is as good as any: what tells that it is free no more is that its list doesn't lead to it.
    /// </summary>
    [Fact]
    public void A_free_block_that_ends_at_the_top_and_is_in_no_list_is_not_merged()
    {
        uint block = WriteBackBelowTop(out uint pointer, out uint below);
        _scene.Heap.Free(below);
        IsReported((HeapFault.NotMerged, block + Size));
        Assert.Equal(block, HeapWalk.Blocks(_scene.Heap.World).Single(found => found.IsQuarantined).Address);
        _scene.CheckAftermath(pointer);
    }

    /// <summary>
    /// Quarantining the block below, which looks as large as an earlier one there, writes into the header of the block
    /// that moves.
    /// </summary>
    [Fact]
    public void A_block_that_is_lost_while_it_moves_is_refused_and_what_was_to_be_its_place_is_free()
    {
        FlatHeap heap = new();
        uint below = heap.Allocate(Payload(112));
        uint[] header = [.. Enumerable.Range(-5, 5).Select(i => heap.Machine.Load(below + (uint)(i * 4)))];
        heap.Free(below);
        Assert.Equal(below, heap.Allocate(Payload(104)));
        uint pointer = heap.Allocate(40);
        uint guard = heap.Allocate(40);
        for (uint i = 0; i < header.Length; i++)
        {
            heap.Machine.Store(below - DamageScene.Header + (i * 4), header[i]);
        }

        heap.Machine.Store(heap.Heap.Bounds.Top + 4, 0);
        Assert.Equal(VirtualAddress.Null, heap.Heap.Reallocate(new VirtualAddress(pointer), 500));
        Assert.Equal(HeapError.Damaged, heap.Heap.Counters.LastFailure);
        Assert.Equal(1u, heap.Heap.Statistics.LiveAllocations);
        Assert.Equal(HeapError.None, heap.Free(guard));
        Assert.Equal(HeapFault.None, heap.Heap.Check().Fault);
    }

    /// <summary>
    /// A free block was larger when its header looked as it is made to look again: its end isn't mapped any more.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_header_of_earlier_that_reaches_past_the_top_is_not_followed(bool isHandedOut)
    {
        uint below = _scene.Heap.Take(400);
        uint pointer = _scene.Heap.Take(9000);
        uint last = _scene.Heap.Take(400);
        uint block = pointer - DamageScene.Header;
        _scene.Heap.Free(pointer);
        byte[] earlier = _scene.Read(block, DamageScene.Header);
        _scene.Heap.Free(last);
        Assert.Equal(pointer, _scene.Heap.Take(500));
        _scene.Heap.Take(400);
        _scene.Heap.Free(pointer);
        _scene.Core.GiveBack(0);
        _scene.Write(block, earlier);
        if (isHandedOut)
        {
            Assert.NotEqual(pointer, _scene.Heap.Take(500));
        }
        else
        {
            _scene.Heap.Free(below);
        }

        HeapDamage damage = _scene.TakeOnly();
        Assert.Equal((HeapFault.HeaderSmashed, block), (damage.Fault, damage.Block.Address.Value));
        _scene.CheckAftermath();
    }

    /// <summary>The header of a free block, but that it isn't free: its seal doesn't fit any more.</summary>
    [Fact]
    public void An_allocated_blocks_header_with_a_free_blocks_seal_is_not_believed()
    {
        uint pointer = _scene.Heap.Take(Payload(504));
        _scene.Heap.Take(400);
        uint block = pointer - DamageScene.Header;
        _scene.Heap.Free(pointer);
        _scene.WriteWord(block, 504);
        Assert.NotEqual(pointer, _scene.Heap.Take(Payload(504)));
        IsReported((HeapFault.HeaderSmashed, block));
        _scene.CheckAftermath();
    }

    [Fact]
    public void What_was_a_header_before_a_block_grew_is_never_taken_for_one()
    {
        // Block 1 grows over block 2, and its user doesn't write there; a part of 2 stays free, and is then taken.
        uint grown = _scene.Core.Reallocate(new VirtualAddress(_scene.Pointers[1]), 200).Value;
        Assert.Equal(_scene.Pointers[1], grown);
        uint victim = _scene.Core.Allocate(90).Value;
        Assert.InRange(victim, _scene.Pointers[2], _scene.Blocks[3].Address);
        _scene.Spoil(_scene.Blocks[1].Address);
        Assert.Equal(HeapError.Damaged, _scene.Core.Free(new VirtualAddress(grown)));
        Assert.Equal(HeapError.None, _scene.Core.Free(new VirtualAddress(victim)));
        Assert.Equal(HeapFault.None, _scene.Core.Check().Fault);
    }

    private void IsReported(params (HeapFault, uint)[] expected) =>
        Assert.Equal(expected, _scene.TakeDamage().Select(damage => (damage.Fault, damage.Block.Address.Value)));

    /// <summary>Frees a block, and takes it again. Returns what it held meanwhile.</summary>
    private byte[] FreeAndTakeAgain(uint pointer, uint size)
    {
        _scene.Heap.Free(pointer);
        byte[] whileFree = _scene.Read(pointer - DamageScene.Header, size);
        Assert.Equal(pointer, _scene.Heap.Take(Payload(size)));
        return whileFree;
    }

    /// <summary>
    /// Makes the last block look as it did while it was free and had another above it. Returns its address.
    /// </summary>
    private uint WriteBackBelowTop(out uint pointer, out uint below)
    {
        below = _scene.Heap.Take(400);
        pointer = _scene.Heap.Take(Payload(Size));
        uint last = _scene.Heap.Take(400);
        byte[] whileFree = FreeAndTakeAgain(pointer, Size);
        _scene.Heap.Free(last);
        _scene.Write(pointer - DamageScene.Header, whileFree);
        return pointer - DamageScene.Header;
    }
}
