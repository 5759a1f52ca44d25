// The one place every interrupt arrives at, and what decides where it goes.

using System.Runtime;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Cpu;

internal static unsafe class Interrupts
{
    public const uint VectorCount = 48;
    public const uint FirstLine = 32;

    // How many interrupts are being handled: 0 in ordinary code. Only interrupt handlers write it, and each puts back what it found; a fault
    // that doesn't stop the system has found 0.
    private static volatile uint s_depth;

    // Sound: the stub passes the address of the frame it has just built on the stack.
    [RuntimeExport("interrupt_dispatch")]
    private static void Dispatch(InterruptFrame* frame)
    {
        if (frame->Vector is < FirstLine or >= VectorCount)
        {
            HandleFault(in *frame);
            Recovery.Resume();
        }

        s_depth++;
        HandleLine(frame->Vector - FirstLine);
        s_depth--;
    }

    /// <summary>
    /// Reports a fault. Returns, with interrupts off, if the command that faulted is to be ended; then no interrupt is being handled any more.
    /// </summary>
    public static void HandleFault(in InterruptFrame frame)
    {
        FaultHandler.Handle(in frame, s_depth);
        ServeAccepted();
    }

    /// <summary>
    /// Handles the lines that the processor has accepted, but whose stubs ended in a double fault for want of stack: unserved, they and their
    /// devices would stay silent for ever.
    /// </summary>
    private static void ServeAccepted()
    {
        for (uint line = 0; line < VectorCount - FirstLine; line++)
        {
            if (line != Pic.CascadeLine && Pic.IsInService(line))
            {
                HandleLine(line);
            }
        }
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
