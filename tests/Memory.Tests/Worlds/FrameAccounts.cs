// Every frame has exactly one owner, and the counters know it (F1, F4).
namespace Osmosis.Memory.Tests.Worlds;

/// <summary>Compares what the tables say with what the frame allocator says.</summary>
public static class FrameAccounts
{
    /// <summary>
    /// Fails when a frame is a table twice, or a table and a page, or a page of the heap or the stack twice, or any of
    /// those and free; and when frames are allocated that neither the tables, nor the heap, nor the stack, nor
    /// <paramref name="held"/> account for.
    /// </summary>
    /// <param name="world">The machine.</param>
    /// <param name="held">Frames that the test took for itself.</param>
    public static void Check(World world, params IReadOnlyCollection<Frame> held)
    {
        FrameOwners owners = new(world.Processor.Memory.History);
        foreach ((uint slot, uint frame) in world.Tables())
        {
            owners.Claim(frame, "the table of directory entry", slot);
        }

        uint heapStart = world.IdentityEnd;
        uint heapEnd = heapStart + world.HeapMappedBytes;
        foreach (Mapping mapping in world.Mappings())
        {
            bool isHeap = mapping.Page >= heapStart && mapping.Page < heapEnd;
            bool isStack = mapping.Page >= MemoryLayout.StackBottom && mapping.Page < MemoryLayout.StackTop;
            if (isHeap || isStack)
            {
                owners.Claim(mapping.Physical >> 12, isHeap ? "the page of the heap at" : "the page of the stack at",
                    mapping.Page);
            }
        }

        foreach (Frame frame in held)
        {
            owners.Claim(frame.Number, "held by the test as frame", frame.Number);
        }

        foreach (uint frame in owners.Frames)
        {
            bool isAllocated = world.Frames.Allocator.IsAllocated(Frame.FromNumber(frame));
            bool isFree = world.Frames.Allocator.IsFree(Frame.FromNumber(frame));
            if (!isAllocated || isFree)
            {
                Assert.Fail($"frame {frame} is in use: allocated {isAllocated}, free {isFree}");
            }
        }

        uint allocated = world.Frames.Allocator.AllocatedFrames;
        if (allocated != owners.Count)
        {
            Assert.Fail($"{allocated} frames count as allocated, and {owners.Count} have an owner");
        }

        owners.Claim(world.Options.Directory >> 12, "the page directory at", world.Options.Directory);
    }
}
