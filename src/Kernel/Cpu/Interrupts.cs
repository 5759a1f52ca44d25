// Every interrupt arrives here and is passed to its handler.

using System.Runtime;
using Osmosis.Faults;
using Osmosis.Kernel.Devices;
using Osmosis.Kernel.Memory;
using Osmosis.Metal;

namespace Osmosis.Kernel.Cpu;

internal static unsafe class Interrupts
{
    public const uint FirstLine = 32;

    /// <summary>The vector of a program's system calls.</summary>
    public const uint SystemCall = 0x80;

    /// <summary>Vectors from this one on belong to no exception and no interrupt line.</summary>
    public const uint FirstUnexpected = 48;

    private const uint LastVector = 255;

    // The number of interrupts being handled: 0 in ordinary code. Only interrupt handlers write it, and each restores
    // the value it found. A fault that the system survives found 0.
    private static volatile uint s_depth;

    // Sound: the stub passes the address of the frame it has just built on the stack.
    [RuntimeExport("interrupt_dispatch")]
    private static void Dispatch(InterruptFrame* frame)
    {
        uint vector = frame->Vector;
        if (vector is < FirstLine or > LastVector)
        {
            if (vector == (uint)FaultKind.PageFault && s_depth == 0 && FaultHandler.TryAnswer(in *frame))
            {
                return;
            }

            FaultHandler.Handle(in *frame, s_depth);
            KernelSpaces.LeaveAll();

            // The command that faulted must be ended, and no interrupt is being handled any more.
            ServeAccepted();
            Recovery.Resume();
        }

        Serve(vector);
    }

    /// <summary>Handles an interrupt that is no exception.</summary>
    public static void Serve(uint vector)
    {
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
    /// Handles the lines that the processor accepted but whose stubs ended in a double fault for lack of stack.
    /// Otherwise these lines and their devices would stay silent for ever.
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
