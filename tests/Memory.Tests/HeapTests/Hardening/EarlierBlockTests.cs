namespace Osmosis.Memory.Tests.HeapTests.Hardening;

/// <summary>Headers that the heap wrote itself, at the same address, of blocks that are gone: what they say is not believed, or mended (H5).</summary>
public class EarlierBlockTests
{
    private readonly DamageScene _scene = new();

    [Fact]
    public void Free_blocks_side_by_side_are_merged_by_repair()
    {
        // A block as it was while it was free is written back after it was allocated again, and the one above it is free by now.
        const int Size = 1024;
        uint[] pointers = [.. ((uint[])[504, Size, Size, 504]).Select(size => _scene.Heap.Take(BlockSizes<CheckedBlocks>.Payload(size)))];
        uint block = pointers[1] - DamageScene.Header;
        _scene.Heap.Free(pointers[1]);
        byte[] whileFree = _scene.Read(block, Size);
        Assert.Equal(pointers[1], _scene.Heap.Take(BlockSizes<CheckedBlocks>.Payload(Size)));
        _scene.Heap.Free(pointers[2]);
        _scene.Write(block, whileFree);
        _scene.Spoil(_scene.Blocks[3].Address);
        _scene.Heap.FreeDamaged(_scene.Pointers[3]);
        Assert.Equal(_scene.Blocks[3].Address, _scene.TakeOnly().Block.Address.Value);
        Assert.Equal(2u * Size, HeapWalk.Blocks(_scene.Heap.World).Single(found => found.Address == block).Size);
        Assert.Equal(HeapFault.None, _scene.Core.Check().Fault);
        _scene.CheckAftermath(pointers[1]);
    }

    [Fact]
    public void A_free_block_that_ends_at_the_top_becomes_part_of_it_by_repair()
    {
        // As above, but the block above it was the last, and is part of the top by now.
        const int Size = 1024;
        uint pointer = _scene.Heap.Take(BlockSizes<CheckedBlocks>.Payload(Size));
        uint last = _scene.Heap.Take(400);
        uint block = pointer - DamageScene.Header;
        _scene.Heap.Free(pointer);
        byte[] whileFree = _scene.Read(block, Size);
        Assert.Equal(pointer, _scene.Heap.Take(BlockSizes<CheckedBlocks>.Payload(Size)));
        _scene.Heap.Free(last);
        _scene.Write(block, whileFree);
        _scene.Spoil(_scene.Blocks[3].Address);
        _scene.Heap.FreeDamaged(_scene.Pointers[3]);
        Assert.Equal([(HeapFault.HeaderSmashed, _scene.Blocks[3].Address)], _scene.TakeDamage().Select(damage => (damage.Fault, damage.Block.Address.Value)));
        Assert.Equal((block, HeapFault.None), (_scene.Core.Statistics.Top.Value, _scene.Core.Check().Fault));
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
}
