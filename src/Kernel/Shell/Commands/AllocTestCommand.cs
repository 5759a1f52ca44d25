using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Heap;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>
/// Allocates blocks of several sizes, writes every byte, checks every byte, frees in an order that makes neighbours
/// merge, and compares the heap with its former state (D3). A failure names the block, the address and the values.
/// </summary>
internal readonly struct AllocTestCommand : ICommand
{
    private const int Blocks = 12;

    public static ReadOnlySpan<byte> Name => "alloc_test"u8;

    public static CommandGroup Group => CommandGroup.Change;

    public static ReadOnlySpan<byte> Usage => "alloc_test"u8;

    public static ReadOnlySpan<byte> Summary => "allocate, check and free"u8;

    public static ReadOnlySpan<byte> Details =>
        "Allocates 12 blocks of 1 to 16384 bytes, checks every byte, and frees them.\n"u8;

    // Below 64 KiB in total, so that freeing them never gives back pages that were mapped before the test.
    private static ReadOnlySpan<uint> Sizes => [1, 8, 24, 64, 100, 256, 777, 1024, 4096, 5000, 8192, 16384];

    public static bool Run(ref Arguments arguments)
    {
        HeapStatistics before = Heap.Statistics;
        uint freeFrames = KernelMemory.Frames.FreeFrames;
        Span<VirtualAddress> pointers = stackalloc VirtualAddress[Blocks];
        bool passed = AllocateAll(pointers) && CheckAll(pointers);
        passed = FreeAll(pointers) && passed;
        Heap.GiveBack(before.MappedBytes);
        passed = passed && Unchanged(before, freeFrames);
        if (passed)
        {
            Terminal.Row("alloc_test"u8, $"passed ({Blocks} blocks, {TotalBytes()} bytes)");
        }

        return passed;
    }

    private static uint TotalBytes()
    {
        uint total = 0;
        foreach (uint size in Sizes)
        {
            total += size;
        }

        return total;
    }

    /// <summary>Each block gets a byte pattern that differs from its neighbours'.</summary>
    private static byte Pattern(int block, uint offset) => (byte)((block * 37) + (offset * 11) + (offset >> 8));

    private static bool AllocateAll(Span<VirtualAddress> pointers)
    {
        for (int i = 0; i < Blocks; i++)
        {
            pointers[i] = Heap.Allocate(Sizes[i]);
            if (pointers[i] == VirtualAddress.Null)
            {
                Terminal.Row("alloc_test"u8,
                    $"failed: block {i} of {Sizes[i]} bytes can't be had: {Heap.LastFailure.Describe()}");
                return false;
            }

            if (pointers[i].Value % 8 != 0)
            {
                Terminal.Row("alloc_test"u8, $"failed: block {i} at {pointers[i]} is not aligned to 8 bytes");
                return false;
            }

            Span<byte> bytes = Payload(pointers[i], Sizes[i]);
            for (int offset = 0; offset < bytes.Length; offset++)
            {
                bytes[offset] = Pattern(i, (uint)offset);
            }
        }

        return true;
    }

    private static bool CheckAll(Span<VirtualAddress> pointers)
    {
        for (int i = 0; i < Blocks; i++)
        {
            Span<byte> bytes = Payload(pointers[i], Sizes[i]);
            for (int offset = 0; offset < bytes.Length; offset++)
            {
                byte expected = Pattern(i, (uint)offset);
                if (bytes[offset] != expected)
                {
                    Terminal.Row("alloc_test"u8,
                        $"failed: block {i} at {pointers[i] + (uint)offset}"
                            + $" holds 0x{bytes[offset]:x2}, not 0x{expected:x2}");
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>First the odd blocks, then the even ones, each of which has free neighbours by then.</summary>
    private static bool FreeAll(Span<VirtualAddress> pointers)
    {
        bool passed = true;
        for (int i = 0; i < Blocks; i++)
        {
            int block = ((2 * i) + 1) % (Blocks + 1);
            if (pointers[block] == VirtualAddress.Null)
            {
                continue;
            }

            HeapError error = Heap.Free(pointers[block]);
            if (error != HeapError.None)
            {
                Terminal.Row("alloc_test"u8,
                    $"failed: block {block} at {pointers[block]} can't be freed: {error.Describe()}");
                passed = false;
            }
        }

        return passed;
    }

    /// <summary>Whether every counter except the totals is as it was, and the heap is intact.</summary>
    private static bool Unchanged(HeapStatistics before, uint freeFrames)
    {
        HeapFault fault = Heap.Check();
        if (fault != HeapFault.None)
        {
            Terminal.Row("alloc_test"u8, $"failed: {fault.Describe()}");
            return false;
        }

        HeapStatistics after = Heap.Statistics;
        return Same("mapped bytes"u8, before.MappedBytes, after.MappedBytes)
            && Same("free-list bytes"u8, before.FreeBytes, after.FreeBytes)
            && Same("free blocks"u8, before.FreeBlocks, after.FreeBlocks)
            && Same("largest free block"u8, before.LargestFreeBlock, after.LargestFreeBlock)
            && Same("live allocations"u8, before.LiveAllocations, after.LiveAllocations)
            && Same("failed allocations"u8, before.FailedAllocations, after.FailedAllocations)
            && Same("free frames"u8, freeFrames, KernelMemory.Frames.FreeFrames);
    }

    private static bool Same(ReadOnlySpan<byte> what, uint before, uint after)
    {
        if (before != after)
        {
            Terminal.Row("alloc_test"u8, $"failed: {what} was {before} and is {after}");
        }

        return before == after;
    }

    // Sound: the heap handed out these bytes to this command alone, and they stay mapped until freed.
    private static unsafe Span<byte> Payload(VirtualAddress pointer, uint size) => new((void*)pointer.Value, (int)size);
}
