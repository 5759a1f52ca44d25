using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Osmosis.Memory.Tests.HeapTests.BlockSizes<Osmosis.Memory.Heap.CheckedBlocks>;

namespace Osmosis.Memory.Tests.HeapTests.Hardening;

/// <summary>
/// Damage to the heap's variables is found and mended once, what is reported belongs to its block, and what damage
/// leaves can still be looked at (H5, H8). <see cref="OneWordTests"/> tries every word; these name what must come out.
/// </summary>
public class VariableDamageTests
{
    private const uint Nowhere = 0x1234_5674;

    private readonly FlatHeap _heap = new();

    [Fact]
    public void A_counter_is_taken_as_right_once_it_was_reported()
    {
        _heap.Allocate(40);
        _heap.Heap.Journal.Counts.Allocations += 5;
        Assert.Equal(HeapFault.CounterWrong, _heap.Heap.CheckAndRepair().Fault);
        Assert.Equal(HeapFault.None, _heap.Heap.CheckAndRepair().Fault);
        Assert.Equal((1u, HeapFault.CounterWrong), (_heap.Heap.Counters.Live, TakeOnly().Fault));
    }

    [Fact]
    public void A_list_of_reports_that_can_t_be_is_forgotten()
    {
        Span<uint> log = MemoryMarshal.Cast<DamageLog, uint>(new Span<DamageLog>(ref _heap.Heap.Journal.Damage));
        log[^1] = 100;
        Assert.Equal(HeapFault.CounterWrong, _heap.Heap.CheckAndRepair().Fault);
        Assert.Equal(HeapFault.None, _heap.Heap.CheckAndRepair().Fault);
        Assert.False(_heap.Heap.HasDamage);
    }

    [Fact]
    public void A_list_of_last_frees_that_was_overwritten_is_forgotten()
    {
        _heap.Free(_heap.Allocate(40));
        Unsafe.As<FreeHistory, uint>(ref _heap.Heap.Journal.History) ^= 4;
        Assert.Equal(HeapFault.HistoryWrong, _heap.Heap.CheckAndRepair().Fault);
        Assert.Equal(HeapFault.None, _heap.Heap.CheckAndRepair().Fault);
        Assert.Equal(HeapFault.HistoryWrong, TakeOnly().Fault);
    }

    [Theory]
    [InlineData("allocate")]
    [InlineData("free")]
    public void A_list_that_leads_nowhere_is_made_anew(string operation)
    {
        uint[] pointers = [.. Enumerable.Range(0, 4).Select(_ => _heap.Allocate(Payload(104)))];
        _heap.Free(pointers[0]);
        _heap.Heap.Blocks.Lists.Heads.SetHead(SizeClass.Of(104), Nowhere, isAlone: false);
        if (operation == "free")
        {
            Assert.Equal(HeapError.None, _heap.Free(pointers[2]));
        }
        else
        {
            Assert.Equal(pointers[0], _heap.Allocate(Payload(104)));
        }

        Assert.Equal(HeapFault.ListWrong, TakeOnly().Fault);
        Assert.Equal(HeapFault.None, _heap.Heap.Check().Fault);
    }

    [Fact]
    public void With_wrong_bounds_nothing_is_resized()
    {
        uint pointer = _heap.Allocate(40);
        _heap.Heap.Blocks.Memory.Bounds.Top ^= 8;
        Assert.Equal(VirtualAddress.Null, _heap.Heap.Reallocate(new VirtualAddress(pointer), 50));
        Assert.Equal(HeapError.Damaged, _heap.Heap.Counters.LastFailure);
    }

    [Fact]
    public void The_largest_size_of_all_does_not_hide_that_the_pointer_is_wrong()
    {
        Assert.Equal(VirtualAddress.Null,
            _heap.Heap.Reallocate(new VirtualAddress(0x10), MemoryLayout.HeapMaxSize));
        Assert.Equal(HeapError.OutsideWindow, _heap.Heap.Counters.LastFailure);
    }

    [Fact]
    public void A_report_names_the_pointer_that_was_freed_if_it_is_about_its_block()
    {
        uint[] pointers = [.. Enumerable.Range(0, 4).Select(_ => _heap.Allocate(41))];
        Overrun(pointers[0]);
        Overrun(pointers[2]);
        Assert.Equal(HeapError.Damaged, _heap.Free(pointers[0]));
        Assert.True(_heap.Heap.TryTakeDamage(out HeapDamage first) && _heap.Heap.TryTakeDamage(out HeapDamage second)
            && (first.Pointer.Value, second.Pointer.Value, second.Block.Payload.Value)
                == (pointers[0], 0, pointers[2]));
    }

