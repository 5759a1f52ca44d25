namespace Osmosis.Memory.Tests.HeapTests.Hardening;

/// <summary>Double frees, inner pointers and wild pointers: refused and explained (H5).</summary>
public class WrongFreeTests
{
    private readonly DamageScene _scene = new();

    [Fact]
    public void A_double_free_names_who_allocated_and_who_freed()
    {
        foreach (int index in (int[])[0, 2, 4])
        {
            IsDoubleFree(_scene.Pointers[index], _scene.Blocks[index], DamageScene.AllocatedBy(index),
                DamageScene.FreedBy(index));
        }

        _scene.CheckAftermath();
    }

    [Theory]
    [MemberData(nameof(Orders.OfFour), MemberType = typeof(Orders))]
    public void A_double_free_is_known_whatever_the_block_merged_with_meanwhile(int[] order)
    {
        uint[] pointers = [.. ((uint[])[40, 400, 56, 1000])
            .Select(size => _scene.Heap.Take(BlockSizes<CheckedBlocks>.Payload(size)))];
        uint first = _scene.Heap.LastCaller - 3;
        Dictionary<int, uint> freedBy = [];
        foreach (int index in order)
        {
            _scene.Heap.Free(pointers[index]);
            freedBy.Add(index, _scene.Heap.LastCaller);
            foreach (int again in freedBy.Keys)
            {
                Block holder = HeapWalk.Blocks(_scene.Heap.World)
                    .Single(block => pointers[again] >= block.Address && pointers[again] < block.End);
                IsDoubleFree(pointers[again], holder, first + (uint)again, freedBy[again]);
            }
        }

        _scene.CheckAftermath();
    }

    [Fact]
    public void A_double_free_long_after_is_refused_though_who_freed_is_forgotten()
    {
        uint pointer = _scene.Heap.Take(400);
        uint below = _scene.Pointers[6];
        _scene.Heap.Free(pointer);
        _scene.Heap.Free(below);
        for (int i = 0; i < 63; i++)
        {
            IsDoubleFree(pointer, HeapWalk.Blocks(_scene.Heap.World)[^1], _scene.Heap.LastCaller, null);
            _scene.Heap.Free(_scene.Heap.Take(8));
        }

        // Since then, 64 frees: the one of the block below, and those.
        Assert.Equal(HeapError.NotABlock, _scene.Heap.FreeWild(pointer));
        Assert.Equal(HeapFault.WildFree, _scene.TakeOnly().Fault);
        _scene.CheckAftermath();
    }

    [Fact]
    public void The_latest_of_64_frees_counts()
    {
        uint pointer = _scene.Heap.Take(400);
        _scene.Heap.Free(pointer);
        FreeOthers(62);
        Assert.Equal(pointer, _scene.Heap.Take(400));
        uint allocatedBy = _scene.Heap.LastCaller;
        _scene.Heap.Free(pointer);
        IsDoubleFree(pointer, HeapWalk.Blocks(_scene.Heap.World)[^1], allocatedBy, _scene.Heap.LastCaller);
    }

    [Fact]
    public void A_block_that_merged_with_none_knows_its_owner_after_64_frees()
    {
        FreeOthers(64);
        IsDoubleFree(_scene.Pointers[0], _scene.Blocks[0], DamageScene.AllocatedBy(0), DamageScene.FreedBy(0));
    }

    [Fact]
    public void A_double_free_into_memory_that_another_has_now_does_not_harm_it()
    {
        _scene.Heap.Free(_scene.Pointers[1]);
        _scene.Heap.Free(_scene.Pointers[3]);
        uint owner = _scene.Heap.Take(500);
        Assert.Equal(_scene.Pointers[0], owner);
        foreach (int index in (int[])[1, 2, 3, 4])
        {
            Assert.Equal(HeapError.NotABlock, _scene.Heap.FreeWild(_scene.Pointers[index]));
            HeapDamage damage = _scene.TakeOnly();
            Assert.Equal((HeapFault.WildFree, owner, 500u),
                (damage.Fault, damage.Block.Payload.Value, damage.Block.Requested));
        }

        _scene.CheckAftermath();
    }

