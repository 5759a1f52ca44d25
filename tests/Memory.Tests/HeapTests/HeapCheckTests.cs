using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>The whole-heap check finds damage of every kind, and finds none where there is none (H8).</summary>
public abstract class HeapCheckTests<TFormat>
    where TFormat : struct, IBlockFormat
{
    /// <summary>
    /// Free blocks of 104 bytes (two, so that their list has links), 304 and the rest; allocated ones between them.
    /// </summary>
    protected HeapCheckTests()
    {
        uint[] pointers =
            [.. ((uint[])[104, 40, 304, 48, 104, 56, 64]).Select(size => Heap.Take(BlockSizes<TFormat>.Payload(size)))];
        Heap.Free(pointers[0]);
        Heap.Free(pointers[2]);
        Heap.Free(pointers[4]);
        Blocks = HeapWalk.Blocks(Heap.World);
        Assert.Equal([true, false, true, false, true, false, false, true], Blocks.Select(block => block.IsFree));
        Heap.CheckAll();
    }

    private protected HeapModel<TFormat> Heap
    {
        get;
    } = new(HeapWorld<TFormat>.BootHeap(new() { HasGarbageInHeapPages = true }));

    private protected HeapWorld<TFormat> World => Heap.World;

    private protected List<Block> Blocks { get; }

    /// <summary>The blocks that have a header. The last is what is free above them.</summary>
    private List<Block> Headed => Blocks[..^1];

    [Fact]
    public void Every_bit_flipped_in_any_header_link_or_footer_is_found()
    {
        List<uint> words = [];
        foreach (Block block in Headed)
        {
            words.AddRange(Enumerable.Range(0, (int)BlockSizes<TFormat>.Header / 4)
                .Select(i => block.Address + ((uint)i * 4)));
            words.AddRange(block.IsFree ? [block.Pointer, block.Pointer + 4, block.End - 4] : []);
        }

        if (TFormat.IsChecked)
        {
            // Below the first block, and what is filled: from where the last ends to the end of what is mapped.
            words.AddRange(
                [Blocks[0].Address - 4, Blocks[^1].Address, Blocks[^1].Pointer, Blocks[^1].End - 4, Blocks[^1].End]);
        }

        foreach (uint address in words)
        {
            for (int bit = 0; bit < 32; bit++)
            {
                Flip(address, 1u << bit);
                Assert.True(World.Heap.Check().Fault != HeapFault.None, $"bit {bit} of the word at 0x{address:x8}");
                Flip(address, 1u << bit);
                Assert.Equal(HeapFault.None, World.Heap.Check().Fault);
            }
        }
    }

    [Fact]
    public void Any_header_word_overwritten_is_found()
    {
        foreach (Block block in Headed)
        {
            uint header = World.Processor.Load(block.Address);
            foreach (uint value in (uint[])[0, 1, 2, 8, 16, uint.MaxValue, 0x7FFF_FFF8, 0x8000_0000, 0xFFFF_FFF8,
                header + 8, header - 8, header + 0x1000])
            {
                World.Processor.Store(block.Address, value);
                Assert.True(World.Heap.Check().Fault != HeapFault.None,
                    $"0x{value:x8} for 0x{header:x8} at 0x{block.Address:x8}");
            }

            World.Processor.Store(block.Address, header);
        }
    }

    [Fact]
    public void A_list_that_runs_in_a_circle_is_found()
    {
        // With both links changed alike, the circle agrees with itself.
        World.Processor.Store(Blocks[0].Pointer, Blocks[0].Address ^ BlockSizes<TFormat>.LinkKey);
        World.Processor.Store(Blocks[0].Pointer + 4, Blocks[0].Address ^ BlockSizes<TFormat>.LinkKey);
        Assert.NotEqual(HeapFault.None, World.Heap.Check().Fault);
        Assert.InRange(World.Heap.Statistics.LargestFreeBlock, 0u, World.Heap.Bounds.MappedBytes);
    }

    private protected void Flip(uint address, uint bits) =>
        World.Processor.Store(address, World.Processor.Load(address) ^ bits);
}

/// <summary>Without seals, the check still names what headers, footers and links can tell.</summary>
public sealed class PlainHeapCheckTests : HeapCheckTests<PlainBlocks>
{
    [Fact]
    public void A_header_with_a_bit_that_no_header_has_is_named() =>
        Finds(HeapFault.HeaderSmashed, Blocks[1].Address, () => Flip(Blocks[1].Address, 4));

