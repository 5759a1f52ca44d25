// Prints costs as rows.

using System;
using Osmosis.Benchmarks;
using Osmosis.Kernel.Console;

namespace Osmosis.Kernel.Benchmarks;

internal static class BenchmarkRows
{
    public static void Print(ref readonly CostSummary cost) => Print("mean"u8, "worst"u8, in cost);

    public static void Print(ReadOnlySpan<byte> mean, ReadOnlySpan<byte> worst, ref readonly CostSummary cost)
    {
        Terminal.Row(mean, $"{cost.MeanTenths / 10}.{cost.MeanTenths % 10}");
        Terminal.Row(worst, $"{cost.Worst}");
    }
}
