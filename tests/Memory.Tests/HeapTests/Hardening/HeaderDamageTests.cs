namespace Osmosis.Memory.Tests.HeapTests.Hardening;

/// <summary>Headers that were overwritten are found and named, and never believed (H5).</summary>
public class HeaderDamageTests
{
    private readonly DamageScene _scene = new();

    [Fact]
    public void Every_bit_of_every_header_is_found_by_the_check_and_named()
    {
        foreach (Block block in _scene.Blocks[..^1])
        {
            for (int bit = 0; bit < DamageScene.Header * 8; bit++)
            {
                Flip(block.Address, bit);
                Finds(HeapFault.HeaderSmashed, block, block.Address, block.Pointer);
                Flip(block.Address, bit);
            }
        }

        Assert.Equal(HeapFault.None, _scene.Core.Check().Fault);
    }

    [Fact]
    public void Every_bit_above_the_last_block_is_found_by_the_check_and_named()
    {
        Block top = _scene.Blocks[^1];
        for (uint word = top.Address; word <= top.End; word += 4)
        {
            for (int bit = 0; bit < 32; bit++)
            {
                Flip(word, bit);
                Finds(HeapFault.UseAfterFree, top, word, top.End + BlockSizes<CheckedBlocks>.Pad);
                Flip(word, bit);
            }
        }

        Assert.Equal(HeapFault.None, _scene.Core.Check().Fault);
    }

    [Fact]
    public void No_two_bits_of_a_header_hide_each_other()
    {
        uint header = _scene.Blocks[0].Address;
        for (int first = 0; first < DamageScene.Header * 8; first++)
        {
            Flip(header, first);
            for (int second = first + 1; second < DamageScene.Header * 8; second++)
            {
                Flip(header, second);
                Assert.True(_scene.Core.Check().Fault == HeapFault.HeaderSmashed, $"bits {first} and {second}");
                Flip(header, second);
            }

            Flip(header, first);
        }
    }

    [Fact]
    public void Every_bit_of_a_live_blocks_header_is_found_when_it_is_freed()
    {
        for (int bit = 0; bit < DamageScene.Header * 8; bit++)
        {
            DamageScene scene = new();
            Block block = scene.Blocks[3];
            scene.Spoil(block.Address + ((uint)bit / 8), (byte)(1 << (bit % 8)));
            byte[] found = scene.Read(block.Address, 16);
            scene.Heap.FreeDamaged(block.Pointer);
            HeapDamage damage = scene.TakeOnly();
            Assert.Equal((HeapFault.HeaderSmashed, block.Address, block.Size), (damage.Fault, damage.Block.Address.Value, damage.Block.Size));
            Assert.Equal((block.Pointer, block.Address, scene.Heap.LastCaller), (damage.Pointer.Value, damage.DamagedAt.Value, damage.FoundBy));
            Assert.Equal(found, damage.Found.ToArray());
            scene.CheckAftermath();
        }
    }

