using System.Runtime.InteropServices;
using static Osmosis.Memory.Tests.HeapTests.BlockSizes<Osmosis.Memory.Heap.CheckedBlocks>;

namespace Osmosis.Memory.Tests.HeapTests.Hardening;

/// <summary>
/// Nothing is put right silently (H5, H8): four cases of what <see cref="OneWordTests"/> tries for every word.
/// </summary>
public class RepairTests
{
    private readonly DamageScene _scene = new();

    /// <summary>
    /// A use after free that hits the second word of a freed block, then a free of another block of that size.
    /// </summary>
    [Fact]
    public void A_link_back_that_was_overwritten_is_reported_when_another_block_is_freed_into_the_list()
    {
        uint[] pointers = [.. Enumerable.Range(0, 4).Select(_ => _scene.Heap.Take(Payload(504)))];
        _scene.Heap.Free(pointers[0]);
        _scene.WriteWord(pointers[0] + 4, 0xDEAD_BEEF);
        Assert.NotEqual(HeapFault.None, _scene.Core.Check().Fault);
        _scene.Heap.Free(pointers[2]);
        Assert.Contains(_scene.TakeDamage(),
            damage => (damage.Fault, damage.DamagedAt.Value) == (HeapFault.UseAfterFree, pointers[0] + 4));
        _scene.CheckAftermath();
    }

    /// <summary>A block that ran over is found; another block's links or footer are damaged too.</summary>
    [Theory]
    [InlineData(0u)]
    [InlineData(4u)]
    [InlineData(480u)]
    public void Damage_to_another_free_block_is_reported_with_the_first(uint offset)
    {
        uint[] pointers = [.. Enumerable.Range(0, 6).Select(_ => _scene.Heap.Take(Payload(504)))];
        _scene.Heap.Free(pointers[0]);
        _scene.WriteWord(pointers[0] + offset, 0xDEAD_BEEF);
        _scene.Spoil(pointers[3] + Payload(504));
        _scene.Heap.FreeDamaged(pointers[3]);
        Assert.Equal(
            [(HeapFault.Overrun, pointers[3]), (HeapFault.UseAfterFree, pointers[0])],
            _scene.TakeDamage().OrderBy(damage => damage.Fault)
                .Select(damage => (damage.Fault, damage.Block.Payload.Value)));
        _scene.CheckAftermath();
    }

    /// <summary>Every bit of both levels says whether a list has a block.</summary>
    [Fact]
    public void Every_bit_that_says_which_lists_have_blocks_is_confirmed_by_the_check()
    {
        Span<uint> lists =
            MemoryMarshal.Cast<ListHeads, uint>(MemoryMarshal.CreateSpan(ref _scene.Core.Blocks.Lists.Heads, 1));
        for (int bit = 0; bit < 32 * (1 + SizeClass.Rows); bit++)
        {
            lists[bit / 32] ^= 1u << (bit % 32);
            Assert.Equal(HeapFault.ListWrong, _scene.Core.Check().Fault);
            lists[bit / 32] ^= 1u << (bit % 32);
        }

        Assert.Equal(HeapFault.None, _scene.Core.Check().Fault);
    }

    /// <summary>13 blocks whose headers were overwritten, found in one repair.</summary>
    [Fact]
    public void The_last_report_says_how_many_faults_have_none_of_their_own()
    {
        uint[] pointers = [.. Enumerable.Range(0, 30).Select(_ => _scene.Heap.Take(Payload(104)))];
        uint[] smashed = [.. pointers.Where((_, i) => i is >= 1 and < 26 && i % 2 == 1)];
        foreach (uint pointer in smashed)
        {
            _scene.Spoil(pointer - DamageScene.Header + 8);
        }

        _scene.Heap.FreeDamaged(smashed[0]);
        List<HeapDamage> reports = _scene.TakeDamage();
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 5], reports.Select(damage => (int)damage.Omitted));
        Assert.Equal(13u, _scene.Core.Statistics.DamageReports);
        _scene.CheckAftermath(smashed[1..]);
    }

    [Fact]
    public void A_heap_whose_bounds_are_wrong_does_nothing_more_and_says_so_each_time()
    {
        Span<uint> bounds =
            MemoryMarshal.Cast<HeapBounds, uint>(MemoryMarshal.CreateSpan(ref _scene.Core.Blocks.Memory.Bounds, 1));
        bounds[1] += 8;
        Assert.Equal(VirtualAddress.Null, _scene.Core.Allocate(8));
        Assert.Equal(HeapError.Damaged, _scene.Core.Counters.LastFailure);
        Assert.Equal(HeapError.Damaged, _scene.Core.Free(new VirtualAddress(_scene.Pointers[1])));
        Assert.Equal(HeapError.Damaged, _scene.Core.EnsureCapacity(8));
        Assert.Equal(VirtualAddress.Null, _scene.Core.Reallocate(new VirtualAddress(_scene.Pointers[1]), 100));
        _scene.Core.GiveBack(0);
        HeapBlock block = default;
        Assert.False(_scene.Core.TryNextBlock(ref block));
        Assert.Equal(Enumerable.Repeat(HeapFault.BoundsWrong, 5), _scene.TakeDamage().Select(damage => damage.Fault));
        bounds[1] -= 8;
        _scene.Heap.CheckAllContents();
        Assert.Equal(HeapFault.None, _scene.Core.Check().Fault);
    }
}
