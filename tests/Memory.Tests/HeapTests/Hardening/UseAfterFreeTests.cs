using static Osmosis.Memory.Tests.HeapTests.BlockSizes<Osmosis.Memory.Heap.CheckedBlocks>;

namespace Osmosis.Memory.Tests.HeapTests.Hardening;

/// <summary>
/// Writes into freed memory (H5): found by the check, when the memory is handed out again, and when what it holds is
/// relied on.
/// </summary>
public class UseAfterFreeTests
{
    [Fact]
    public void Every_byte_of_freed_memory_is_found_by_the_check_and_named()
    {
        DamageScene scene = new();
        foreach (int index in (int[])[0, 2, 4])
        {
            Block block = scene.Blocks[index];
            for (uint address = block.Pointer; address < block.End; address++)
            {
                scene.Spoil(address);
                HeapDamage damage = scene.Core.CheckAndRepair(caller: 9);
                scene.IsUse(damage, index, address);
                Assert.Equal((damage.Fault, 9u), (scene.TakeOnly().Fault, damage.FoundBy));
                Assert.Equal(1u, scene.Core.Statistics.QuarantinedBlocks);
                scene = new DamageScene();
            }
        }
    }

    [Fact]
    public void Every_byte_of_freed_memory_is_found_when_it_is_handed_out_again()
    {
        for (uint offset = 0; offset < 304 - DamageScene.Header; offset++)
        {
            DamageScene scene = new();
            Block block = scene.Blocks[2];
            uint address = block.Pointer + offset;
            scene.Spoil(address);
            byte[] found = scene.Read(address & ~3u, 4);
            Assert.NotEqual(block.Pointer, scene.Heap.Take(Payload(304)));
            HeapDamage damage = scene.TakeOnly();
            scene.IsUse(damage, 2, address);
            Assert.Equal(found, damage.Found[..4].ToArray());
            Assert.Equal(scene.Heap.LastCaller, damage.FoundBy);
            scene.CheckAftermath();
        }
    }

    [Fact]
    public void Damage_in_what_stays_free_of_a_large_block_is_found_when_it_is_reached()
    {
        DamageScene scene = new();
        uint address = scene.Blocks[7].Pointer + 1500;
        scene.Spoil(address);
        uint pointer = scene.Heap.Take(1000);
        Assert.Equal(scene.Pointers[6] + 64, pointer);
        Assert.Empty(scene.TakeDamage());
        Assert.InRange(scene.Heap.Take(1000), address, scene.Blocks[7].End);
        Assert.Equal((HeapFault.UseAfterFree, address & ~3u),
            (scene.Core.TryTakeDamage(out HeapDamage damage) ? damage.Fault : default, damage.DamagedAt.Value));
        scene.CheckAftermath();
    }

    [Fact]
    public void What_lies_behind_a_later_and_smaller_block_is_blamed_on_who_had_it()
    {
        DamageScene scene = new();
        uint pointer = scene.Heap.Take(1000);
        uint allocatedBy = scene.Heap.LastCaller;
        scene.Heap.Free(pointer);
        uint freedBy = scene.Heap.LastCaller;
        scene.Heap.Free(scene.Heap.Take(500));
        scene.Spoil(pointer - DamageScene.Header + BlockSizes<CheckedBlocks>.For(500));
        HeapDamage damage = scene.Core.CheckAndRepair();
        Assert.Equal((HeapFault.UseAfterFree, allocatedBy, freedBy),
            (damage.Fault, damage.Block.AllocatedBy, damage.Block.FreedBy));
        scene.CheckAftermath();
    }

    [Fact]
    public void A_block_that_grows_does_not_take_freed_memory_that_was_written_to()
    {
        for (uint offset = 0; offset < 100; offset++)
        {
            DamageScene scene = new();
            scene.Spoil(scene.Blocks[2].Pointer + offset);
            Assert.NotEqual(scene.Pointers[1], scene.Heap.Reallocate(scene.Pointers[1], Payload(40 + 160)));
            scene.IsUse(scene.TakeOnly(), 2, scene.Blocks[2].Pointer + offset);
            scene.CheckAftermath();
        }
    }

    [Fact]
    public void Damage_in_what_stays_free_of_a_hole_is_found_when_it_is_reached()
    {
        DamageScene scene = new();
        uint address = scene.Blocks[2].Address + 200;
        scene.Spoil(address);
        Assert.Equal(scene.Pointers[2], scene.Heap.Take(Payload(112)));
        Assert.Empty(scene.TakeDamage());
        Assert.NotEqual(scene.Pointers[2] + 112, scene.Heap.Take(Payload(112)));
        Assert.Equal(address & ~3u, scene.TakeOnly().DamagedAt.Value);
        scene.CheckAftermath();
    }

