// The 8254 interval timer: channel 0 raises line 0.

using Osmosis.Kernel.Cpu;

namespace Osmosis.Kernel.Devices;

internal static class Pit
{
    private const ushort Channel0 = 0x40;
    private const ushort Command = 0x43;
    private const uint InputHertz = 1_193_182;

    // Channel 0, low byte then high byte, mode 2 (rate generator), binary.
    private const byte RateGenerator = 0x34;

    /// <summary>Starts interrupts at 19 to 100,000 Hz, at the nearest rate that the divisor allows.</summary>
    public static void Start(uint hertz)
    {
        uint divisor = (InputHertz + (hertz / 2)) / hertz;
        Port.Write8(Command, RateGenerator);
        Port.Write8(Channel0, (byte)divisor);
        Port.Write8(Channel0, (byte)(divisor >> 8));
    }
}
