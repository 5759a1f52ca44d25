// Says whether the core is being changed, so that a fault in the middle of it is known for what it is.

using System.Runtime.CompilerServices;

namespace Osmosis.Kernel.Memory;

/// <summary>
/// The core is busy between <see cref="Begin"/> and <see cref="End"/>. Every entry of this folder that changes frames,
/// mappings or the heap calls them around the change, and nothing else does: a command that faults after <c>kfree</c>
/// came back did not leave the core half changed. Reading the core changes nothing. Interrupt handlers don't call the
/// core (a fault in one is a panic in any case), so the count belongs to ordinary code. A fault inside the core never
/// returns to it, so no <c>finally</c> is needed.
/// </summary>
internal static class CoreUse
{
    private static volatile uint s_depth;

    /// <summary>Whether frames, mappings or the heap may be half changed.</summary>
    public static bool IsBusy => s_depth != 0;

    /// <summary>Where the count is, for an observer from outside.</summary>
    public static unsafe uint Address
    {
        get
        {
            // Sound: static variables stay where they are, and nothing is read.
#pragma warning disable CS0420 // That it is volatile doesn't matter to its address.
            fixed (uint* depth = &s_depth)
#pragma warning restore CS0420
            {
                return (uint)depth;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Begin() => s_depth++;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void End() => s_depth--;
}
