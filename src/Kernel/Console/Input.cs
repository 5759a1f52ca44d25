// What the kernel is told: serial port and keyboard as one stream of bytes.

using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Console;

internal static class Input
{
    public static bool TryRead(out byte value) => SerialPort.TryRead(out value) || Ps2Keyboard.TryRead(out value);

    /// <summary>Drops what has been received and not read: what control-C does to what was typed ahead.</summary>
    public static void Discard()
    {
        while (TryRead(out _))
        {
        }
    }

    /// <summary>
    /// Waits for a byte. Interrupts must be on. They are off from looking until the wait begins, so that a byte which
    /// comes in between is not slept through.
    /// </summary>
    public static byte Read()
    {
        using InterruptState off = InterruptState.Disable();
        if (!off.WereEnabled)
        {
            Panic.Stop($"waiting for input with interrupts off");
        }

        byte value;
        while (!TryRead(out value))
        {
            Processor.AwaitInterrupt();
            Processor.DisableInterrupts();
        }

        return value;
    }
}
