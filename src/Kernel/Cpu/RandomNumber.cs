// A number that a stray write is unlikely to know.

using System.Runtime;
using System.Runtime.CompilerServices;
using Osmosis.Metal;

namespace Osmosis.Kernel.Cpu;

internal static unsafe class RandomNumber
{
    // CPUID.1:ECX (SDM volume 2, CPUID, "Feature Information").
    private const uint CpuidRandom = 1 << 30;

    // Odd, so that the product is one to one; its bits are those of the golden ratio.
    private const uint Mix = 0x9E37_79B1;

    /// <summary>
    /// 32 bits: those of RDRAND where the processor has it, mixed with the time since reset, of which few bits are
    /// unknown. Not for cryptography.
    /// </summary>
    public static uint Draw()
    {
        uint* registers = stackalloc uint[4];
        Processor.Identify(1, registers);
        uint random = (registers[2] & CpuidRandom) != 0 ? DrawFromProcessor() : 0;
        return random ^ ((uint)Processor.ReadTimeStamp() * Mix);
    }

    /// <summary>RDRAND; 0 when the processor has no number to give.</summary>
    [RuntimeImport("*", "draw_random")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern uint DrawFromProcessor();
}
