// Counts guest instructions: in an emulator that advances the time-stamp counter by one an instruction (QEMU's -icount shift=0,sleep=off),
// a difference of two readings is exact. On a real processor it is cycles.

namespace Osmosis.Kernel.Benchmarks;

/// <summary>
/// Each operation has a window: a method that reads the counter, calls, and reads again. It is compiled twice from the same lines, around the
/// operation and around a function that does nothing, called with the same arguments (Assembly/EmptyFunctions.asm), so that what the two
/// differ by is the operation alone.
/// </summary>
internal static class Stopwatch
{
    /// <summary>What an empty function costs: its call and its ret.</summary>
    private const uint EmptyCost = 2;

    /// <summary>An operation's cost: its call, and everything up to and including its ret; what prepares its arguments is not counted.</summary>
    /// <param name="window">Ticks of its window.</param>
    /// <param name="empty">Ticks of the same window around the empty function.</param>
    public static uint Cost(uint window, uint empty) => window - empty + EmptyCost;
}
