// Interrupts of vectors that belong to no exception and no line: they come from an `int` instruction, or from an
// interrupt controller that nobody set up.

namespace Osmosis.Kernel.Cpu;

/// <summary>
/// They are counted, and the interrupted code continues. No controller gets an end of interrupt: the two 8259A have
/// vectors of their own, and the spurious interrupt of a local APIC must not get one (SDM volume 3, "Spurious
/// Interrupt").
/// </summary>
internal static class UnexpectedInterrupts
{
    private static volatile uint s_count;
    private static volatile uint s_lastVector;

    public static uint Count => s_count;

    /// <summary>The vector of the last unexpected interrupt; 0 when there was none.</summary>
    public static uint LastVector => s_lastVector;

    public static void Note(uint vector)
    {
        s_count++;
        s_lastVector = vector;
    }
}
