// The 8254 interval timer: channel 0 raises line 0.

using Osmosis.Metal;

namespace Osmosis.Kernel.Devices;

internal static class Pit
{
    private const ushort Channel0 = 0x40;
    private const ushort Command = 0x43;
    private const uint InputHertz = 1_193_182;

    // Channel 0, low byte then high byte, mode 2 (rate generator), binary.
    private const byte RateGenerator = 0x34;
    private const byte Latch = 0x00;

    // At about 1 µs a port access, 0.3 s: hundreds of times what a running counter takes.
    private const int CountLimit = 100_000;

    /// <summary>Starts interrupts at 19 to 100,000 Hz, at the nearest rate that the divisor allows.</summary>
    public static void Start(uint hertz)
    {
        uint divisor = (InputHertz + (hertz / 2)) / hertz;
        Port.Write8(Command, RateGenerator);
        Port.Write8(Channel0, (byte)divisor);
        Port.Write8(Channel0, (byte)(divisor >> 8));
    }

    /// <summary>Whether the counter moves. Some machines have a timer that answers, and stands still.</summary>
    public static bool IsCounting()
    {
        ushort first = ReadCounter();
        for (int i = 0; i < CountLimit; i++)
        {
            if (ReadCounter() != first)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What is left until the next interrupt, in periods of 0.84 µs. Takes about 3 µs.</summary>
    public static ushort ReadCounter()
    {
        Port.Write8(Command, Latch);
        byte low = Port.Read8(Channel0);
        return (ushort)(low | (Port.Read8(Channel0) << 8));
    }
}
