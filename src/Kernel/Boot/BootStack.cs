// The stack that boot begins on, and a check that it was large enough.

using Osmosis.Kernel.Console;
using Osmosis.Metal;

namespace Osmosis.Kernel.Boot;

/// <summary>
/// No guard page protects this stack, because paging is off while it is used. Instead its lowest words hold a canary
/// that must still be there when boot leaves the stack. The fault stack lies below it, so an overflow destroys nothing
/// in use.
/// </summary>
internal static class BootStack
{
    private const uint Canary = 0x57AC0BEE;
    private const uint CanaryWords = 16;

    public static void PlaceCanary() =>
        default(ProcessorMemory).Fill(ImageLayout.Current.BootStack, Canary, CanaryWords);

    /// <summary>Panics if the stack overflowed.</summary>
    public static void CheckCanary()
    {
        uint bottom = ImageLayout.Current.BootStack;
        uint intact = default(ProcessorMemory).CountEqual(bottom, Canary, CanaryWords);
        if (intact != CanaryWords)
        {
            uint found = default(ProcessorMemory).Load(bottom + (intact * sizeof(uint)));
            Panic.Stop($"the boot stack overflowed: word {intact} from its low end, 0x{bottom:x8}"
                + $", holds 0x{found:x8}, not 0x{Canary:x8}");
        }
    }
}
