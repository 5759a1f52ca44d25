// The boot option bench=<name>: runs one workload in a kernel that has done nothing else, prints its rows and switches
// the machine off.

using System;
using System.Diagnostics.CodeAnalysis;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Devices;
using Osmosis.Kernel.Memory;

namespace Osmosis.Kernel.Benchmarks;

internal static class BenchmarkRunner
{
    /// <summary>All names; <c>live:500</c> and the like stand for any number.</summary>
    private static ReadOnlySpan<byte> Names =>
        "a1 a2 a3 a4 a5 occupancy b1 b2 b2r b3 c1 c2 c2h c2long c3a c3b c3c c4 c4r live:500 s.zero s.new s.own "u8
            + "s.copy s.takeover s.protect s.clear s.fork:64 s.end:64 s.map:1000 s.unmap:1000 irq fault"u8;

    /// <summary>Runs with interrupts off, because no device has been started.</summary>
    [DoesNotReturn]
    public static void Run(ReadOnlySpan<byte> name)
    {
        Terminal.Row("benchmark"u8, $"{name}");
        Terminal.Row("heap"u8, $"{(Heap.IsChecked ? "checked"u8 : "plain"u8)}");
        if (name.SequenceEqual("all"u8))
        {
            Terminal.Row("error"u8,
                $"each benchmark needs a kernel that nothing has used: boot once for each, as ./osmosis bench does");
            Terminal.Row("benchmarks"u8, $"{Names}");
        }
        else if (!FrameBenchmarks.TryRun(name) && !SystemBenchmarks.TryRun(name) && !TryRunOther(name))
        {
            Terminal.Row("error"u8, $"no benchmark is called {name} (bench=all lists them)");
        }

        Power.Off();
    }

    private static bool TryRunOther(ReadOnlySpan<byte> name)
    {
        if (name.Length > 0 && name[0] == 's')
        {
            return SpaceBenchmarks.TryRun(name);
        }

        if (name.Length > 0 && name[0] == 'b')
        {
            return PagingBenchmarks.TryRun(name);
        }

        HeapSubject heap = HeapSubject.Create();
        return HeapBenchmarks.TryRun(name, ref heap);
    }
}
