namespace Osmosis.Memory.Tests.HeapTests.Hardening;

/// <summary>
/// What is written below the first block and above the last, where no block is, is found and named (H5).
/// </summary>
public class EdgeDamageTests
{
    private readonly DamageScene _scene = new();

    [Fact]
    public void Every_bit_above_the_last_block_is_found_by_the_check_and_named()
    {
        Block top = _scene.Blocks[^1];
        for (uint word = top.Address; word <= top.End; word += 4)
        {
            for (int bit = 0; bit < 32; bit++)
            {
                _scene.Flip(word, bit);
                _scene.Finds(HeapFault.UseAfterFree, top, word, top.End + BlockSizes<CheckedBlocks>.Pad);
                _scene.Flip(word, bit);
            }
        }

        Assert.Equal(HeapFault.None, _scene.Core.Check().Fault);
    }

    /// <summary>
    /// The last block fills what is mapped, and runs over its redzone: nothing is free there, and no block follows.
    /// </summary>
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
        Assert.Equal((HeapFault.NeighbourDisagrees, first, first - 4),
            (damage.Fault, damage.Block.Address.Value, damage.DamagedAt.Value));
        Assert.Equal(0u, _scene.Core.Statistics.QuarantinedBlocks);
        _scene.CheckAftermath();
    }

    [Fact]
    public void What_is_written_below_the_first_block_is_found_when_that_is_freed()
    {
        uint[] pointers = [_scene.Heap.Take(BlockSizes<CheckedBlocks>.Payload(104)),
            _scene.Heap.Take(BlockSizes<CheckedBlocks>.Payload(104))];
        Assert.Equal(_scene.Pointers[0], pointers[1]);
        uint first = _scene.Blocks[0].Address;
        _scene.Spoil(first - 1);
        _scene.Heap.Free(pointers[1]);
        HeapDamage damage = _scene.TakeOnly();
        Assert.Equal((HeapFault.NeighbourDisagrees, first, first - 4),
            (damage.Fault, damage.Block.Address.Value, damage.DamagedAt.Value));
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
        Assert.Equal((HeapFault.NeighbourDisagrees, first, first - 4),
            (damage.Fault, damage.Block.Address.Value, damage.DamagedAt.Value));
        Assert.Equal(HeapFault.None, _scene.Core.Check().Fault);
        _scene.CheckAftermath();
    }
}
