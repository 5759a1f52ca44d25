// Counts guest instructions: in an emulator that advances the time-stamp counter by one an instruction (QEMU's -icount shift=0,sleep=off),
// a difference of two readings is exact. On a real processor it is cycles.

using System.Runtime.CompilerServices;
using Osmosis.Kernel.Cpu;

namespace Osmosis.Kernel.Benchmarks;

internal static class Stopwatch
{
    /// <summary>What an empty function costs: its call and its ret.</summary>
    private const uint EmptyCost = 2;

    /// <summary>The part of a reading's difference that is not the operation: measured on an empty function with arguments like the operation's.</summary>
    public static uint Overhead { get; private set; }

    /// <summary>Measures <see cref="Overhead"/>; the lowest of a few, as an emulator may charge the first differently.</summary>
    public static void Calibrate()
    {
        Overhead = uint.MaxValue;
        for (int i = 0; i < 8; i++)
        {
            ulong start = Processor.ReadTimeStamp();
            Empty(0xD0000000, 64);
            uint difference = (uint)(Processor.ReadTimeStamp() - start);
            if (difference < Overhead)
            {
                Overhead = difference;
            }
        }
    }

    /// <summary>The cost of one operation since a reading: its call, and everything up to and including its ret.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Since(ulong start) => (uint)(Processor.ReadTimeStamp() - start) - Overhead + EmptyCost;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Empty(uint first, uint second)
    {
    }
}