    [Fact]
    public void A_quarantined_block_still_tells_who_allocated_it()
    {
        uint[] pointers = [_heap.Allocate(41), _heap.Allocate(41)];
        Overrun(pointers[0]);
        Assert.Equal(HeapError.Damaged, _heap.Free(pointers[0]));
        HeapBlock block = default;
        Assert.True(_heap.Heap.TryNextBlock(ref block));
        Assert.Equal((BlockState.Quarantined, 1u), (block.State, block.AllocatedBy));
    }

    [Fact]
    public void What_was_written_to_the_top_stays_to_be_looked_at()
    {
        // The last word that was written to becomes the redzone of the block that is quarantined.
        uint at = _heap.Allocate(40) + 200;
        _heap.Machine.Store(at, 0xC0FFEE);
        _heap.Machine.Store(at + 40, 0xC0FFEE);
        Assert.Equal(HeapFault.UseAfterFree, _heap.Heap.CheckAndRepair().Fault);
        Assert.Equal((0xC0FFEEu, HeapFault.None), (_heap.Machine.Load(at), _heap.Heap.Check().Fault));
    }

    [Fact]
    public void Nobody_has_freed_a_live_block_or_one_whose_header_says_so()
    {
        uint[] pointers = [_heap.Allocate(Payload(104)), _heap.Allocate(40)];
        _heap.Free(pointers[0]);
        uint again = _heap.Allocate(Payload(104));
        Assert.Equal((pointers[0], 0u), (again, _heap.Machine.Load(again - sizeof(uint))));
        for (uint word = again - Header; word < again; word += sizeof(uint))
        {
            _heap.Machine.Store(word, 0x5050_5050);
        }

        HeapDamage damage = _heap.Heap.CheckAndRepair();
        Assert.Equal((HeapFault.HeaderSmashed, BlockState.Allocated, 0u),
            (damage.Fault, damage.Block.State, damage.Block.FreedBy));
    }

    /// <summary>Also once the list of reports has gone round.</summary>
    [Fact]
    public void There_is_damage_until_it_is_taken()
    {
        for (int i = 0; i < 10; i++)
        {
            uint pointer = _heap.Allocate(41);
            Assert.False(_heap.Heap.HasDamage);
            Overrun(pointer);
            _heap.Free(pointer);
            Assert.True(_heap.Heap.HasDamage);
            Assert.Equal(HeapFault.Overrun, TakeOnly().Fault);
            Assert.False(_heap.Heap.HasDamage);
        }
    }

    /// <summary>Two free blocks of one list, of which the one freed last is the first.</summary>
    [Theory]
    [InlineData(2, 0, true, false)]
    [InlineData(2, 0, true, true)]
    [InlineData(0, 2, false, true)]
    public void A_large_size_takes_the_first_of_its_own_list_or_else_the_top(int first, int last, bool fits,
        bool isTopEmpty)
    {
        uint[] pointers = [.. ((uint[])[1264, 40, 1160, 40]).Select(size => _heap.Allocate(Payload(size)))];
        HeapBounds bounds = _heap.Heap.Bounds;
        if (isTopEmpty)
        {
            _heap.Allocate(Payload(bounds.End - bounds.Top));
        }

        _heap.Free(pointers[first]);
        _heap.Free(pointers[last]);
        uint pointer = _heap.Allocate(Payload(1240));
        Assert.Equal((fits, fits),
            (pointer == pointers[last], _heap.Heap.Bounds.MappedBytes == bounds.MappedBytes));
    }

    /// <summary>The rest of a block is not put into a list that leads nowhere.</summary>
    [Theory]
    [InlineData(200u)]
    [InlineData(32u)]
    public void A_list_that_leads_nowhere_is_found_before_it_gets_what_is_left_of_a_block(uint rest)
    {
        uint[] pointers = [_heap.Allocate(Payload(304)), _heap.Allocate(40)];
        _heap.Free(pointers[0]);
        _heap.Heap.Blocks.Lists.Heads.SetHead(SizeClass.Of(rest), Nowhere, isAlone: false);
        Assert.Equal(pointers[0], _heap.Allocate(Payload(304 - rest)));
        Assert.Equal(HeapFault.ListWrong, TakeOnly().Fault);
    }

    private void Overrun(uint pointer) => _heap.Machine.StoreByte(pointer + _heap.Live[pointer], 0);

    private HeapDamage TakeOnly()
    {
        Assert.True(_heap.Heap.TryTakeDamage(out HeapDamage damage));
        Assert.False(_heap.Heap.TryTakeDamage(out HeapDamage none));
        Assert.Equal(HeapFault.None, none.Fault);
        return damage;
    }
}
