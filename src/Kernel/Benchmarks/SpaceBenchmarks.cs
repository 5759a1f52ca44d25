// The address spaces' workloads, by name; some with a number, as in s.fork:64. No space is loaded: what is measured is
// the core, without the processor's traps.

using System;
using Osmosis.Benchmarks;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Metal;

namespace Osmosis.Kernel.Benchmarks;

internal static unsafe class SpaceBenchmarks
{
    private const uint First = 0x8400;
    private const uint Pages = 1024;

    private static uint s_space;
    private static uint s_child;
    private static uint s_empty;

    public static bool TryRun(ReadOnlySpan<byte> name)
    {
        int colon = name.IndexOf((byte)':');
        uint number = 0;
        for (int i = colon + 1; colon >= 0 && i < name.Length; i++)
        {
            number = (number * 10) + name[i] - '0';
        }

        CostSummary cost = default;
        if (!TryRun(colon < 0 ? name : name[..colon], number, ref cost))
        {
            return false;
        }

        BenchmarkRows.Print(in cost);
        return true;
    }

    private static bool TryRun(ReadOnlySpan<byte> kind, uint number, ref CostSummary cost)
    {
        if (!KernelSpaces.TryStart())
        {
            Panic.Stop($"there is too little memory for the records of address spaces");
        }

        s_empty = Ticks(&Nothing, 0);
        Require(KernelSpaces.Core.Create(out s_space));
        return kind.SequenceEqual("s.map"u8) || kind.SequenceEqual("s.unmap"u8)
            ? MeasureRegions(number, kind.SequenceEqual("s.map"u8), ref cost)
            : kind.SequenceEqual("s.fork"u8) || kind.SequenceEqual("s.end"u8)
            ? MeasureFork(number << 8, kind.SequenceEqual("s.fork"u8), ref cost)
            : MeasurePages(kind, ref cost);
    }

    /// <summary>Something that is done to 1,024 pages of one table.</summary>
    private static bool MeasurePages(ReadOnlySpan<byte> kind, ref CostSummary cost)
    {
        Map(First, Pages, Rights.Read | Rights.Write);
        if (kind.SequenceEqual("s.zero"u8))
        {
            Touch(&Read, 0, ref cost);
            return true;
        }

        CostSummary uncounted = default;
        Touch(&Write, 0, ref kind.SequenceEqual("s.new"u8) ? ref cost : ref uncounted);
        if (kind.SequenceEqual("s.protect"u8) || kind.SequenceEqual("s.clear"u8))
        {
            cost.Add(Ticks(kind.SequenceEqual("s.clear"u8) ? &UnmapAll : &ProtectAll, 0) - s_empty + 2);
            return true;
        }

        // The child's first write makes the table its own.
        Require(KernelSpaces.Core.Fork(s_space, out s_child));
        uint own = Ticks(&WriteChild, First << MemoryLayout.PageShift) - s_empty + 2;
        if (kind.SequenceEqual("s.own"u8))
        {
            cost.Add(own);
            return true;
        }

        Touch(&WriteChild, 1, ref kind.SequenceEqual("s.copy"u8) ? ref cost : ref uncounted);
        KernelSpaces.Core.Release(s_child);
        Touch(&Write, 0, ref kind.SequenceEqual("s.takeover"u8) ? ref cost : ref uncounted);
        return cost.Count != 0;
    }

    /// <summary>Forks a space with so many touched pages, and ends the copy, a hundred times.</summary>
    private static bool MeasureFork(uint pages, bool isFork, ref CostSummary cost)
    {
        Map(First, Math.Max(pages, 1), Rights.Read | Rights.Write);
        for (uint i = 0; i < pages; i++)
        {
            Require(Write((First + i) << MemoryLayout.PageShift));
        }

        // The first makes the copy's record and directory.
        Require(Fork(0));
        Require(End(0));
        for (uint i = 0; i < 100; i++)
        {
            uint fork = Ticks(&Fork, 0) - s_empty + 2;
            uint end = Ticks(&End, 0) - s_empty + 2;
            cost.Add(isFork ? fork : end);
        }

        return true;
    }

    /// <summary>Maps and unmaps a page among so many regions, a hundred times.</summary>
    private static bool MeasureRegions(uint regions, bool isMap, ref CostSummary cost)
    {
        for (uint i = 0; i < regions; i++)
        {
            // Every second page, so that no two are neighbours.
            Map(First + (i * 2), 1, Rights.Read);
        }

        for (uint i = 0; i < 100; i++)
        {
            uint page = First + (i * (regions / 100) * 2) + 1;
            uint map = Ticks(&MapPage, page) - s_empty + 2;
            uint unmap = Ticks(&UnmapPage, page) - s_empty + 2;
            cost.Add(isMap ? map : unmap);
        }

        return true;
    }

    private static void Touch(delegate*<uint, SpaceError> access, uint first, ref CostSummary cost)
    {
        for (uint i = first; i < Pages; i++)
        {
            cost.Add(Ticks(access, (First + i) << MemoryLayout.PageShift) - s_empty + 2);
        }
    }

    private static void Map(uint first, uint pages, Rights rights)
    {
        Region region = default;
        region.First = first;
        region.Pages = pages;
        region.Rights = rights;
        region.MayHave = Rights.All;
        Require(KernelSpaces.Core.Map(s_space, region, Placement.OnlyIfFree, out _));
    }

    /// <summary>Ticks from before a call to behind it.</summary>
    private static uint Ticks(delegate*<uint, SpaceError> operation, uint value)
    {
        ulong before = Processor.ReadTimeStamp();
        SpaceError error = operation(value);
        uint ticks = (uint)(Processor.ReadTimeStamp() - before);
        Require(error);
        return ticks;
    }

    private static SpaceError Nothing(uint value) => SpaceError.None;

    private static SpaceError Read(uint address) =>
        KernelSpaces.Core.HandleFault(s_space, new VirtualAddress(address), Access.Read, out _);

    private static SpaceError Write(uint address) =>
        KernelSpaces.Core.HandleFault(s_space, new VirtualAddress(address), Access.Write, out _);

    private static SpaceError WriteChild(uint address) =>
        KernelSpaces.Core.HandleFault(s_child, new VirtualAddress(address), Access.Write, out _);

    private static SpaceError Fork(uint value) => KernelSpaces.Core.Fork(s_space, out s_child);

    private static SpaceError End(uint value)
    {
        KernelSpaces.Core.Release(s_child);
        return SpaceError.None;
    }

    private static SpaceError MapPage(uint page)
    {
        Region region = default;
        region.First = page;
        region.Pages = 1;
        region.Rights = Rights.Write;
        region.MayHave = Rights.All;
        return KernelSpaces.Core.Map(s_space, region, Placement.OnlyIfFree, out _);
    }

    private static SpaceError UnmapPage(uint page) => KernelSpaces.Core.Unmap(s_space, page, 1);

    private static SpaceError ProtectAll(uint value) => KernelSpaces.Core.Protect(s_space, First, Pages, Rights.Read);

    private static SpaceError UnmapAll(uint value) => KernelSpaces.Core.Unmap(s_space, First, Pages);

    private static void Require(SpaceError error)
    {
        if (error != SpaceError.None)
        {
            Panic.Stop($"the address spaces refuse the benchmark: {(uint)error}");
        }
    }
}
