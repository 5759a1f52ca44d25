// `heap fill`: allocates until the heap is exhausted, and shows that everything comes back (H2, H3, H6).

using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Heap;
using Osmosis.Memory.Texts;
using Osmosis.Metal;

namespace Osmosis.Kernel.Diagnostics;

internal static class HeapFill
{
    /// <summary>
    /// Allocates blocks of this size, at least 4 bytes, until the heap refuses; frees them; compares the heap with its
    /// former state.
    /// </summary>
    /// <returns>Whether it is as before.</returns>
    public static bool TryRun(uint bytes)
    {
        HeapStatistics before = Heap.Statistics;
        uint freeFrames = KernelMemory.Frames.FreeFrames;
        VirtualAddress chain = AllocateAll(bytes, out uint count);
        Terminal.Row("blocks"u8, $"{count}");
        Terminal.Row("bytes"u8, $"{(ulong)count * bytes}");
        Terminal.Row("ended by"u8, $"{Heap.LastFailure.Describe()}");
        Terminal.Row("mapped bytes"u8, $"{Heap.MappedBytes}");
        Terminal.Row("frames left"u8, $"{KernelMemory.Frames.FreeFrames}");
        FreeAll(chain);

        Heap.GiveBack(before.MappedBytes);
        HeapStatistics after = Heap.Statistics;
        bool isBack = after.FreeBytes == before.FreeBytes
            && after.FreeBlocks == before.FreeBlocks
            && after.LiveAllocations == before.LiveAllocations
            && KernelMemory.Frames.FreeFrames == freeFrames
            && Heap.Check() == HeapFault.None;
        Terminal.Row("after freeing"u8,
            $"{after.FreeBlocks} free blocks, {after.FreeBytes} free bytes, "
                + $"{KernelMemory.Frames.FreeFrames} free frames");
        Terminal.Row("everything came back"u8, $"{isBack}");
        return isBack;
    }

    /// <summary>The first word of each block points to the previous block.</summary>
    private static VirtualAddress AllocateAll(uint bytes, out uint count)
    {
        VirtualAddress chain = VirtualAddress.Null;
        count = 0;
        while (true)
        {
            VirtualAddress block = Heap.Allocate(bytes);
            if (block == VirtualAddress.Null)
            {
                return chain;
            }

            default(ProcessorMemory).Store(block.Value, chain.Value);
            chain = block;
            count++;
        }
    }

    private static void FreeAll(VirtualAddress chain)
    {
        while (chain != VirtualAddress.Null)
        {
            VirtualAddress next = new(default(ProcessorMemory).Load(chain.Value));
            HeapError error = Heap.Free(chain);
            if (error != HeapError.None)
            {
                Terminal.Row("free failed"u8, $"{chain}: {error.Describe()}");
                return;
            }

            chain = next;
        }
    }
}
