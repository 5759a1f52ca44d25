// Reads the heap's blocks out of memory, without the core's check.
using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>A block as its header describes it.</summary>
/// <param name="Address">Where the header lies.</param>
/// <param name="Pointer">Where the payload starts.</param>
/// <param name="Size">Bytes, header included.</param>
/// <param name="IsFree">Bit 0.</param>
/// <param name="IsPreviousFree">Bit 1.</param>
/// <param name="IsQuarantined">Bit 2.</param>
public readonly record struct Block(uint Address, uint Pointer, uint Size, bool IsFree, bool IsPreviousFree,
    bool IsQuarantined)
{
    public uint End => Address + Size;

    public bool IsLive => !IsFree && !IsQuarantined;
}

/// <summary>A second opinion on the heap: the block layout as documented at the core's block header.</summary>
public static class HeapWalk
{
    /// <summary>All blocks, and what is free above the last, as if it had a header. The heap must be whole.</summary>
    public static List<Block> Blocks<TFormat>(HeapWorld<TFormat> world)
        where TFormat : struct, IBlockFormat
    {
        HeapStatistics statistics = world.Heap.Statistics;
        List<Block> blocks = [];
        uint address = statistics.Base.Value + BlockSizes<TFormat>.Pad;
        while (address < statistics.Top.Value)
        {
            uint header = world.Processor.Load(address);
            bool isPreviousFree = TFormat.IsChecked ? IsFooter(world.Processor.Load(address - 4)) : (header & 2) != 0;
            blocks.Add(new Block(
                address, address + BlockSizes<TFormat>.Header, header & ~7u, (header & 1) != 0, isPreviousFree,
                (header & 4) != 0));
            if (blocks[^1].Size < BlockSizes<TFormat>.Smallest)
            {
                Assert.Fail($"the header 0x{header:x8} at 0x{address:x8} holds no size");
            }

            address += blocks[^1].Size;
        }

        Assert.Equal(statistics.Top.Value, address);
        uint end = statistics.Base.Value + statistics.MappedBytes - BlockSizes<TFormat>.Pad;
        if (address < end)
        {
            blocks.Add(new Block(address, address + BlockSizes<TFormat>.Header, end - address, true, false, false));
        }

        return blocks;
    }

    /// <summary>A size: no redzone looks like one, as none of its bytes is 0.</summary>
    private static bool IsFooter(uint word) => word % 8 == 0 && word <= MemoryLayout.HeapMaxSize;

    /// <summary>
    /// The words of the mapped part, null where nobody wrote, and the statistics: what a refusal must not change.
    /// </summary>
    public static string Snapshot<TFormat>(HeapWorld<TFormat> world)
        where TFormat : struct, IBlockFormat
    {
        HeapStatistics now = world.Heap.Statistics;
        uint words = now.MappedBytes / 4;
        return $"{now.MappedBytes} mapped, {now.FreeBytes} free in {now.FreeBlocks}, "
            + $"largest {now.LargestFreeBlock}, {now.LiveAllocations} live, "
            + $"{now.TotalAllocations} allocated, {now.TotalFrees} freed\n"
            + string.Join(' ',
                Enumerable.Range(0, (int)words).Select(i => Word(world, now.Base.Value + ((uint)i * 4))));
    }

    private static string Word(World world, uint address)
    {
        Assert.Equal(MapError.None, world.Paging.Resolve(new VirtualAddress(address), out PhysicalAddress physical));
        return world.Processor.Memory.TryReadWord(physical.Value, out uint value) ? value.ToString("x") : "-";
    }
}
