// The kernel's input: serial port and keyboard as one stream of bytes.

using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Console;

internal static class Input
{
    public static bool TryRead(out byte value) => SerialPort.TryRead(out value) || Ps2Keyboard.TryRead(out value);

    /// <summary>Drops bytes received but not read, as control-C does with typed-ahead input.</summary>
    public static void Discard()
    {
        while (TryRead(out _))
        {
        }
    }

    /// <summary>
    /// Waits for a byte. Interrupts must be on. This method turns them off from its look at the buffers until the wait
    /// begins, so that it doesn't sleep through a byte that comes in between.
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
