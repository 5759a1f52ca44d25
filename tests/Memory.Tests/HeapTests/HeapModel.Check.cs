// What the user of the heap compares.
using System.Runtime.InteropServices;
using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.HeapTests;

public sealed partial class HeapModel<TFormat>
{
    /// <summary>
    /// The heap's own check, its counters, its blocks and its list of blocks are what they should be.
    /// </summary>
    public void Check()
    {
        HeapDamage damage = world.Heap.Check();
        Assert.True(damage.Fault == HeapFault.None,
            $"{damage.Fault} at 0x{damage.Block.Address.Value:x8}, byte 0x{damage.DamagedAt.Value:x8}");
        HeapStatistics now = world.Heap.Statistics;
        CheckCounts(now);
        List<Block> blocks = HeapWalk.Blocks(world);
        CheckBlocks(blocks, now);
        CheckListing(blocks);
    }

    /// <summary>What the heap counts is what its user counted.</summary>
    public void CheckCounts(HeapStatistics now)
    {
        (uint, uint, uint, uint, uint) expected = ((uint)_live.Count, _allocations, _frees, _failures, _refused);
        (uint, uint, uint, uint, uint) actual = (now.LiveAllocations, now.TotalAllocations, now.TotalFrees,
            now.FailedAllocations, now.RefusedFrees);
        if (expected != actual)
        {
            Assert.Fail($"live, allocated, freed, failed, refused: {actual} instead of {expected}");
        }
    }

    /// <summary>As <see cref="Check"/>, and contents of all blocks, tables and frames: slow.</summary>
    public void CheckAll()
    {
        Check();
        CheckAllContents();
        FrameAccounts.Check(world);
        uint end = world.IdentityEnd + MemoryLayout.HeapMaxSize;
        List<Mapping> pages = world.OrdinaryMappings().FindAll(mapping => mapping.Page >= world.IdentityEnd);
        Assert.Equal(world.Heap.Bounds.MappedBytes / 4096, (uint)pages.Count);
        Assert.True(pages.TrueForAll(page => page.Page < end && page.IsWritable));
    }

    /// <summary>Nobody wrote into a live block.</summary>
    public void CheckAllContents()
    {
        foreach (uint pointer in _live.Keys)
        {
            CheckContents(pointer);
        }
    }

    /// <summary>
    /// Null needs a reason: neither a free block of the lists nor the top is large enough, and the window is used up or
    /// a frame was refused. A refusal leaves the heap as it was, so that it can be looked at afterwards; while it is
    /// damaged, it isn't.
    /// </summary>
    /// <param name="room">Bytes of the block that is needed.</param>
    /// <param name="refusals">Frames that had been refused before.</param>
    private void RequireReason(uint pointer, uint bytes, uint room, uint refusals)
    {
        if (pointer != 0 || bytes == 0 || world.Heap.Check().Fault != HeapFault.None)
        {
            return;
        }

        HeapStatistics now = world.Heap.Statistics;
        HeapError expected = HeapError.TooLarge;
        if (bytes <= MemoryLayout.HeapMaxSize)
        {
            expected = IsExhausted(now, room) ? HeapError.WindowExhausted : HeapError.PageUnavailable;
            Assert.True(expected == HeapError.WindowExhausted || world.Frames.AllRefusals != refusals,
                $"{bytes} bytes are refused for no reason");
            Assert.DoesNotContain(HeapWalk.Blocks(world), block => block.IsFree && block.Size >= room);
        }

        Assert.Equal(expected, world.Heap.Counters.LastFailure);
    }

    /// <summary>Bytes above the last block.</summary>
    private static uint Top(HeapStatistics now) =>
        now.MappedBytes == 0 ? 0 : now.Base.Value + now.MappedBytes - BlockSizes<TFormat>.Pad - now.Top.Value;

    /// <summary>Whether the window ends before the top could have so many bytes.</summary>
    private static bool IsExhausted(HeapStatistics now, uint room) =>
        now.Top.Value + (ulong)room + BlockSizes<TFormat>.Pad > now.Limit.Value;

