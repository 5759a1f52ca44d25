// What a person can still do after a panic that stops: read what has scrolled away, and restart the machine. Interrupts
// stay off, because handlers may be what failed: the devices are asked again and again.

using System.Diagnostics.CodeAnalysis;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Console;

internal static class PanicKeys
{
    private const byte Restart = (byte)'r';

    // At some 3 µs a look at both devices, a tenth of a second.
    private const int LooksUntilQuiet = 30_000;

    // The sender may never stop.
    private const int MostDropped = 1_000_000;

    /// <summary>Obeys keys until the machine is restarted. Interrupts must be off.</summary>
    [DoesNotReturn]
    public static void Serve()
    {
        DropTypedAhead();
        Terminal.WriteLine($"stopped: r restarts the machine, Shift+PgUp and Shift+PgDn scroll the screen");
        EscapeDecoder keys = default;
        while (true)
        {
            if (!Input.TryPoll(out byte value))
            {
                Processor.Pause();
                continue;
            }

            switch (keys.Feed(value))
            {
                case EscapeResult.Literal or EscapeResult.Cut when value == Restart:
                    Power.Reboot();
                    break;
                case EscapeResult.Sequence when ScrollKey.TryGet(in keys, value, out bool isBack):
                    Screen.Scroll(isBack);
                    break;
            }
        }
    }

    // What was meant for the shell, such as the rest of a paste, must not restart the machine.
    private static void DropTypedAhead()
    {
        int looks = 0;
        for (int dropped = 0; looks < LooksUntilQuiet && dropped < MostDropped; looks++)
        {
            if (Input.TryPoll(out _))
            {
                dropped++;
                looks = 0;
            }
        }
    }
}
