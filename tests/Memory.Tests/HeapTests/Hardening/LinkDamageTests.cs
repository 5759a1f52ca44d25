using static Osmosis.Memory.Tests.HeapTests.BlockSizes<Osmosis.Memory.Heap.CheckedBlocks>;

namespace Osmosis.Memory.Tests.HeapTests.Hardening;

/// <summary>
/// Links and footers of free blocks that were written to are found before they are followed, and blamed on the right
/// block (H5).
/// </summary>
public class LinkDamageTests
{
    /// <summary>
    /// Blocks 0 and 4 share a list: whichever link is spoilt, its own block is blamed, and the other stays in use.
    /// </summary>
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
            scene.IsUse(scene.TakeOnly(), index, scene.Blocks[index].Pointer + offset + i);
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
        foreach (uint address in (uint[])[.. Words(block.Pointer), .. Words(block.Pointer + 4),
            .. Words(block.End - 4)])
        {
            DamageScene scene = new();
            scene.Spoil(address);
            scene.Heap.Free(scene.Pointers[freed]);
            HeapDamage damage = scene.TakeOnly();
            scene.IsUse(damage, spoilt, address);
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
                Assert.DoesNotContain(scene.Pointers[index],
                    (uint[])[scene.Heap.Take(Payload(304)), scene.Heap.Take(Payload(104)),
                        scene.Heap.Take(Payload(104))]);
                scene.IsUse(scene.TakeOnly(), index, scene.Blocks[index].Pointer + offset);
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

    /// <summary>
    /// A live block that nobody wrote to still holds what it held while it was free: that must not look like a member
    /// of a list.
    /// </summary>
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

    /// <summary>
    /// The same for a block that was not the first of its list: it was looked for as there were no pages.
    /// </summary>
    [Fact]
    public void A_live_block_that_others_preceded_is_never_taken_for_a_member_of_a_free_list()
    {
        DamageScene scene = TwoInOneList(out uint[] pointers);
        Assert.Equal(pointers[0], scene.Core.Allocate(Payload(2104)).Value);
        scene.Link(pointers[2], pointers[0] - DamageScene.Header);
        Assert.Equal(VirtualAddress.Null, scene.Core.Allocate(Payload(2048)));
        HeapDamage damage = scene.TakeOnly();
        Assert.Equal((HeapFault.UseAfterFree, pointers[2]), (damage.Fault, damage.DamagedAt.Value));
        Assert.Equal(HeapError.None, scene.Core.Free(new VirtualAddress(pointers[0])));
        Assert.Equal(HeapFault.None, scene.Core.Check().Fault);
    }

    /// <summary>
    /// Block 0's link back leads to a block of another list, with or without a block behind it there: that one is not
    /// to blame.
    /// </summary>
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
        scene.IsUse(scene.TakeOnly(), 0, scene.Pointers[0] + 4);
        scene.CheckAftermath();
    }

    [Fact]
    public void A_link_on_into_another_list_is_blamed_on_the_block_it_lies_in()
    {
        DamageScene scene = new();
        scene.Link(scene.Pointers[0], scene.Blocks[2].Address);
        scene.Heap.Free(scene.Pointers[1]);
        scene.IsUse(scene.TakeOnly(), 0, scene.Pointers[0]);
        scene.CheckAftermath();
    }

    [Fact]
    public void A_footer_that_leads_to_another_free_block_is_not_believed()
    {
        DamageScene scene = new();
        scene.WriteWord(scene.Blocks[4].End - 4, scene.Blocks[4].End - scene.Blocks[2].Address);
        scene.Heap.Free(scene.Pointers[5]);
        scene.CheckAftermath();
        Assert.NotEmpty(scene.TakeDamage());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_list_that_runs_in_a_circle_ends()
    {
        // 2104 bytes share a list with 2048, which is searched when there are no pages. Both links of both blocks agree
        // with each other.
        DamageScene scene = new();
        uint[] pointers = [.. ((uint[])[2048, 504, 2048, 504]).Select(size => scene.Heap.Take(Payload(size)))];
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
                Assert.InRange(scene.Core.Statistics.LargestFreeBlock, 1u, scene.Core.Bounds.MappedBytes);
                long before = scene.Heap.World.Processor.Memory.History.Count;
                Assert.Equal(0u, scene.Heap.Allocate(Payload(2104)));

                // Ten words a block are more than it looks at, and the window has room for no more blocks than these.
                Assert.InRange(scene.Heap.World.Processor.Memory.History.Count - before, 1,
                    10 * (MemoryLayout.HeapMaxSize / Smallest));
            },
            TestContext.Current.CancellationToken);
        Assert.Equal(HeapError.PageUnavailable, scene.Core.Counters.LastFailure);
        scene.Heap.World.Frames.FailNever();
        scene.CheckAftermath();
        Assert.NotEmpty(scene.TakeDamage());
    }

    /// <summary>
    /// As above, but the list leads to where nothing is mapped: its search must end there, and not fault.
    /// </summary>
    [Fact]
    public void A_list_that_leads_out_of_what_is_mapped_ends()
    {
        DamageScene scene = TwoInOneList(out uint[] pointers);
        scene.Link(pointers[2], pointers[2] - DamageScene.Header + (16 * 4096));
        Assert.Equal(0u, scene.Heap.Allocate(Payload(2104)));
        Assert.Equal(HeapError.PageUnavailable, scene.Core.Counters.LastFailure);
        scene.Heap.World.Frames.FailNever();
        scene.CheckAftermath();
    }

    /// <summary>Blocks 0 and 2 are free, in one list; all else is taken, and no page can be had.</summary>
    private static DamageScene TwoInOneList(out uint[] pointers)
    {
        DamageScene scene = new();
        pointers = [.. ((uint[])[2104, 504, 2048, 504]).Select(size => scene.Heap.Take(Payload(size)))];
        scene.Heap.Take(Payload(HeapWalk.Blocks(scene.Heap.World)[^1].Size));
        scene.Heap.Free(pointers[0]);
        scene.Heap.Free(pointers[2]);
        scene.Heap.World.Frames.FailFrom(1);
        return scene;
    }

    private static IEnumerable<uint> Words(uint address) => Enumerable.Range(0, 4).Select(i => address + (uint)i);
}