    /// <summary>The headers of free blocks 2 and 4, when their live neighbours are freed.</summary>
    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 3)]
    [InlineData(4, 3)]
    [InlineData(4, 5)]
    public void A_smashed_header_is_found_when_a_neighbour_is_freed(int smashed, int freed)
    {
        for (uint offset = 0; offset < DamageScene.Header; offset++)
        {
            DamageScene scene = new();
            Block block = scene.Blocks[smashed];
            scene.Spoil(block.Address + offset);
            scene.Heap.Free(scene.Pointers[freed]);
            HeapDamage damage = scene.TakeOnly();
            Assert.Equal((HeapFault.HeaderSmashed, block.Address, block.Size), (damage.Fault, damage.Block.Address.Value, damage.Block.Size));
            Assert.Equal((0u, block.Address, scene.Heap.LastCaller), (damage.Pointer.Value, damage.DamagedAt.Value, damage.FoundBy));
            scene.CheckAftermath();
        }
    }

    /// <summary>Its neighbours are changed in ways that make the heap rewrite the word that says whether the block below is free.</summary>
    [Theory]
    [InlineData("allocate below", 0x5A)]
    [InlineData("free further below", 0x5A)]
    [InlineData("resize below", 0x5A)]
    [InlineData("allocate below", 2)]
    [InlineData("free further below", 2)]
    [InlineData("resize below", 2)]
    public void A_smashed_header_is_not_made_good_by_what_happens_below(string operation, byte bits)
    {
        for (uint offset = 0; offset < DamageScene.Header; offset++)
        {
            DamageScene scene = new();
            scene.Spoil(scene.Blocks[3].Address + offset, bits);
            switch (operation)
            {
                case "allocate below":
                    Assert.Equal(scene.Pointers[2], scene.Heap.Take(BlockSizes<CheckedBlocks>.Payload(304)));
                    break;
                case "free further below":
                    scene.Heap.Free(scene.Pointers[1]);
                    break;
                default:
                    Assert.Equal(scene.Pointers[1], scene.Heap.Reallocate(scene.Pointers[1], BlockSizes<CheckedBlocks>.Payload(344)));
                    break;
            }

            scene.Heap.FreeDamaged(scene.Pointers[3]);
            HeapDamage damage = Assert.Single(scene.TakeDamage());
            Assert.Equal((HeapFault.HeaderSmashed, scene.Blocks[3].Address), (damage.Fault, damage.Block.Address.Value));
            scene.CheckAftermath();
        }
    }

    [Fact]
    public void Every_smashed_header_is_reported_also_when_repair_meets_it()
    {
        _scene.Spoil(_scene.Blocks[1].Address);
        _scene.Spoil(_scene.Blocks[5].Address + 4);
        byte[] found = _scene.Read(_scene.Blocks[5].Address, 16);
        _scene.Heap.FreeDamaged(_scene.Pointers[1]);
        List<HeapDamage> reports = _scene.TakeDamage();
        Assert.Equal(
            [(HeapFault.HeaderSmashed, _scene.Blocks[1].Address), (HeapFault.HeaderSmashed, _scene.Blocks[5].Address)],
            reports.Select(damage => (damage.Fault, damage.Block.Address.Value)));
        Assert.Equal(found, reports[1].Found.ToArray());
        _scene.CheckAftermath(_scene.Pointers[5]);
    }

    /// <summary>The last block fills what is mapped, and runs over its end mark: nothing is free there, and no block follows.</summary>
    [Theory]
    [InlineData("grow", HeapFault.UseAfterFree)]
    [InlineData("give back", HeapFault.EndSmashed)]
    [InlineData("check", HeapFault.EndSmashed)]
    public void What_is_written_behind_the_last_block_is_found(string operation, HeapFault fault)
    {
        for (uint offset = 0; offset < BlockSizes<CheckedBlocks>.Pad; offset++)
        {
            DamageScene scene = new();
            uint end = scene.Blocks[^1].End;
            scene.Heap.Take(BlockSizes<CheckedBlocks>.Payload(scene.Blocks[^1].Size));
            scene.Spoil(end + offset);
            switch (operation)
            {
                case "grow":
                    Assert.InRange(scene.Heap.Take(10_000), end + 4, uint.MaxValue);
                    break;
                case "give back":
                    scene.Core.GiveBack(0);
                    break;
                default:
                    scene.Core.CheckAndRepair();
                    break;
            }

            HeapDamage damage = scene.TakeOnly();
            Assert.Equal((fault, end, end), (damage.Fault, damage.Block.Address.Value, damage.DamagedAt.Value));
            scene.CheckAftermath();
        }
    }

    [Fact]
    public void What_is_written_below_the_first_block_is_found_also_after_growth()
    {
        uint first = _scene.Blocks[0].Address;
        _scene.Spoil(first - 1);
        _scene.Heap.Take(10_000);
        HeapDamage damage = _scene.Core.CheckAndRepair();
        Assert.Equal((HeapFault.NeighbourDisagrees, first, first - 4), (damage.Fault, damage.Block.Address.Value, damage.DamagedAt.Value));
        Assert.Equal(0u, _scene.Core.Statistics.BlocksSetAside);
        _scene.CheckAftermath();
    }

    [Fact]
    public void What_is_written_below_the_first_block_is_found_when_that_is_freed()
    {
        uint[] pointers = [_scene.Heap.Take(BlockSizes<CheckedBlocks>.Payload(104)), _scene.Heap.Take(BlockSizes<CheckedBlocks>.Payload(104))];
        Assert.Equal(_scene.Pointers[0], pointers[1]);
        uint first = _scene.Blocks[0].Address;
        _scene.Spoil(first - 1);
        _scene.Heap.Free(pointers[1]);
        HeapDamage damage = _scene.TakeOnly();
        Assert.Equal((HeapFault.NeighbourDisagrees, first, first - 4), (damage.Fault, damage.Block.Address.Value, damage.DamagedAt.Value));
        Assert.Equal((_scene.Heap.LastCaller, HeapFault.None), (damage.FoundBy, _scene.Core.Check().Fault));
        _scene.CheckAftermath();
    }

    [Fact]
    public void What_is_written_below_the_top_of_an_empty_heap_is_found_by_the_check()
    {
        _scene.Heap.FreeAll();
        uint first = _scene.Blocks[0].Address;
        _scene.Spoil(first - 1);
        HeapDamage damage = _scene.Core.CheckAndRepair();
        Assert.Equal((HeapFault.NeighbourDisagrees, first, first - 4), (damage.Fault, damage.Block.Address.Value, damage.DamagedAt.Value));
        Assert.Equal(HeapFault.None, _scene.Core.Check().Fault);
        _scene.CheckAftermath();
    }

    [Fact]
    public void A_smashed_block_that_was_set_aside_is_nobodys()
    {
        _scene.Spoil(_scene.Blocks[3].Address);
        _scene.Heap.FreeDamaged(_scene.Pointers[3]);
        _scene.IsSetAside(_scene.Blocks[3].Address);
    }

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
        byte[] earlier = _scene.Read(block, (int)DamageScene.Header);
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
    public void A_smashed_header_below_another_is_not_believed()
    {
        // Block 3's header claims a payload far larger than the heap. Block 4, first in its list, is smashed too: the next allocation meets it.
        _scene.WriteWord(_scene.Blocks[3].Address + 8, 0x003F_FFF0);
        _scene.Spoil(_scene.Blocks[4].Address);
        Assert.NotEqual(_scene.Pointers[4], _scene.Heap.Take(BlockSizes<CheckedBlocks>.Payload(104)));
        Assert.Contains(_scene.TakeDamage(), damage => damage.Block.Address.Value == _scene.Blocks[4].Address);
        _scene.CheckAftermath(_scene.Pointers[3]);
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

    /// <summary>The bytes from <paramref name="at"/> up to <paramref name="end"/> are shown, but no more than 16.</summary>
    private void Finds(HeapFault fault, Block block, uint at, uint end)
    {
        HeapDamage damage = _scene.Core.Check();
        Assert.Equal((fault, block.Address, block.Size, at), (damage.Fault, damage.Block.Address.Value, damage.Block.Size, damage.DamagedAt.Value));
        Assert.Equal(_scene.Read(at, (int)Math.Min(16, end - at)), damage.Found.ToArray());
    }

    private void Flip(uint header, int bit) => _scene.Spoil(header + ((uint)bit / 8), (byte)(1 << (bit % 8)));
}