    [Fact]
    public void A_block_that_reaches_past_the_end_is_named() =>
        Finds(HeapFault.HeaderSmashed, Blocks[1].Address, () => Flip(Blocks[1].Address, 1 << 20));

    [Fact]
    public void A_header_that_disagrees_with_the_block_below_is_named_and_shown()
    {
        Finds(HeapFault.NeighbourDisagrees, Blocks[6].Address, () => Flip(Blocks[6].Address, 2));
        Assert.Equal(World.Processor.Load(Blocks[6].Address), BitConverter.ToUInt32(World.Heap.Check().Found));
    }

    [Fact]
    public void A_wrong_footer_is_named() =>
        Finds(HeapFault.UseAfterFree, Blocks[2].Address, () => Flip(Blocks[2].End - 4, 8));

    [Fact]
    public void Free_blocks_side_by_side_are_named()
    {
        Finds(HeapFault.NotMerged, Blocks[1].Address, () => Flip(Blocks[1].Address, 1));
        IsShownWithoutBytes();
    }

    [Fact]
    public void A_free_block_below_the_top_is_named()
    {
        Finds(HeapFault.NotMerged, Blocks[^1].Address, () =>
        {
            Flip(Blocks[6].Address, 1);
            World.Processor.Store(Blocks[6].End - 4, Blocks[6].Size);
        });
        IsShownWithoutBytes();
    }

    /// <summary>
    /// In a live block's payload: with a bit that no header has, not free, or of another list's size.
    /// </summary>
    [Theory]
    [InlineData(104 | 1 | 4u)]
    [InlineData(104u)]
    [InlineData(112 | 1u)]
    public void A_link_to_what_only_looks_like_a_free_block_of_the_list_is_named(uint header)
    {
        uint fake = Blocks[3].Address + 8;
        Finds(HeapFault.ListWrong, fake, () =>
        {
            World.Processor.Store(fake, header);
            World.Processor.Store(fake + 4, 0);
            World.Processor.Store(fake + 8, Blocks[0].Address);
            World.Processor.Store(Blocks[0].Pointer, fake);
        });
    }

    [Fact]
    public void A_link_to_what_is_no_free_block_is_named() =>
        Finds(HeapFault.ListWrong, Blocks[1].Address,
            () => World.Processor.Store(Blocks[2].Pointer, Blocks[1].Address));

    [Fact]
    public void A_link_out_of_the_window_is_named_and_not_followed() =>
        Finds(HeapFault.ListWrong, 0xDEAD_BEEC, () => World.Processor.Store(Blocks[2].Pointer, 0xDEAD_BEEC));

    [Fact]
    public void A_list_that_runs_in_a_circle_is_named() =>
        Assert.Equal(HeapFault.ListWrong,
            Damage(() => World.Processor.Store(Blocks[2].Pointer, Blocks[2].Address)).Fault);

    [Fact]
    public void A_wrong_link_back_is_named() =>
        Finds(HeapFault.ListWrong, Blocks[2].Address, () => Flip(Blocks[2].Pointer + 4, 8));

    [Fact]
    public void A_free_block_that_no_list_holds_is_found() => Finds(HeapFault.ListWrong, 0, () =>
    {
        // The two blocks of 104 bytes share a list, and the one freed last is its head: the other is lost.
        World.Processor.Store(Blocks[4].Pointer, 0);
    });

    [Fact]
    public void Damage_is_told_and_not_repaired()
    {
        Flip(Blocks[1].Address, 4);
        string before = HeapWalk.Snapshot(World);
        Assert.Equal(HeapFault.HeaderSmashed, World.Heap.CheckAndRepair().Fault);
        Assert.Equal((HeapFault.HeaderSmashed, 0u), (World.Heap.Check().Fault, World.Heap.Statistics.DamageReports));
        Assert.Equal(before, HeapWalk.Snapshot(World));
    }

    private void IsShownWithoutBytes()
    {
        HeapDamage damage = World.Heap.Check();
        Assert.Equal((0u, 0), (damage.DamagedAt.Value, damage.Found.Length));
    }

    private HeapDamage Damage(Action damage)
    {
        damage();
        return World.Heap.Check();
    }

    private void Finds(HeapFault fault, uint block, Action damage)
    {
        HeapDamage found = Damage(damage);
        VirtualAddress at = fault == HeapFault.ListWrong ? found.DamagedAt : found.Block.Address;
        Assert.Equal((fault, new VirtualAddress(block)), (found.Fault, at));
    }
}

public sealed class CheckedHeapCheckTests : HeapCheckTests<CheckedBlocks>;
