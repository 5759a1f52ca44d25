using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Heap;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>The heap's bounds and counters (D2), and its tools: the whole-heap check (H8), blocks, leaks, exhaustion.</summary>
internal readonly struct HeapCommand : ICommand
{
    private const uint DefaultFillBytes = 1024;

    public static ReadOnlySpan<byte> Name => "heap"u8;

    public static ReadOnlySpan<byte> Usage => "heap [check | blocks | leaks | mark | fill [bytes]]"u8;

    public static ReadOnlySpan<byte> Summary => "heap bounds and counters; check it, list it, find leaks, fill it up"u8;

    public static void Run(ref Arguments arguments)
    {
        int count = arguments.Count;
        uint bytes = DefaultFillBytes;
        bool isKnown = arguments.TryNext(out ReadOnlySpan<byte> word)
            ? count == 1 || (count == 2 && word.SequenceEqual("fill"u8) && arguments.TryNextUInt32(out bytes) && bytes >= sizeof(uint))
            : count == 0;
        if (!isKnown || !TryRun(word, bytes))
        {
            arguments.ReportUsage();
        }
    }

    private static bool TryRun(ReadOnlySpan<byte> word, uint bytes)
    {
        if (word.IsEmpty)
        {
            PrintStatistics();
        }
        else if (word.SequenceEqual("check"u8))
        {
            HeapFault fault = Heap.Check();
            Terminal.Row("heap check"u8, $"{(fault == HeapFault.None ? "passed"u8 : "failed: "u8)}{(fault == HeapFault.None ? ""u8 : fault.Describe())}");
        }
        else if (word.SequenceEqual("blocks"u8))
        {
            HeapListing.PrintBlocks();
        }
        else if (word.SequenceEqual("leaks"u8))
        {
            HeapListing.PrintLeaks();
        }
        else if (word.SequenceEqual("mark"u8))
        {
            Terminal.Row("mark"u8, $"{Heap.SetMark()}");
        }
        else if (word.SequenceEqual("fill"u8))
        {
            HeapFill.Run(bytes);
        }
        else
        {
            return false;
        }

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
