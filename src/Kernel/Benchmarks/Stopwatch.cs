// Counts guest instructions: in an emulator that advances the time-stamp counter by one for each instruction (QEMU's
// -icount shift=0,sleep=off), the difference of two readings is exact. On a real processor it counts cycles.

namespace Osmosis.Kernel.Benchmarks;

/// <summary>
/// Each operation has a window: a method that reads the counter, calls, and reads again. It is compiled twice from the
/// same lines, once around the operation and once around a function that does nothing and is called with the same
/// arguments (Assembly/EmptyFunctions.asm). The difference between the two is the cost of the operation alone.
/// </summary>
internal static class Stopwatch
{
    /// <summary>The cost of an empty function: its call and its ret.</summary>
    private const uint EmptyCost = 2;

    /// <summary>
    /// An operation's cost: its call and everything up to and including its ret, without the preparation of its
    /// arguments.
    /// </summary>
    /// <param name="window">Ticks of its window.</param>
    /// <param name="empty">Ticks of the same window around the empty function.</param>
    public static uint Cost(uint window, uint empty) => window - empty + EmptyCost;
}