    [Fact]
    public void Every_inner_pointer_is_refused_and_its_block_named()
    {
        foreach (Block block in _scene.Blocks)
        {
            for (uint pointer = block.Address; pointer < block.Address + Math.Min(block.Size, 300); pointer++)
            {
                if (pointer != block.Pointer)
                {
                    Assert.Equal(HeapError.NotABlock, _scene.Heap.FreeWild(pointer));
                    HeapDamage damage = _scene.TakeOnly();
                    Assert.Equal((HeapFault.WildFree, block.Address, block.Size),
                        (damage.Fault, damage.Block.Address.Value, damage.Block.Size));
                    Assert.Equal((pointer, 0u, _scene.Heap.LastCaller),
                        (damage.Pointer.Value, damage.DamagedAt.Value, damage.FoundBy));
                    Assert.True(damage.Found.IsEmpty);
                }
            }
        }

        _scene.CheckAftermath();
    }

    [Fact]
    public void Pointers_that_no_block_holds_are_refused_without_one()
    {
        uint start = _scene.Heap.World.IdentityEnd;
        foreach (uint pointer in (uint[])[start, start + 3, _scene.Blocks[^1].End, _scene.Blocks[^1].End + 20,
            start + 4096, start + MemoryLayout.HeapMaxSize - 8])
        {
            Assert.Equal(HeapError.NotABlock, _scene.Heap.FreeWild(pointer));
            HeapDamage damage = _scene.TakeOnly();
            Assert.Equal((HeapFault.WildFree, 0u, pointer, 0u),
                (damage.Fault, damage.Block.Address.Value, damage.Pointer.Value, damage.DamagedAt.Value));
        }

        _scene.CheckAftermath();
    }

    [Fact]
    public void A_block_that_was_quarantined_can_not_be_freed_again()
    {
        _scene.Spoil(_scene.Blocks[3].Address);
        _scene.Heap.FreeDamaged(_scene.Pointers[3]);
        _scene.TakeOnly();
        Assert.Equal(HeapError.Damaged, _scene.Heap.FreeWild(_scene.Pointers[3]));
        HeapDamage damage = _scene.TakeOnly();
        Assert.Equal((HeapFault.WildFree, BlockState.Quarantined, _scene.Blocks[3].Address),
            (damage.Fault, damage.Block.State, damage.Block.Address.Value));
        Assert.Equal((_scene.Pointers[3], 0u, 0), (damage.Pointer.Value, damage.DamagedAt.Value, damage.Found.Length));
        Assert.Equal(HeapError.Damaged, _scene.Heap.ReallocateWild(_scene.Pointers[3], 10));
        _scene.CheckAftermath();
    }

    [Fact]
    public void Reports_that_have_no_room_are_counted()
    {
        for (uint i = 0; i < 20; i++)
        {
            _scene.Heap.FreeWild(_scene.Pointers[1] + 1 + i);
        }

        Assert.Equal(20u, _scene.Core.Statistics.DamageReports);
        Assert.Equal(Enumerable.Range(1, 8).Select(i => _scene.Pointers[1] + (uint)i),
            _scene.TakeDamage().Select(damage => damage.Pointer.Value));
        _scene.Heap.FreeWild(_scene.Pointers[1] + 1);
        _scene.TakeOnly();
    }

    /// <summary>Frees of blocks that fit into none of the holes.</summary>
    private void FreeOthers(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _scene.Heap.Free(_scene.Heap.Take(500));
        }
    }

    private void IsDoubleFree(uint pointer, Block holder, uint allocatedBy, uint? freedBy)
    {
        Assert.Equal(HeapError.AlreadyFree, _scene.Heap.FreeWild(pointer));
        HeapDamage damage = _scene.TakeOnly();
        Assert.Equal((HeapFault.DoubleFree, pointer, _scene.Heap.LastCaller),
            (damage.Fault, damage.Pointer.Value, damage.FoundBy));
        Assert.Equal((holder.Address, holder.Size, BlockState.Free),
            (damage.Block.Address.Value, damage.Block.Size, damage.Block.State));
        if (freedBy is uint by)
        {
            Assert.Equal((allocatedBy, by), (damage.Block.AllocatedBy, damage.Block.FreedBy));
        }
    }
}
