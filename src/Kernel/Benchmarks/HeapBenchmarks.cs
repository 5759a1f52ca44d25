// The heap's workloads (c1 to c4), by name.

using System;
using Osmosis.Benchmarks;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Heap;

namespace Osmosis.Kernel.Benchmarks;

internal static class HeapBenchmarks
{
    private const uint NoLimit = uint.MaxValue;
    private const int MostHeld = 65536;

    /// <summary>Runs a workload on an unused heap; false when no workload has this name.</summary>
    public static bool TryRun(ReadOnlySpan<byte> name, ref HeapSubject subject)
    {
        BlockResult result = default;
        Span<HeldBlock> held = Workspace.Blocks(MostHeld);
        if (name.SequenceEqual("c1"u8))
        {
            BlockWorkloads.Pairs(ref subject, ref result);
        }
        else if (name.SequenceEqual("c2"u8))
        {
            BlockWorkloads.Mixed(ref subject, held[..500], 10_000, ref result);
        }
        else if (name.SequenceEqual("c2h"u8))
        {
            BlockWorkloads.Mixed(ref subject, held[..1000], 10_000, ref result);
        }
        else if (name.SequenceEqual("c2long"u8))
        {
            BlockWorkloads.Mixed(ref subject, held[..500], 100_000, ref result);
        }
        else if (name.SequenceEqual("c3a"u8))
        {
            BlockWorkloads.Fragment(ref subject, held, 2000, NoLimit, 1000, ref result);
        }
        else if (name.SequenceEqual("c3b"u8))
        {
            BlockWorkloads.Fragment(ref subject, held, MostHeld, 1_677_721, 1000, ref result);
        }
        else if (name.SequenceEqual("c3c"u8))
        {
            BlockWorkloads.Fragment(ref subject, held, MostHeld, 1_677_721, 5000, ref result);
        }
        else if (name.SequenceEqual("c4"u8) || name.SequenceEqual("c4r"u8))
        {
            return TryExhaust(ref subject, held, isReversed: name.Length == 3);
        }
        else if (TryGetSlots(name, out uint slots))
        {
            BlockWorkloads.Mixed(ref subject, held[..(int)slots], 10_000, ref result);
        }
        else
        {
            return false;
        }

        Print(ref result);
        return true;
    }

    /// <summary><c>live:</c> and a number: c2 with that number of slots, half of them full most of the time.</summary>
    private static bool TryGetSlots(ReadOnlySpan<byte> name, out uint slots)
    {
        ReadOnlySpan<byte> word = "live:"u8;
        slots = 0;
        if (!name.StartsWith(word))
        {
            return false;
        }

        foreach (byte digit in name[word.Length..])
        {
            slots = (slots * 10) + digit - '0';
            if (digit is < (byte)'0' or > (byte)'9' || slots > MostHeld)
            {
                return false;
            }
        }

        return slots > 0;
    }

    private static void Print(ref BlockResult result)
    {
        BenchmarkRows.Print(in result.Operations);
        BenchmarkRows.Print("growth mean"u8, "growth worst"u8, in result.Growth);
        HeapStatistics heap = Heap.Statistics;
        Terminal.Row("hash"u8, $"{result.Hash.Value:x8}");
        Terminal.Row("failed"u8, $"{result.Failed}");
        Terminal.Row("first failed"u8, $"{result.FirstFailed}");
        Terminal.Row("bytes served"u8, $"{result.Served}");
        Terminal.Row("corrupted"u8, $"{result.Corrupted}");
        Terminal.Row("mapped bytes"u8, $"{heap.MappedBytes}");
        Terminal.Row("high water"u8, $"{(result.HighWater == 0 ? 0 : (uint)result.HighWater - heap.Base.Value)}");
        Terminal.Row("most live bytes"u8, $"{result.MostLive}");
    }

    /// <summary>Fills the window with 64-byte blocks, frees all, and asks for larger sizes.</summary>
    private static bool TryExhaust(ref HeapSubject subject, Span<HeldBlock> held, bool isReversed)
    {
        int count = 0;
        for (nuint block; (block = subject.Allocate(64, out _, out _)) != 0; count++)
        {
            held[count].Block = block;
        }

        for (int i = 0; i < count; i++)
        {
            subject.Free(held[isReversed ? count - 1 - i : i].Block, out _);
        }

        uint succeeded = 0;
        ReadOnlySpan<uint> sizes = [72, 73, 128, 1024, 4096, 65536, 1048576];
        foreach (uint size in sizes)
        {
            nuint block = subject.Allocate(size, out _, out _);
            if (block != 0)
            {
                succeeded++;
                subject.Free(block, out _);
            }
        }

        Terminal.Row("blocks"u8, $"{count}");
        Terminal.Row("larger requests served"u8, $"{succeeded} of {sizes.Length}");
        Terminal.Row("free blocks left"u8, $"{Heap.Statistics.FreeBlocks}");
        return true;
    }
}
