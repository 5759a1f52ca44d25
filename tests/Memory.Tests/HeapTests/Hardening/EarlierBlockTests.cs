using static Osmosis.Memory.Tests.HeapTests.BlockSizes<Osmosis.Memory.Heap.CheckedBlocks>;

namespace Osmosis.Memory.Tests.HeapTests.Hardening;

/// <summary>
/// Headers that look as the heap wrote them, at the same address, for blocks that are gone: somebody wrote back what he had read there. What such a
/// header says is not believed, or mended (H5).
/// </summary>
public class EarlierBlockTests
{
    private readonly DamageScene _scene = new();

    /// <summary>The block above it is free by now. A block may be larger than its address is high.</summary>
    [Theory]
    [InlineData(1024u)]
    [InlineData(0x12_0000u)]
    public void Free_blocks_side_by_side_are_merged_by_repair(uint size)
    {
        const uint Above = 1024;
        uint[] pointers = [.. ((uint[])[504, size, Above, 504]).Select(bytes => _scene.Heap.Take(Payload(bytes)))];
        uint block = pointers[1] - DamageScene.Header;
        byte[] whileFree = FreeAndTakeAgain(pointers[1], size);
        _scene.Heap.Free(pointers[2]);
        _scene.Write(block, whileFree);
        _scene.Spoil(_scene.Blocks[3].Address);
        _scene.Heap.FreeDamaged(_scene.Pointers[3]);
        Assert.Equal(_scene.Blocks[3].Address, _scene.TakeOnly().Block.Address.Value);
        Assert.Equal(size + Above, HeapWalk.Blocks(_scene.Heap.World).Single(found => found.Address == block).Size);
        Assert.Equal(HeapFault.None, _scene.Core.Check().Fault);
        _scene.CheckAftermath(pointers[1]);
    }

    /// <summary>The block above it was the last, and is part of the top by now.</summary>
    [Fact]
    public void A_free_block_that_ends_at_the_top_becomes_part_of_it_by_repair()
    {
        uint block = WriteBackBelowTop(out uint pointer, out _);
        _scene.Spoil(_scene.Blocks[3].Address);
        _scene.Heap.FreeDamaged(_scene.Pointers[3]);
        Assert.Equal([(HeapFault.HeaderSmashed, _scene.Blocks[3].Address)], _scene.TakeDamage().Select(damage => (damage.Fault, damage.Block.Address.Value)));
        Assert.Equal((block, HeapFault.None), (_scene.Core.Statistics.Top.Value, _scene.Core.Check().Fault));
        _scene.CheckAftermath(pointer);
    }

    /// <summary>Its header is as good as any: what tells that it is free no more is that its list doesn't lead to it.</summary>
    [Fact]
    public void A_free_block_that_ends_at_the_top_and_is_in_no_list_is_not_merged()
    {
        uint block = WriteBackBelowTop(out uint pointer, out uint below);
        _scene.Heap.Free(below);
        HeapDamage damage = _scene.TakeOnly();
        Assert.Equal((HeapFault.UseAfterFree, block, pointer + 4), (damage.Fault, damage.Block.Address.Value, damage.DamagedAt.Value));
        Assert.Equal(block, HeapWalk.Blocks(_scene.Heap.World).Single(found => found.IsSetAside).Address);
        _scene.CheckAftermath(pointer);
    }

    /// <summary>A free block was larger when its header looked as it is made to look again: its end isn't mapped any more.</summary>
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

    /// <summary>
    /// A free block's seal is made of the one it had while it was allocated and of who freed it, and is 0 when these are the same word: then it fits
    /// a header that doesn't say that the block is free.
    /// </summary>
    [Fact]
    public void An_allocated_blocks_header_with_a_free_blocks_seal_is_not_believed()
    {
        uint pointer = _scene.Heap.Take(Payload(504));
        _scene.Heap.Take(400);
        uint block = pointer - DamageScene.Header;
        uint seal = _scene.ReadWord(block + 4);
        _scene.Heap.Free(pointer);
        _scene.WriteWord(block, 504);
        _scene.WriteWord(block + 4, 0);
        _scene.WriteWord(block + 16, seal);
        Assert.NotEqual(pointer, _scene.Heap.Take(Payload(504)));
        HeapDamage damage = _scene.TakeOnly();
        Assert.Equal((HeapFault.HeaderSmashed, block), (damage.Fault, damage.Block.Address.Value));
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

    /// <summary>
    /// Two blocks are free, the first damaged; then come a smashed block, in whose payload the header of a free one stands that reached up to the top,
    /// and the block that moves. Repair, while it looks for a place, believes that header, and what moves lies in the top.
    /// </summary>
    [Fact]
    public void A_block_that_is_lost_while_it_moves_is_an_error()
    {
        const uint Hole = 2000;
        uint[] pointers = [.. ((uint[])[Hole, 504, Hole, 504, 504, 4000, 504]).Select(size => _scene.Heap.Take(Payload(size)))];
        uint top = pointers[5] - DamageScene.Header;
        _scene.Heap.Free(pointers[5]);
        byte[] earlier = _scene.Read(top, DamageScene.Header);
        _scene.Heap.Free(pointers[6]);
        _scene.Heap.Free(pointers[4]);
        Assert.Equal(pointers[4], _scene.Heap.Take(Payload(1000)));
        uint moves = _scene.Heap.Take(Payload(504));
        _scene.Heap.Take(Payload(3000));
        _scene.Heap.Free(pointers[2]);
        _scene.Heap.Free(pointers[0]);
        _scene.Write(top, earlier);
        _scene.Spoil(pointers[0] - DamageScene.Header);
        _scene.Spoil(pointers[4] - DamageScene.Header);
        HeapStatistics before = _scene.Core.Statistics;
        Assert.Equal(VirtualAddress.Null, _scene.Core.Reallocate(new VirtualAddress(moves), Payload(1000)));
        HeapStatistics after = _scene.Core.Statistics;
        Assert.Equal((before.TotalAllocations + 1, before.TotalFrees + 1), (after.TotalAllocations, after.TotalFrees));
        Assert.Equal((HeapError.NotABlock, top), (_scene.Core.LastFailure, _scene.Core.Statistics.Top.Value));
        Assert.Equal(
            [(HeapFault.HeaderSmashed, pointers[0]), (HeapFault.HeaderSmashed, pointers[4]), (HeapFault.WildFree, pointers[5])],
            _scene.TakeDamage().Select(damage => (damage.Fault, damage.Block.Payload.Value)));
    }

    /// <summary>Frees a block, and takes it again. Returns what it held meanwhile.</summary>
    private byte[] FreeAndTakeAgain(uint pointer, uint size)
    {
        _scene.Heap.Free(pointer);
        byte[] whileFree = _scene.Read(pointer - DamageScene.Header, size);
        Assert.Equal(pointer, _scene.Heap.Take(Payload(size)));
        return whileFree;
    }

    /// <summary>Makes the last block look as it did while it was free and had another above it. Returns its address.</summary>
    private uint WriteBackBelowTop(out uint pointer, out uint below)
    {
        const uint Size = 1024;
        below = _scene.Heap.Take(400);
        pointer = _scene.Heap.Take(Payload(Size));
        uint last = _scene.Heap.Take(400);
        byte[] whileFree = FreeAndTakeAgain(pointer, Size);
        _scene.Heap.Free(last);
        _scene.Write(pointer - DamageScene.Header, whileFree);
        return pointer - DamageScene.Header;
    }
}
