// Interrupts of vectors that belong to no exception and no line: an `int` instruction, or an interrupt controller that nobody set up.

namespace Osmosis.Kernel.Cpu;

/// <summary>
/// They are counted, and what they interrupted goes on. None is ended at a controller: the two 8259A have vectors of their own, and the spurious
/// interrupt of a local APIC is not to be ended (SDM volume 3, "Spurious Interrupt").
/// </summary>
internal static class UnexpectedInterrupts
{
    private static volatile uint s_count;
    private static volatile uint s_lastVector;

    public static uint Count => s_count;

    /// <summary>The vector of the last; 0 when there was none.</summary>
    public static uint LastVector => s_lastVector;

    public static void Note(uint vector)
    {
        s_count++;
        s_lastVector = vector;
    }
}