    /// <summary>
    /// What a block gives up merges with the free block above it, whose header, links and footer are relied on.
    /// </summary>
    [Theory]
    [InlineData(0, HeapFault.HeaderSmashed)]
    [InlineData(20, HeapFault.UseAfterFree)]
    [InlineData(24, HeapFault.UseAfterFree)]
    [InlineData(500, HeapFault.UseAfterFree)]
    public void Damage_above_a_block_is_found_when_it_shrinks_and_not_before(uint offset, HeapFault fault)
    {
        DamageScene scene = new();
        uint shrinks = scene.Heap.Take(Payload(1000));
        uint above = scene.Heap.Take(Payload(504));
        scene.Heap.Take(1000);
        scene.Heap.Free(above);
        scene.Spoil(above - DamageScene.Header + offset, 4);
        Assert.Equal(shrinks, scene.Heap.Reallocate(shrinks, Payload(1000)));
        Assert.Empty(scene.TakeDamage());
        Assert.Equal(shrinks, scene.Heap.Reallocate(shrinks, Payload(500)));
        HeapDamage damage = scene.TakeOnly();
        Assert.Equal((fault, above), (damage.Fault, damage.Block.Payload.Value));
        scene.CheckAftermath();
    }

    /// <summary>Nothing above the last block is relied on, as it has no header.</summary>
    [Fact]
    public void What_is_written_behind_the_last_block_is_not_taken_for_a_header_when_it_shrinks()
    {
        DamageScene scene = new();
        uint end = scene.Blocks[^1].End;
        uint last = scene.Heap.Take(Payload(scene.Blocks[^1].Size));
        scene.Spoil(end, 1);
        Assert.Equal(last, scene.Heap.Reallocate(last, 100));
        Assert.Empty(scene.TakeDamage());
        HeapDamage damage = scene.Core.CheckAndRepair();
        Assert.Equal((HeapFault.UseAfterFree, end), (damage.Fault, damage.DamagedAt.Value));
        scene.CheckAftermath();
    }

    [Fact]
    public void A_block_that_grows_looks_no_further_than_it_must()
    {
        DamageScene scene = new();
        uint address = scene.Blocks[2].Address + 120;
        scene.Spoil(address);
        Assert.Equal(scene.Pointers[1], scene.Heap.Reallocate(scene.Pointers[1], Payload(40 + 64)));
        Assert.Empty(scene.TakeDamage());
        Assert.NotEqual(scene.Pointers[1], scene.Heap.Reallocate(scene.Pointers[1], Payload(40 + 128)));
        Assert.Equal(address & ~3u, scene.TakeOnly().DamagedAt.Value);
        scene.CheckAftermath();
    }

    /// <summary>
    /// The last row's second word lies behind the top, which has 3368 bytes: no block can have that word, so that it is
    /// made whole.
    /// </summary>
    [Theory]
    [InlineData(200u, 1000u, 1008u)]
    [InlineData(0u, 4u, 32u)]
    [InlineData(200u, 3368u, 3368u)]
    public void Above_the_last_block_all_is_quarantined_up_to_the_last_word_that_was_written_to(uint first, uint last,
        uint size)
    {
        DamageScene scene = new();
        Block top = scene.Blocks[^1];
        scene.Spoil(top.Address + first);
        scene.Spoil(top.Address + last);
        HeapDamage damage = scene.Core.CheckAndRepair();
        Assert.Equal((HeapFault.UseAfterFree, top.Address + first), (damage.Fault, damage.DamagedAt.Value));
        Block aside = HeapWalk.Blocks(scene.Heap.World).Single(block => block.IsQuarantined);
        Assert.Equal((top.Address, size), (aside.Address, aside.Size));
        scene.IsQuarantined(top.Address);
        Assert.Equal((1u, HeapFault.None), (scene.Core.Statistics.QuarantinedBlocks, scene.Core.Check().Fault));
        scene.CheckAftermath();
    }

    [Fact]
    public void Whoever_had_a_part_of_a_merged_block_is_named_when_that_is_handed_out()
    {
        DamageScene scene = new();
        uint[] pointers = [.. Enumerable.Range(0, 3).Select(_ => scene.Heap.Take(Payload(1024)))];
        uint allocatedBy = scene.Heap.LastCaller - 1;
        scene.Heap.Free(pointers[1]);
        uint freedBy = scene.Heap.LastCaller;
        scene.Heap.Free(pointers[0]);
        scene.Spoil(pointers[1] + 500);
        Assert.NotEqual(pointers[0], scene.Heap.Take(Payload(2048)));
        HeapDamage damage = scene.TakeOnly();
        Assert.Equal((HeapFault.UseAfterFree, allocatedBy, freedBy),
            (damage.Fault, damage.Block.AllocatedBy, damage.Block.FreedBy));
        scene.CheckAftermath();
    }

    /// <summary>Pages that go back take what was written to them along: none goes when that is found.</summary>
    [Theory]
    [InlineData(1_000u)]
    [InlineData(150_000u)]
    [InlineData(199_000u)]
    public void Damage_in_pages_that_are_given_back_is_found_before_they_go(uint offset)
    {
        DamageScene scene = new();
        uint pointer = scene.Heap.Take(100_000);
        uint above = scene.Heap.Take(100_000);
        scene.Heap.Free(above);
        uint address = pointer + offset;
        if (offset < 100_000)
        {
            scene.Heap.Free(pointer);
            scene.Spoil(address);
            uint mapped = scene.Core.Bounds.MappedBytes;
            scene.Core.GiveBack(0);
            Assert.Equal(mapped, scene.Core.Bounds.MappedBytes);
        }
        else
        {
            scene.Spoil(address);
            scene.Heap.Free(pointer);
        }

        HeapDamage damage = scene.TakeOnly();
        Assert.Equal((HeapFault.UseAfterFree, address & ~3u), (damage.Fault, damage.DamagedAt.Value));
        scene.CheckAftermath();
    }
}
