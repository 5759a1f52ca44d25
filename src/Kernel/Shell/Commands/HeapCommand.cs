using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Heap;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>
/// The heap's bounds and counters (D2), and its tools: the whole-heap check (H8), blocks, leaks, exhaustion.
/// </summary>
internal readonly struct HeapCommand : ICommand
{
    private const uint DefaultFillBytes = 1024;

    public static ReadOnlySpan<byte> Name => "heap"u8;

    public static CommandGroup Group => CommandGroup.Look;

    public static ReadOnlySpan<byte> Usage => "heap [check | blocks | leaks | mark | fill [bytes]]"u8;

    public static ReadOnlySpan<byte> Summary => "bounds and counters; tools"u8;

    public static ReadOnlySpan<byte> Details => """
        check: tests the whole heap. blocks: lists it.
        mark: begins a period. leaks: lists what was allocated in it and not freed.
        fill: allocates blocks until nothing is left, frees them; bytes: 4 or more.
        example: heap mark, then kmalloc 40, then heap leaks

        """u8;

    public static ReadOnlySpan<byte> Words => "blocks check fill leaks mark "u8;

    public static bool Run(ref Arguments arguments)
    {
        if (arguments.IsEmpty)
        {
            PrintStatistics();
            return true;
        }

        if (arguments.TryNext("fill"u8))
        {
            uint bytes = DefaultFillBytes;
            return (arguments.IsEmpty || arguments.TryNextUInt32(out bytes, least: sizeof(uint))) && arguments.TryEnd()
                ? HeapFill.TryRun(bytes)
                : arguments.Refuse();
        }

        bool isCheck = arguments.TryNext("check"u8);
        bool isBlocks = !isCheck && arguments.TryNext("blocks"u8);
        bool isLeaks = !isCheck && !isBlocks && arguments.TryNext("leaks"u8);
        if ((!isCheck && !isBlocks && !isLeaks && !arguments.TryNext("mark"u8)) || !arguments.TryEnd())
        {
            return arguments.Refuse();
        }

        return isCheck ? Check() : isBlocks ? HeapListing.PrintBlocks() : isLeaks ? HeapListing.TryPrintLeaks()
            : Mark();
    }

    private static bool Check()
    {
        HeapFault fault = Heap.Check();
        Terminal.Row("heap check"u8,
            $"{(fault == HeapFault.None ? "passed"u8 : "failed: "u8)}"
                + $"{(fault == HeapFault.None ? ""u8 : fault.Describe())}");
        return fault == HeapFault.None;
    }

    private static bool Mark()
    {
        Terminal.Row("mark"u8, $"{Heap.SetMark()}");
        Terminal.WriteLine($"heap leaks lists what is allocated from now on and not freed");
        return true;
    }

    private static void PrintStatistics()
    {
        HeapStatistics heap = Heap.Statistics;
        Terminal.Row("mode"u8, $"{(Heap.IsChecked ? "checked"u8 : "plain"u8)}");
        Terminal.Row("base"u8, $"{heap.Base}");
        Terminal.Row("limit"u8, $"{heap.Limit}");
        Terminal.Row("mapped bytes"u8, $"{heap.MappedBytes}");
        Terminal.Row("free-list bytes"u8, $"{heap.FreeBytes}");
        Terminal.Row("free blocks"u8, $"{heap.FreeBlocks}");
        Terminal.Row("largest free block"u8, $"{heap.LargestFreeBlock}");
        Terminal.Row("fragmentation"u8, $"{heap.FragmentationPercent} %");
        Terminal.Row("live allocations"u8, $"{heap.LiveAllocations}");
        Terminal.Row("total allocations"u8, $"{heap.TotalAllocations}");
        Terminal.Row("total frees"u8, $"{heap.TotalFrees}");
        Terminal.Row("failed allocations"u8, $"{heap.FailedAllocations}");
        Terminal.Row("refused frees"u8, $"{heap.RefusedFrees}");
        Terminal.Row("quarantined blocks"u8, $"{heap.QuarantinedBlocks}");
        Terminal.Row("damage reports"u8, $"{heap.DamageReports}");
    }
}
