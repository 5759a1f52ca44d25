// The frame allocator's workloads (a1 to a4), by name.

using System;
using Osmosis.Benchmarks;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;

namespace Osmosis.Kernel.Benchmarks;

internal static class FrameBenchmarks
{
    /// <summary>90 % of the frames of 128 MiB.</summary>
    private const int NearlyAll = 29_491;

    public static bool TryRun(ReadOnlySpan<byte> name)
    {
        CostSummary cost = default;
        if (name.SequenceEqual("a1"u8))
        {
            Pairs(ref cost);
        }
        else if (name.SequenceEqual("a2"u8))
        {
            Allocate(10_000, ref cost);
        }
        else if (name.SequenceEqual("a3"u8))
        {
            CostSummary uncounted = default;
            Allocate(NearlyAll, ref uncounted);
            Pairs(ref cost);
        }
        else if (name.SequenceEqual("a4"u8))
        {
            cost.Add(MemoryStartup.FrameSetupCost);
        }
        else
        {
            return false;
        }

        BenchmarkRows.Print("mean"u8, "worst"u8, in cost);
        return true;
    }

    private static void Pairs(ref CostSummary cost)
    {
        for (int i = 0; i < 1000; i++)
        {
            ulong start = Processor.ReadTimeStamp();
            KernelMemory.Frames.AllocateFrame(out Frame frame);
            uint allocateCost = Stopwatch.Since(start);
            start = Processor.ReadTimeStamp();
            KernelMemory.Frames.FreeFrame(frame);
            cost.Add(allocateCost + Stopwatch.Since(start));
        }
    }

    private static void Allocate(int count, ref CostSummary cost)
    {
        for (int i = 0; i < count; i++)
        {
            ulong start = Processor.ReadTimeStamp();
            FrameError error = KernelMemory.Frames.AllocateFrame(out _);
            cost.Add(Stopwatch.Since(start));
            if (error != FrameError.None)
            {
                Panic.Stop($"frame {i} of {count} can't be had: {error.Describe()}");
            }
        }
    }
}
