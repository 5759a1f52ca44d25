// The kernel's input: serial port and keyboard as one stream of bytes.

using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Devices;
using Osmosis.Metal;

namespace Osmosis.Kernel.Console;

internal static class Input
{
    /// <summary>Bytes known to be lost since boot.</summary>
    public static uint LostBytes => SerialPort.LostBytes + Ps2Keyboard.LostBytes;

    /// <summary>
    /// Takes the oldest byte, if there is one, without the devices' interrupts. Interrupts must be off.
    /// </summary>
    public static bool TryPoll(out byte value)
    {
        SerialPort.Poll();
        Ps2Keyboard.Poll();
        return SerialPort.TryRead(out value, out _) || Ps2Keyboard.TryRead(out value, out _);
    }

    /// <summary>Takes the oldest byte that interrupts brought, if there is one. Interrupts must be off.</summary>
    public static bool TryTake(out byte value) =>
        SerialPort.TryRead(out value, out _) || Ps2Keyboard.TryRead(out value, out _);

    /// <summary>Drops what was typed ahead of control-C, and that; what came after it stays.</summary>
    public static void DropThroughBreak()
    {
        using InterruptState off = InterruptState.Disable();
        SerialPort.DropThroughBreak();
        Ps2Keyboard.DropThroughBreak();
    }

    /// <summary>
    /// Waits for a byte. Interrupts must be on. This method turns them off from its look at the buffers until the wait
    /// begins, so that it doesn't sleep through a byte that comes in between.
    /// </summary>
    /// <param name="isAtGap">Whether bytes may be missing next to it.</param>
    public static byte Read(out bool isAtGap)
    {
        using InterruptState off = InterruptState.Disable();
        if (!off.WereEnabled)
        {
            Panic.Stop($"waiting for input with interrupts off");
        }

        byte value;
        while (!SerialPort.TryRead(out value, out isAtGap) && !Ps2Keyboard.TryRead(out value, out isAtGap))
        {
            Processor.AwaitInterrupt();
            Processor.DisableInterrupts();
        }

        return value;
    }
}
