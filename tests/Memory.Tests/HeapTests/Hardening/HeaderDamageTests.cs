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
                _scene.Flip(block.Address, bit);
                _scene.Finds(HeapFault.HeaderSmashed, block, block.Address, block.Pointer);
                _scene.Flip(block.Address, bit);
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
            _scene.Flip(header, first);
            for (int second = first + 1; second < DamageScene.Header * 8; second++)
            {
                _scene.Flip(header, second);
                Assert.True(_scene.Core.Check().Fault == HeapFault.HeaderSmashed, $"bits {first} and {second}");
                _scene.Flip(header, second);
            }

            _scene.Flip(header, first);
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
            Assert.Equal((HeapFault.HeaderSmashed, block.Address, block.Size),
                (damage.Fault, damage.Block.Address.Value, damage.Block.Size));
            Assert.Equal((block.Pointer, block.Address, scene.Heap.LastCaller),
                (damage.Pointer.Value, damage.DamagedAt.Value, damage.FoundBy));
            Assert.Equal(found, damage.Found.ToArray());
            scene.CheckAftermath();
        }
    }

    /// <summary>
    /// The headers of free blocks 0, which has none below it, 2 and 4, when their live neighbours are freed.
    /// </summary>
    [Theory]
    [InlineData(0, 1)]
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
            Assert.Equal((HeapFault.HeaderSmashed, block.Address, block.Size),
                (damage.Fault, damage.Block.Address.Value, damage.Block.Size));
            Assert.Equal((0u, block.Address, scene.Heap.LastCaller),
                (damage.Pointer.Value, damage.DamagedAt.Value, damage.FoundBy));
            scene.CheckAftermath();
        }
    }

    /// <summary>
    /// Its neighbours are changed in ways that make the heap rewrite the word that says whether the block below is
    /// free.
    /// </summary>
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
                    Assert.Equal(scene.Pointers[1],
                        scene.Heap.Reallocate(scene.Pointers[1], BlockSizes<CheckedBlocks>.Payload(344)));
                    break;
            }

            scene.Heap.FreeDamaged(scene.Pointers[3]);
            HeapDamage damage = Assert.Single(scene.TakeDamage());
            Assert.Equal((HeapFault.HeaderSmashed, scene.Blocks[3].Address),
                (damage.Fault, damage.Block.Address.Value));
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

    [Fact]
    public void A_smashed_block_that_was_quarantined_is_nobodys()
    {
        _scene.Spoil(_scene.Blocks[3].Address);
        _scene.Heap.FreeDamaged(_scene.Pointers[3]);
        _scene.IsQuarantined(_scene.Blocks[3].Address);
    }

    [Fact]
    public void A_smashed_header_below_another_is_not_believed()
    {
        // Block 3's header claims a payload far larger than the heap. Block 4, first in its list, is smashed too: the
        // next allocation meets it. Up to the next sound header, nobody knows any more where a block starts.
        _scene.WriteWord(_scene.Blocks[3].Address + 8, 0x003F_FFF0);
        _scene.Spoil(_scene.Blocks[4].Address);
        Assert.NotEqual(_scene.Pointers[4], _scene.Heap.Take(BlockSizes<CheckedBlocks>.Payload(104)));
        HeapDamage damage = _scene.TakeDamage()[0];
        Assert.Equal((_scene.Blocks[3].Address, _scene.Blocks[3].Size + _scene.Blocks[4].Size),
            (damage.Block.Address.Value, damage.Block.Size));
        _scene.CheckAftermath(_scene.Pointers[3]);
    }
}
