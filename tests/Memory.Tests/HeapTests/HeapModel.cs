// A user of the heap who remembers everything: what it holds, what it wrote there, and how often it was refused.
using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>Uses a world's heap and compares it with a dictionary of live blocks.</summary>
public sealed class HeapModel(World world)
{
    private readonly SortedDictionary<uint, (uint Bytes, uint Seed)> _live = [];
    private uint _seed;
    private uint _allocations;
    private uint _frees;
    private uint _failures;
    private uint _refused;

    public World World => world;

    public IReadOnlyList<uint> Live => [.. _live.Keys];

    /// <summary>Allocates, and fills what it gets; null when the heap refuses. That blocks don't overlap is up to <see cref="Check"/>.</summary>
    public uint Allocate(uint bytes)
    {
        uint pointer = world.Heap.Allocate(bytes).Value;
        if (pointer == 0)
        {
            _failures += bytes == 0 ? 0u : 1;
            return 0;
        }

        _allocations++;
        Assert.NotEqual(0u, bytes);
        Assert.Equal(0u, pointer % 8);
        Assert.InRange(pointer, world.IdentityEnd, world.IdentityEnd + world.Heap.Statistics.MappedBytes - bytes);
        _live.Add(pointer, (bytes, ++_seed));
        for (uint i = 0; i < bytes; i++)
        {
            if (i % 4 == 0 && bytes - i >= 4)
            {
                world.Processor.Store(pointer + i, Word(_seed, i));
                i += 3;
                continue;
            }

            world.Processor.StoreByte(pointer + i, (byte)(Word(_seed, i & ~3u) >> (int)(8 * (i & 3))));
        }

        return pointer;
    }

    /// <summary>Allocates what the heap must have.</summary>
    public uint Take(uint bytes)
    {
        uint pointer = Allocate(bytes);
        Assert.NotEqual(0u, pointer);
        return pointer;
    }

    /// <summary>Frees a live block, after looking whether its contents are still what was written.</summary>
    public void Free(uint pointer)
    {
        CheckContents(pointer);
        _live.Remove(pointer);
        _frees++;
        Assert.Equal(HeapError.None, world.Heap.Free(new VirtualAddress(pointer)));
    }

    /// <summary>Frees what is no live block: refused, counted unless it lies outside the window, and nothing changes.</summary>
    public HeapError FreeWild(uint pointer)
    {
        Assert.DoesNotContain(pointer, _live.Keys);
        List<Block> before = HeapWalk.Blocks(world);
        HeapError error = world.Heap.Free(new VirtualAddress(pointer));
        Assert.NotEqual(HeapError.None, error);
        _refused += error == HeapError.OutsideWindow ? 0u : 1;
        Assert.Equal(before, HeapWalk.Blocks(world));
        return error;
    }

    /// <summary>The heap's own check, its counters, and its blocks are what they should be.</summary>
    public void Check()
    {
        HeapDamage damage = world.Heap.Check();
        Assert.True(damage.Fault == HeapFault.None, $"{damage.Fault} at {damage.Block.Address}");
        HeapStatistics now = world.Heap.Statistics;
        Assert.Equal(
            ((uint)_live.Count, _allocations, _frees, _failures, _refused),
            (now.LiveAllocations, now.TotalAllocations, now.TotalFrees, now.FailedAllocations, now.RefusedFrees));
        CheckBlocks(HeapWalk.Blocks(world), now);
    }

    /// <summary>As <see cref="Check"/>, and contents of all blocks, tables and frames: slow.</summary>
    public void CheckAll()
    {
        Check();
        foreach (uint pointer in _live.Keys)
        {
            CheckContents(pointer);
        }

        FrameAccounts.Check(world);
        uint end = world.IdentityEnd + MemoryLayout.HeapMaxSize;
        List<Mapping> pages = world.OrdinaryMappings().FindAll(mapping => mapping.Page >= world.IdentityEnd);
        Assert.Equal(world.Heap.Statistics.MappedBytes / 4096, (uint)pages.Count);
        Assert.True(pages.TrueForAll(page => page.Page < end && page.IsWritable));
    }

    /// <summary>No header looks like this: in those, bit 2 is never set.</summary>
    private static uint Word(uint seed, uint offset) => (((seed * 2654435761) ^ (offset * 2246822519)) & ~1u) | 4;

    private static uint SizeFor(uint bytes) => Math.Max(16, (bytes + 4 + 7) & ~7u);

    private void CheckBlocks(List<Block> blocks, HeapStatistics statistics)
    {
        bool previousFree = false;
        using SortedDictionary<uint, (uint Bytes, uint Seed)>.Enumerator live = _live.GetEnumerator();
        foreach (Block block in blocks)
        {
            Assert.True(block.IsPreviousFree == previousFree && !(block.IsFree && previousFree), $"{block} after a block that is free: {previousFree}");
            previousFree = block.IsFree;
            if (block.IsFree)
            {
                continue;
            }

            Assert.True(live.MoveNext() && live.Current.Key == block.Pointer, $"{block} is nobody's");
            uint surplus = block.Size - SizeFor(live.Current.Value.Bytes);
            Assert.True(surplus < 16, $"{block} for {live.Current.Value.Bytes} bytes");
        }

        Assert.False(live.MoveNext());
        uint[] free = [.. blocks.Where(block => block.IsFree).Select(block => block.Size)];
        Assert.Equal(
            ((uint)free.Length, (uint)free.Sum(size => size), free.Length == 0 ? 0 : free.Max()),
            (statistics.FreeBlocks, statistics.FreeBytes, statistics.LargestFreeBlock));
    }

    private void CheckContents(uint pointer)
    {
        (uint bytes, uint seed) = _live[pointer];
        for (uint i = 0; i < bytes; i += 4)
        {
            for (uint j = i; bytes - i < 4 && j < bytes; j++)
            {
                Assert.Equal((byte)(Word(seed, i) >> (int)(8 * (j & 3))), world.Processor.LoadByte(pointer + j));
            }

            if (bytes - i >= 4 && world.Processor.Load(pointer + i) != Word(seed, i))
            {
                Assert.Fail($"the block at 0x{pointer:x8}, {bytes} bytes, was changed at offset {i}");
            }
        }
    }
}
