// Paging's workloads (b1 to b3), by name.

using System;
using Osmosis.Benchmarks;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Benchmarks;

internal static class PagingBenchmarks
{
    private const uint Pages = 1024;
    private const uint Repetitions = 1000;

    private static readonly VirtualAddress s_page = new(0xD0000000);
    private static readonly VirtualAddress s_neighbour = new(0xD0001000);
    private static readonly VirtualAddress s_region = new(0xD0400000);
    private static readonly PhysicalAddress s_physical = new(0x00400000);

    public static bool TryRun(ReadOnlySpan<byte> name)
    {
        CostSummary cost = default;
        Require(KernelMemory.Map(s_neighbour, s_physical, PageFlags.Writable));
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
            uint empty = PagingWindow<EmptyPagingCalls>.MapRange(s_region, s_physical, Pages, out _);
            cost.Add(Stopwatch.Cost(PagingWindow<PagingCalls>.MapRange(s_region, s_physical, Pages, out MapError error),
                empty));
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

        BenchmarkRows.Print(in cost);
        return true;
    }

    private static void MapAndUnmap(ref CostSummary cost)
    {
        uint emptyMap = PagingWindow<EmptyPagingCalls>.Map(s_page, s_physical, out _);
        uint emptyUnmap = PagingWindow<EmptyPagingCalls>.Unmap(s_page, out _, out _);
        for (uint i = 0; i < Repetitions; i++)
        {
            uint map = PagingWindow<PagingCalls>.Map(s_page, s_physical, out MapError error);
            Require(error);
            uint unmap = PagingWindow<PagingCalls>.Unmap(s_page, out _, out error);
            Require(error);
            cost.Add(Stopwatch.Cost(map, emptyMap) + Stopwatch.Cost(unmap, emptyUnmap));
        }
    }

    /// <summary>All maps together are one measurement.</summary>
    private static void MapRegion(ref CostSummary cost)
    {
        uint total = 0;
        uint empty = PagingWindow<EmptyPagingCalls>.Map(s_page, s_physical, out _);
        for (uint i = 0; i < Pages; i++)
        {
            uint offset = i << MemoryLayout.PageShift;
            uint map = PagingWindow<PagingCalls>.Map(s_region + offset, s_physical + offset, out MapError error);
            Require(error);
            total += Stopwatch.Cost(map, empty);
        }

        cost.Add(total);
    }

    private static void Resolve(ref CostSummary cost)
    {
        VirtualAddress address = s_neighbour + 0x123;
        uint empty = PagingWindow<EmptyPagingCalls>.Resolve(address, out _, out _);
        for (uint i = 0; i < Repetitions; i++)
        {
            uint resolve = PagingWindow<PagingCalls>.Resolve(address, out _, out MapError error);
            Require(error);
            cost.Add(Stopwatch.Cost(resolve, empty));
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
