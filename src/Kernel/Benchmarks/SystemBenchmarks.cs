// Workloads that belong to no part of the core: an interrupt, and a page fault with its report.

using System;
using System.Runtime.CompilerServices;
using Osmosis.Benchmarks;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Devices;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Metal;

namespace Osmosis.Kernel.Benchmarks;

internal static unsafe class SystemBenchmarks
{
    private const uint Repetitions = 8;

    public static bool TryRun(ReadOnlySpan<byte> name)
    {
        CostSummary cost = default;
        if (name.SequenceEqual("irq"u8))
        {
            MeasureTicks(ref cost);
        }
        else if (name.SequenceEqual("fault"u8))
        {
            MeasureFaults(ref cost);
        }
        else
        {
            return false;
        }

        BenchmarkRows.Print(in cost);
        return true;
    }

    /// <summary>
    /// A tick of the timer, from the entry of its stub to its <c>iret</c>: the gap between two readings of the counter
    /// that holds a tick is longer than all others by this cost.
    /// </summary>
    private static void MeasureTicks(ref CostSummary cost)
    {
        uint usual = LongestGap(uint.MaxValue, Repetitions);
        Pic.Remap();
        Timer.Start();
        Processor.EnableInterrupts();
        for (uint i = 0; i < Repetitions; i++)
        {
            cost.Add(LongestGap(usual, uint.MaxValue) - usual);
        }

        Processor.DisableInterrupts();
    }

    /// <summary>
    /// The longest of a number of gaps between readings of the counter. The first gap longer than
    /// <paramref name="usual"/> ends the search.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint LongestGap(uint usual, uint count)
    {
        uint longest = 0;
        ulong last = Processor.ReadTimeStamp();
        for (; count > 0 && longest <= usual; count--)
        {
            ulong now = Processor.ReadTimeStamp();
            longest = Math.Max(longest, (uint)(now - last));
            last = now;
        }

        return longest;
    }

    /// <summary>
    /// The shell's <c>fault unmapped</c>, from before it sets its recovery point to the return there, with the whole
    /// report and backtrace on screen and serial line. The serial line must never make the kernel wait.
    /// </summary>
    private static void MeasureFaults(ref CostSummary cost)
    {
        for (uint i = 0; i < Repetitions; i++)
        {
            ulong start = Processor.ReadTimeStamp();
            bool finished = Recovery.TryRun(&WriteToUnmapped, null);
            cost.Add((uint)(Processor.ReadTimeStamp() - start));
            if (finished)
            {
                Panic.Stop($"writing to an unmapped page caused no fault");
            }
        }
    }

    private static void WriteToUnmapped(void* nothing)
    {
        if (DeliberateFault.TryFind("unmapped"u8, out DeliberateFault fault))
        {
            fault.Cause();
        }
    }
}
