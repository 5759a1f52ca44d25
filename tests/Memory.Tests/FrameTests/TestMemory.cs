// A frame allocator over memory that a test describes in frames.
using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Tests.FrameTests;

internal static class TestMemory
{
    public const uint FirstUsable = MemoryLayout.LowMemoryEnd / MemoryLayout.PageSize;

    /// <summary>Usable frames first..last of each range; reserved ones on top.</summary>
    public static StrongBox<FrameAllocator> Create((uint First, uint Last)[] usable,
        params (uint First, uint Last)[] reserved)
    {
        MemoryMap map = default;
        foreach ((uint first, uint last) in usable)
        {
            Assert.True(
                map.TryAdd(MemoryRegion.FromLength((ulong)first << 12, (last - first + 1UL) << 12, RegionKind.Usable)));
        }

        ReservedRanges ranges = default;
        foreach ((uint first, uint last) in reserved)
        {
            Assert.True(ranges.TryAdd(new PhysicalAddress(first << 12), (last - first + 1) << 12));
        }

        StrongBox<FrameAllocator> allocator = new();
        allocator.Value.Initialise(in map, in ranges);
        return allocator;
    }

    /// <summary>Takes the next frame, which must exist.</summary>
    public static Frame Take(ref FrameAllocator allocator)
    {
        Assert.Equal(FrameError.None, allocator.AllocateFrame(out Frame frame));
        return frame;
    }

    public static List<uint> TakeAll(ref FrameAllocator allocator)
    {
        List<uint> frames = [];
        while (allocator.AllocateFrame(out Frame frame) == FrameError.None)
        {
            frames.Add(frame.Number);
            Assert.True(frames.Count <= MemoryLayout.FrameCount, "more frames were handed out than there are");
        }

        return frames;
    }
}
