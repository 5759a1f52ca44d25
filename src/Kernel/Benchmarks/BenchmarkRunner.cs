// The boot option bench=<name>: runs one workload in a kernel that has done nothing else, prints its rows and switches the machine off.

using System;
using System.Diagnostics.CodeAnalysis;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Devices;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;

namespace Osmosis.Kernel.Benchmarks;

internal static class BenchmarkRunner
{
    /// <summary>Runs with interrupts off, as it found them before devices were started.</summary>
    [DoesNotReturn]
    public static void Run(ReadOnlySpan<byte> name)
    {
        Stopwatch.Calibrate();
        Terminal.Row("benchmark"u8, $"{name}");
        Terminal.Row("heap"u8, $"{(Heap.IsChecked ? "checked"u8 : "plain"u8)}");
        if (!FrameBenchmarks.TryRun(name) && !TryRunOther(name))
        {
            Terminal.Row("error"u8, $"no benchmark is called {name}");
        }

        Power.Off();
    }

    private static bool TryRunOther(ReadOnlySpan<byte> name)
    {
        if (name.Length > 0 && name[0] == 'b')
        {
            return PagingBenchmarks.TryRun(name);
        }

        HeapSubject<CheckedHeap, CheckedBlocks> checkedHeap = default;
        HeapSubject<PlainHeap, PlainBlocks> plainHeap = default;
        return Heap.IsChecked ? HeapBenchmarks.TryRun(name, ref checkedHeap) : HeapBenchmarks.TryRun(name, ref plainHeap);
    }
}
