// The frame allocator's workloads (a1 to a5, and a1 as memory fills up), by name.

using System;
using Osmosis.Benchmarks;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Benchmarks;

internal static class FrameBenchmarks
{
    /// <summary>90 % of the frames of 128 MiB.</summary>
    private const uint NearlyAll = 29_491;

    private const uint Pairs = 1000;

    /// <summary>The length of a run, and its alignment.</summary>
    private const uint RunFrames = 16;

    private static uint s_emptyAllocate;
    private static uint s_emptyFree;

    public static bool TryRun(ReadOnlySpan<byte> name)
    {
        s_emptyAllocate = FrameWindow<EmptyFrameCalls>.Allocate(out _, out _);
        s_emptyFree = FrameWindow<EmptyFrameCalls>.Free(default, out _);
        CostSummary cost = default;
        if (name.SequenceEqual("a1"u8))
        {
            MeasurePairs(ref cost);
        }
        else if (name.SequenceEqual("a2"u8))
        {
            Allocate(10_000, ref cost);
        }
        else if (name.SequenceEqual("a3"u8))
        {
            CostSummary uncounted = default;
            Allocate(NearlyAll, ref uncounted);
            MeasurePairs(ref cost);
        }
        else if (name.SequenceEqual("a4"u8))
        {
            cost.Add(MemoryStartup.FrameSetupCost);
        }
        else if (name.SequenceEqual("a5"u8))
        {
            MeasureRuns(ref cost);
        }
        else if (name.SequenceEqual("occupancy"u8))
        {
            MeasureOccupancy();
            return true;
        }
        else
        {
            return false;
        }

        BenchmarkRows.Print(in cost);
        return true;
    }

    private static void MeasurePairs(ref CostSummary cost)
    {
        for (uint i = 0; i < Pairs; i++)
        {
            uint allocate = FrameWindow<FrameCalls>.Allocate(out Frame frame, out FrameError error);
            Require(error);
            uint free = FrameWindow<FrameCalls>.Free(frame, out error);
            Require(error);
            cost.Add(Stopwatch.Cost(allocate, s_emptyAllocate) + Stopwatch.Cost(free, s_emptyFree));
        }
    }

    private static void Allocate(uint count, ref CostSummary cost)
    {
        for (uint i = 0; i < count; i++)
        {
            uint allocate = FrameWindow<FrameCalls>.Allocate(out _, out FrameError error);
            Require(error);
            cost.Add(Stopwatch.Cost(allocate, s_emptyAllocate));
        }
    }

    private static void MeasureRuns(ref CostSummary cost)
    {
        uint emptyAllocate = FrameWindow<EmptyFrameCalls>.AllocateRun(RunFrames, out _, out _);
        uint emptyFree = FrameWindow<EmptyFrameCalls>.FreeRun(default, RunFrames, out _);
        for (uint i = 0; i < Pairs; i++)
        {
            uint allocate = FrameWindow<FrameCalls>.AllocateRun(RunFrames, out Frame first, out FrameError error);
            Require(error);
            uint free = FrameWindow<FrameCalls>.FreeRun(first, RunFrames, out error);
            Require(error);
            cost.Add(Stopwatch.Cost(allocate, emptyAllocate) + Stopwatch.Cost(free, emptyFree));
        }
    }

    /// <summary>a1 with 0, 10, … 90 and 99 % of all frames allocated.</summary>
    private static void MeasureOccupancy()
    {
        uint all = KernelMemory.Frames.FreeFrames + KernelMemory.Frames.AllocatedFrames;
        for (uint percent = 0; percent <= 100; percent += 10)
        {
            uint allocated = (uint)(all * (ulong)Math.Min(percent, 99) / 100);
            CostSummary uncounted = default;
            Allocate(allocated - Math.Min(allocated, KernelMemory.Frames.AllocatedFrames), ref uncounted);
            CostSummary cost = default;
            MeasurePairs(ref cost);
            Terminal.WriteLine($"{Math.Min(percent, 99)} %: {cost.MeanTenths / 10}.{cost.MeanTenths % 10}");
        }
    }

    private static void Require(FrameError error)
    {
        if (error != FrameError.None)
        {
            Panic.Stop($"the frame allocator refuses the benchmark: {error.Describe()}");
        }
    }
}
