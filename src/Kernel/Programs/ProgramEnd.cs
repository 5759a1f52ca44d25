// What the monitor says and does when programs don't run any more.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Devices;
using Osmosis.Programs;

namespace Osmosis.Kernel.Programs;

internal static class ProgramEnd
{
    private const uint SignalMask = 0x7F;
    private const int StatusShift = 8;

    /// <summary>Runs programs until they are done or stopped. True when the first one's exit status is 0.</summary>
    public static bool Await()
    {
        switch (KernelPrograms.Run())
        {
            case RunEnd.PowerOff:
            case RunEnd.NoneLeft when InitProgram.IsRunning:
                EndReport.Send();
                Power.Off();
                return true;
            case RunEnd.Stopped:
                StartLine();
                Terminal.Row("stopped"u8, $"{KernelPrograms.Count} programs; resume goes on, ps lists them");
                return true;
            default:
                return Tell(KernelPrograms.LastStatus);
        }
    }

    private static bool Tell(uint status)
    {
        StartLine();
        if ((status & SignalMask) != 0)
        {
            Terminal.Row("ended"u8, $"by signal {status & SignalMask} ({Describe((Signal)(status & SignalMask))})");
        }
        else if (status != 0)
        {
            Terminal.Row("ended"u8, $"with status {status >> StatusShift}");
        }

        return status == 0;
    }

    private static void StartLine()
    {
        if (!Terminal.IsAtLineStart)
        {
            Terminal.WriteLine();
        }
    }

    private static ReadOnlySpan<byte> Describe(Signal signal) => signal switch
    {
        Signal.HangUp => "hangup"u8,
        Signal.Interrupt => "interrupt"u8,
        Signal.Quit => "quit"u8,
        Signal.Abort => "aborted"u8,
        Signal.BrokenPipe => "broken pipe"u8,
        Signal.Terminate => "terminated"u8,
        Signal.Alarm => "alarm"u8,
        Signal.Illegal => "illegal instruction"u8,
        Signal.Trap => "trap"u8,
        Signal.Bus => "bus error"u8,
        Signal.FloatingPoint => "arithmetic error"u8,
        Signal.Kill => "killed"u8,
        Signal.Segmentation => "segmentation fault"u8,
        _ => "signal"u8,
    };
}