    /// <summary>
    /// What a block holds. In every word bit 2 is set and bit 0 is not: no header of a plain block that can be freed
    /// looks like this.
    /// </summary>
    private static ReadOnlySpan<byte> Contents(uint bytes, uint seed)
    {
        uint[] words = new uint[(bytes + 3) / 4];
        for (uint i = 0; i < words.Length; i++)
        {
            words[i] = (((seed * 2654435761) ^ (i * 4 * 2246822519)) & ~1u) | 4;
        }

        return MemoryMarshal.AsBytes<uint>(words)[..(int)bytes];
    }

    private void Fill(uint pointer, uint bytes, uint seed) =>
        world.Processor.StoreBytes(pointer, Contents(bytes, seed));

    private void CheckContents(uint pointer) =>
        CheckBytes(pointer, _live[pointer].IsUnused ? 0 : _live[pointer].Bytes, _live[pointer].Seed);

    private void CheckBytes(uint pointer, uint bytes, uint seed) => CheckBytes(pointer, Contents(bytes, seed));

    private void CheckBytes(uint pointer, ReadOnlySpan<byte> expected)
    {
        byte[] found = new byte[expected.Length];
        world.Processor.LoadBytes(pointer, found);
        int same = expected.CommonPrefixLength(found);
        if (same < found.Length)
        {
            Assert.Fail(
                $"the block at 0x{pointer:x8}, {found.Length} bytes: byte {same} is 0x{found[same]:x2} and "
                    + $"was 0x{expected[same]:x2}");
        }
    }

    private void CheckBlocks(List<Block> blocks, HeapStatistics statistics)
    {
        bool previousFree = false;
        using SortedDictionary<uint, LiveBlock>.Enumerator live = _live.GetEnumerator();
        foreach (Block block in blocks)
        {
            if (block.IsPreviousFree != previousFree || (block.IsFree && previousFree))
            {
                Assert.Fail($"{block} after a block that is free: {previousFree}");
            }

            previousFree = block.IsFree;
            if (!block.IsLive)
            {
                continue;
            }

            if (!live.MoveNext() || live.Current.Key != block.Pointer)
            {
                Assert.Fail($"{block} is nobody's");
            }

            uint surplus = block.Size - BlockSizes<TFormat>.For(live.Current.Value.Bytes);
            if (surplus >= BlockSizes<TFormat>.Smallest)
            {
                Assert.Fail($"{block} for {live.Current.Value.Bytes} bytes");
            }
        }

        Assert.False(live.MoveNext());
        Assert.Equal((uint)blocks.Count(block => block.IsQuarantined), statistics.QuarantinedBlocks);
        uint[] free = [.. blocks.Where(block => block.IsFree).Select(block => block.Size)];
        Assert.Equal(
            ((uint)free.Length, (uint)free.Sum(size => size), free.Length == 0 ? 0 : free.Max()),
            (statistics.FreeBlocks, statistics.FreeBytes, statistics.LargestFreeBlock));
    }

    /// <summary>
    /// The heap's own list of blocks holds just these, and of live ones tells what the user knows of them (H8).
    /// </summary>
    private void CheckListing(List<Block> blocks)
    {
        HeapBlock listed = default;
        foreach (Block block in blocks)
        {
            Assert.True(world.Heap.TryNextBlock(ref listed));
            BlockState state = block.IsQuarantined ? BlockState.Quarantined : block.IsFree ? BlockState.Free
                : BlockState.Allocated;
            Agree((block.Address, block.Pointer, block.Size, (uint)state),
                (listed.Address.Value, listed.Payload.Value, listed.Size, (uint)listed.State));
            if (block.IsLive)
            {
                LiveBlock user = TFormat.IsChecked ? _live[block.Pointer] : default;
                Agree((user.Bytes, user.Seed, 0u, user.Mark),
                    (listed.Requested, listed.AllocatedBy, listed.FreedBy, listed.Mark));
            }
        }

        Assert.False(world.Heap.TryNextBlock(ref listed));
    }

    /// <summary>As Assert.Equal, which takes its time with tuples.</summary>
    private static void Agree((uint, uint, uint, uint) expected, (uint, uint, uint, uint) actual)
    {
        if (expected != actual)
        {
            Assert.Equal(expected, actual);
        }
    }
}
