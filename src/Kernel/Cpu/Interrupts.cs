// The one place every interrupt arrives at, and what decides where it goes.

using System.Runtime;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Cpu;

internal static unsafe class Interrupts
{
    public const uint FirstLine = 32;

    /// <summary>From here on no vector belongs to an exception or an interrupt line.</summary>
    public const uint FirstUnexpected = 48;

    private const uint LastVector = 255;

    // How many interrupts are being handled: 0 in ordinary code. Only interrupt handlers write it, and each puts back what it found; a fault
    // that doesn't stop the system has found 0.
    private static volatile uint s_depth;

    // Sound: the stub passes the address of the frame it has just built on the stack.
    [RuntimeExport("interrupt_dispatch")]
    private static void Dispatch(InterruptFrame* frame)
    {
        uint vector = frame->Vector;
        if (vector is < FirstLine or > LastVector)
        {
            FaultHandler.Handle(in *frame, s_depth);

            // The command that faulted is to be ended, and no interrupt is being handled any more.
            ServeAccepted();
            Recovery.Resume();
        }

        s_depth++;
        if (vector < FirstUnexpected)
        {
            HandleLine(vector - FirstLine);
        }
        else
        {
            UnexpectedInterrupts.Note(vector);
        }

        s_depth--;
    }

    /// <summary>
    /// Handles the lines that the processor has accepted, but whose stubs ended in a double fault for want of stack: unserved, they and their
    /// devices would stay silent for ever.
    /// </summary>
    private static void ServeAccepted()
    {
        for (uint line = 0; line < FirstUnexpected - FirstLine; line++)
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
