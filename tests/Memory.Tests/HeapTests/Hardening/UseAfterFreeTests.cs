namespace Osmosis.Memory.Tests.HeapTests.Hardening;

/// <summary>Writes into freed memory (H5): found by the check, when the memory is handed out again, and when what it holds is relied on.</summary>
public class UseAfterFreeTests
{
    private static uint Payload(uint size) => BlockSizes<CheckedBlocks>.Payload(size);

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
                IsUse(damage, scene, index, address);
                Assert.Equal((damage.Fault, 9u), (scene.TakeOnly().Fault, damage.FoundBy));
                Assert.Equal(1u, scene.Core.Statistics.BlocksSetAside);
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
            IsUse(damage, scene, 2, address);
            Assert.Equal(found, damage.Found[..4].ToArray());
            Assert.Equal(scene.Heap.LastCaller, damage.FoundBy);
            scene.CheckAftermath();
        }
    }

    /// <summary>Blocks 0 and 4 share a list: whichever link is spoilt, its own block is blamed, and the other stays in use.</summary>
    [Theory]
    [InlineData(0, 0u)]
    [InlineData(0, 4u)]
    [InlineData(4, 0u)]
    [InlineData(4, 4u)]
    public void A_spoilt_link_is_blamed_on_the_block_it_lies_in(int index, uint offset)
    {
        int other = 4 - index;
        for (uint i = 0; i < 4; i++)
        {
            DamageScene scene = new();
            scene.Spoil(scene.Blocks[index].Pointer + offset + i);
            uint[] taken = [scene.Heap.Take(Payload(104)), scene.Heap.Take(Payload(104))];
            Assert.Contains(scene.Pointers[other], taken);
            Assert.DoesNotContain(scene.Pointers[index], taken);
            IsUse(scene.TakeOnly(), scene, index, scene.Blocks[index].Pointer + offset + i);
            scene.CheckAftermath();
        }
    }

    /// <summary>Links and footer are relied on when a neighbour is freed and merged.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 2)]
    [InlineData(3, 4)]
    [InlineData(5, 4)]
    public void Damage_to_links_and_footer_is_found_when_a_neighbour_is_freed(int freed, int spoilt)
    {
        Block block = new DamageScene().Blocks[spoilt];
        foreach (uint address in (uint[])[.. Words(block.Pointer), .. Words(block.Pointer + 4), .. Words(block.End - 4)])
        {
            DamageScene scene = new();
            scene.Spoil(address);
            scene.Heap.Free(scene.Pointers[freed]);
            HeapDamage damage = scene.TakeOnly();
            IsUse(damage, scene, spoilt, address);
            Assert.Equal(scene.Heap.LastCaller, damage.FoundBy);
            scene.CheckAftermath();
        }
    }

    /// <summary>The commonest of all: a pointer in the freed block is set to null.</summary>
    [Fact]
    public void A_null_written_to_a_link_is_found_when_the_block_is_handed_out_again()
    {
        foreach (int index in (int[])[0, 2, 4])
        {
            for (uint offset = 0; offset <= 4; offset += 4)
            {
                DamageScene scene = new();
                scene.WriteWord(scene.Blocks[index].Pointer + offset, 0);
                Assert.DoesNotContain(scene.Pointers[index], (uint[])[scene.Heap.Take(Payload(304)), scene.Heap.Take(Payload(104)), scene.Heap.Take(Payload(104))]);
                IsUse(scene.TakeOnly(), scene, index, scene.Blocks[index].Pointer + offset);
                scene.CheckAftermath();
            }
        }
    }

    /// <summary>A write through a link that was changed would land in somebody's payload.</summary>
    [Fact]
    public void Links_that_lead_anywhere_are_not_followed()
    {
        for (int spoilt = 0; spoilt <= 4; spoilt += 4)
        {
            for (uint offset = 0; offset <= 4; offset += 4)
            {
                foreach (int target in (int[])[0, 1, 2, 3, 4, 5, 6, 7, 8])
                {
                    DamageScene scene = new();
                    uint address = target < 8 ? scene.Blocks[target].Address : scene.Blocks[^1].End;
                    uint link = scene.Blocks[spoilt].Pointer + offset;
                    uint before = scene.Link(link, address);
                    scene.Heap.Free(scene.Pointers[1]);
                    scene.Heap.Free(scene.Pointers[3]);
                    scene.Heap.Take(Payload(104));
                    Assert.Equal(before != address, scene.TakeDamage().Count != 0);
                    scene.CheckAftermath();
                }
            }
        }
    }

    /// <summary>A live block that nobody wrote to still holds what it held while it was free: that must not look like a member of a list.</summary>
    [Fact]
    public void A_live_block_is_never_taken_for_a_member_of_a_free_list()
    {
        DamageScene scene = new();
        uint[] pointers = [.. Enumerable.Range(0, 6).Select(_ => scene.Core.Allocate(Payload(992)).Value)];
        uint[] blocks = [.. pointers.Select(pointer => pointer - DamageScene.Header)];
        foreach (int freed in (int[])[4, 2, 0])
        {
            Assert.Equal(HeapError.None, scene.Core.Free(new VirtualAddress(pointers[freed])));
        }

        // The list is 0, 2, 4. 0 is taken, and lies unused; then 2's link back is made to lead to it, as it did.
        Assert.Equal(pointers[0], scene.Core.Allocate(Payload(992)).Value);
        scene.Link(pointers[2] + 4, blocks[0]);
        Assert.NotEqual(pointers[2], scene.Core.Allocate(Payload(992)).Value);
        Assert.NotEqual(HeapFault.None, Assert.Single(scene.TakeDamage()).Fault);
        Assert.Equal(HeapError.None, scene.Core.Free(new VirtualAddress(pointers[0])));
        Assert.Equal(HeapFault.None, scene.Core.Check().Fault);
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
        Assert.Equal((HeapFault.UseAfterFree, address & ~3u), (scene.Core.TryTakeDamage(out HeapDamage damage) ? damage.Fault : default, damage.DamagedAt.Value));
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
        Assert.Equal((HeapFault.UseAfterFree, allocatedBy, freedBy), (damage.Fault, damage.Block.AllocatedBy, damage.Block.FreedBy));
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
            IsUse(scene.TakeOnly(), scene, 2, scene.Blocks[2].Pointer + offset);
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

    /// <summary>What a block gives up merges with the free block above it, whose header, links and footer are relied on.</summary>
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

    /// <summary>Block 0's link back leads to a block of another list, with or without a block behind it there: that one is not to blame.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_link_back_into_another_list_is_blamed_on_the_block_it_lies_in(bool hasNext)
    {
        DamageScene scene = new();
        uint[] pointers = [.. Enumerable.Range(0, 4).Select(_ => scene.Heap.Take(Payload(504)))];
        scene.Heap.Free(pointers[2]);
        scene.Heap.Free(pointers[0]);
        uint other = hasNext ? pointers[0] - DamageScene.Header : scene.Blocks[2].Address;
        scene.Link(scene.Pointers[0] + 4, other);
        scene.Heap.Free(scene.Pointers[1]);
        IsUse(scene.TakeOnly(), scene, 0, scene.Pointers[0] + 4);
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
            uint mapped = scene.Core.MappedBytes;
            scene.Core.GiveBack(0);
            Assert.Equal(mapped, scene.Core.MappedBytes);
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

    [Fact]
    public void A_footer_that_leads_to_another_free_block_is_not_believed()
    {
        DamageScene scene = new();
        scene.WriteWord(scene.Blocks[^1].End - 4, scene.Blocks[^1].End - scene.Blocks[2].Address);
        scene.Heap.Take(10_000);
        scene.Heap.Take(Payload(304));
        scene.Core.GiveBack(0);
        scene.CheckAftermath();
        Assert.NotEmpty(scene.TakeDamage());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_list_that_runs_in_a_circle_ends()
    {
        // 2104 bytes share a list with 2048, which is searched when there are no pages. Both links of both blocks agree with each other.
        DamageScene scene = new();
        uint[] pointers = [.. ((uint[])[2048, 40, 2048, 40]).Select(size => scene.Heap.Take(Payload(size)))];
        scene.Heap.Take(Payload(HeapWalk.Blocks(scene.Heap.World)[^1].Size));
        scene.Heap.Free(pointers[0]);
        scene.Heap.Free(pointers[2]);
        scene.Heap.World.Frames.FailFrom(1);
        for (int i = 0; i <= 2; i += 2)
        {
            scene.Link(pointers[i], pointers[2 - i] - DamageScene.Header);
            scene.Link(pointers[i] + 4, pointers[2 - i] - DamageScene.Header);
        }

        await Task.Run(
            () =>
            {
                Assert.InRange(scene.Core.Statistics.LargestFreeBlock, 1u, scene.Core.MappedBytes);
                Assert.Equal(0u, scene.Heap.Allocate(Payload(2104)));
            },
            TestContext.Current.CancellationToken);
        Assert.Equal(HeapError.PageUnavailable, scene.Core.LastFailure);
        scene.Heap.World.Frames.FailNever();
        scene.CheckAftermath();
        Assert.NotEmpty(scene.TakeDamage());
    }

    private static IEnumerable<uint> Words(uint address) => Enumerable.Range(0, 4).Select(i => address + (uint)i);

    private static void IsUse(HeapDamage damage, DamageScene scene, int index, uint address)
    {
        Block block = scene.Blocks[index];
        Assert.Equal((HeapFault.UseAfterFree, block.Address, block.Size), (damage.Fault, damage.Block.Address.Value, damage.Block.Size));
        Assert.Equal(address & ~3u, damage.DamagedAt.Value);
        Assert.Equal((DamageScene.AllocatedBy(index), DamageScene.FreedBy(index)), (damage.Block.AllocatedBy, damage.Block.FreedBy));
    }
}
