// The one place every interrupt arrives at, and what decides where it goes.

using System.Runtime;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Cpu;

internal static unsafe class Interrupts
{
    public const uint VectorCount = 48;
    public const uint FirstLine = 32;

    // Only interrupt handlers write it, and each puts back what it found: reading it needs no lock.
    private static volatile uint s_depth;

    /// <summary>How many interrupts are being handled: 0 in ordinary code.</summary>
    public static uint Depth => s_depth;

    // Sound: the stub passes the address of the frame it has just built on the stack.
    [RuntimeExport("interrupt_dispatch")]
    private static void Dispatch(InterruptFrame* frame) => Enter(ref *frame);

    public static void Enter(ref InterruptFrame frame)
    {
        s_depth++;
        if (frame.Vector < FirstLine)
        {
            ExceptionHandler.Handle(in frame);
        }
        else
        {
            HandleLine(frame.Vector - FirstLine);
        }

        s_depth--;
    }

    private static void HandleLine(uint line)
    {
        if (Pic.IsSpurious(line))
        {
            return;
        }

        switch (line)
        {
            case Timer.Line:
                Timer.OnInterrupt();
                break;
            case Ps2Keyboard.Line:
                Ps2Keyboard.OnInterrupt();
                break;
            case SerialPort.Line:
                SerialPort.OnInterrupt();
                break;
        }

        Pic.EndOfInterrupt(line);
    }
}
