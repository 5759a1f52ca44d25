// Says whether the core is being changed, so that a fault in the middle of it is known for what it is.

using System;

namespace Osmosis.Kernel.Memory;

/// <summary>
/// The core is busy while one of these exists: <c>using CoreUse use = CoreUse.Begin();</c>. Every entry of this folder that changes frames, mappings
/// or the heap holds one from before its first change until after its last, and nothing else does: a command that has called <c>kfree</c>, and
/// faults after it came back, didn't leave the core half changed. Reading the core changes nothing, and needs none. Interrupt handlers
/// don't call the core (a fault in one is a panic in any case), so the count belongs to ordinary code; and a fault that a command is allowed to
/// survive found it at 0, so recovery has nothing to reset.
/// </summary>
internal readonly ref struct CoreUse : IDisposable
{
    private static volatile uint s_depth;

    /// <summary>Whether frames, mappings or the heap are half changed, perhaps.</summary>
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

    public static CoreUse Begin()
    {
        s_depth++;
        return default;
    }

    public void Dispose() => s_depth--;
}
