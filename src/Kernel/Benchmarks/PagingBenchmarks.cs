// Paging's workloads (b1 to b3), by name.

using System;
using Osmosis.Benchmarks;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;

namespace Osmosis.Kernel.Benchmarks;

internal static class PagingBenchmarks
{
    private const uint Pages = 1024;

    private static readonly VirtualAddress s_page = new(0xD0000000);
    private static readonly VirtualAddress s_neighbour = new(0xD0001000);
    private static readonly VirtualAddress s_region = new(0xD0400000);
    private static readonly PhysicalAddress s_physical = new(0x00400000);

    public static bool TryRun(ReadOnlySpan<byte> name)
    {
        CostSummary cost = default;
        Require(KernelMemory.Paging.Map(s_neighbour, s_physical, PageFlags.Writable));
        if (name.SequenceEqual("b1"u8))
        {
            MapAndUnmap(ref cost);
        }
        else if (name.SequenceEqual("b2"u8))
        {
            MapRegion(ref cost);
        }
        else if (name.SequenceEqual("b2r"u8))
        {
            ulong start = Processor.ReadTimeStamp();
            MapError error = KernelMemory.Paging.MapRange(s_region, s_physical, Pages, PageFlags.Writable);
            cost.Add(Stopwatch.Since(start));
            Require(error);
        }
        else if (name.SequenceEqual("b3"u8))
        {
            Resolve(ref cost);
        }
        else
        {
            return false;
        }

        BenchmarkRows.Print("mean"u8, "worst"u8, in cost);
        Terminal.Row("total"u8, $"{cost.Total}");
        return true;
    }

    private static void MapAndUnmap(ref CostSummary cost)
    {
        for (int i = 0; i < 1000; i++)
        {
            ulong start = Processor.ReadTimeStamp();
            MapError error = KernelMemory.Paging.Map(s_page, s_physical, PageFlags.Writable);
            uint mapCost = Stopwatch.Since(start);
            Require(error);
            start = Processor.ReadTimeStamp();
            error = KernelMemory.Paging.Unmap(s_page, out _);
            cost.Add(mapCost + Stopwatch.Since(start));
            Require(error);
        }
    }

    private static void MapRegion(ref CostSummary cost)
    {
        for (uint i = 0; i < Pages; i++)
        {
            uint offset = i << MemoryLayout.PageShift;
            ulong start = Processor.ReadTimeStamp();
            MapError error = KernelMemory.Paging.Map(s_region + offset, s_physical + offset, PageFlags.Writable);
            cost.Add(Stopwatch.Since(start));
            Require(error);
        }
    }

    private static void Resolve(ref CostSummary cost)
    {
        VirtualAddress address = s_neighbour + 0x123;
        for (int i = 0; i < 1000; i++)
        {
            ulong start = Processor.ReadTimeStamp();
            MapError error = KernelMemory.Paging.Resolve(address, out _);
            cost.Add(Stopwatch.Since(start));
            Require(error);
        }
    }

    private static void Require(MapError error)
    {
        if (error != MapError.None)
        {
            Panic.Stop($"paging refuses the benchmark: {error.Describe()}");
        }
    }
}
