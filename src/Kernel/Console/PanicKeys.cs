// What a person can still do after a panic that stops: read what has scrolled away, and restart the machine. No
// handler runs any more, because handlers may be what failed: the devices are asked after each interrupt, or again and
// again where no interrupts come.

using System.Diagnostics.CodeAnalysis;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Devices;
using Osmosis.Metal;

namespace Osmosis.Kernel.Console;

internal static class PanicKeys
{
    private const byte Restart = (byte)'r';

    // At some 3 µs a look at both devices, a tenth of a second.
    private const int LooksUntilQuiet = 30_000;

    private const uint WakingLines = (1u << (int)Timer.Line) | (1u << (int)Ps2Keyboard.Line)
        | (1u << (int)SerialPort.Line);

    // About 0.3 s; a tick is due in 10 ms.
    private const int LooksUntilTick = 100_000;

    // The sender may never stop.
    private const int MostDropped = 1_000_000;

    /// <summary>Obeys keys until the machine is restarted. Interrupts must be off.</summary>
    [DoesNotReturn]
    public static void Serve()
    {
        bool waits = InterruptsCome();
        DropTypedAhead();
        Terminal.WriteLine($"stopped: r restarts the machine, Shift+PgUp and Shift+PgDn scroll the screen");
        EscapeDecoder keys = default;
        while (true)
        {
            if (!Input.TryPoll(out byte value))
            {
                Rest(waits);
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

    // A tick proves it. Ticks also bound the wait for a key whose own interrupt is lost. Nothing ends an interrupt
    // until EndAll, so the controller shows it as in service.
    private static bool InterruptsCome()
    {
        if (!Timer.IsPresent)
        {
            return false;
        }

        InterruptTable.LeaveLinesUnserved();
        Pic.EnableOnly(WakingLines);
        Pic.EndAll();
        Processor.EnableInterrupts();
        int looks = 0;
        while (looks < LooksUntilTick && !Pic.IsInService(Timer.Line))
        {
            looks++;
        }

        Processor.DisableInterrupts();
        return looks < LooksUntilTick;
    }

    // Interrupts are on only while the processor is halted. A byte that comes before that has made its line pending.
    private static void Rest(bool waits)
    {
        if (!waits)
        {
            Processor.Pause();
            return;
        }

        Pic.EndAll();
        Processor.AwaitInterrupt();
        Processor.DisableInterrupts();
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
