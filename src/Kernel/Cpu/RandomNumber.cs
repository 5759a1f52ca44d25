// A number that a stray write is unlikely to know.

using System;
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

    // What CPUID says is asked for once: under an emulator or a hypervisor it costs as much as a system call.
    private static bool s_isIdentified;
    private static bool s_hasGenerator;

    private static uint s_last;

    /// <summary>
    /// 32 bits: those of RDRAND where the processor has it, mixed with the time since reset, of which few bits are
    /// unknown. Not for cryptography.
    /// </summary>
    public static uint Draw()
    {
        if (!s_isIdentified)
        {
            uint* registers = stackalloc uint[4];
            Processor.Identify(1, registers);
            s_hasGenerator = (registers[2] & CpuidRandom) != 0;
            s_isIdentified = true;
        }

        uint random = s_hasGenerator ? DrawFromProcessor() : 0;
        return random ^ ((uint)Processor.ReadTimeStamp() * Mix);
    }

    /// <summary>
    /// Fills bytes, four from each draw. Each is mixed with the one before: without RDRAND two draws in a row differ in
    /// few bits.
    /// </summary>
    public static void Fill(Span<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            if (i % sizeof(uint) == 0)
            {
                s_last = (s_last + Draw()) * Mix;
                s_last ^= s_last >> 15;
            }

            bytes[i] = (byte)(s_last >> (i % sizeof(uint) * 8));
        }
    }

    /// <summary>RDRAND; 0 when the processor has no number to give.</summary>
    [RuntimeImport("*", "draw_random")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern uint DrawFromProcessor();
}
