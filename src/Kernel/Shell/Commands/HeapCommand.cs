using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>The heap's bounds and counters (D2).</summary>
internal readonly struct HeapCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "heap"u8;

    public static ReadOnlySpan<byte> Usage => "heap [check]"u8;

    public static ReadOnlySpan<byte> Summary => "heap bounds and counters; check: walk every block"u8;

    public static void Run(ref Arguments arguments)
    {
        if (arguments.Count == 0)
        {
            PrintStatistics();
        }
        else if (arguments.Count == 1 && arguments.TryNext(out ReadOnlySpan<byte> word) && word.SequenceEqual("check"u8))
        {
            PrintCheck();
        }
        else
        {
            arguments.ReportUsage();
        }
    }

    private static void PrintStatistics()
    {
        HeapStatistics heap = KernelMemory.Heap.Statistics;
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
    }

    private static void PrintCheck()
    {
        HeapCheck check = KernelMemory.Heap.Check();
        if (check.Fault == HeapFault.None)
        {
            Terminal.Row("heap check"u8, $"passed");
        }
        else
        {
            Terminal.Row("heap check"u8, $"failed: {check.Fault.Describe()} (block at {check.Block})");
        }
    }
}
