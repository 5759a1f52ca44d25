// Decides what an exception means for the system. Today every one is a panic.

using Osmosis.Kernel.Console;

namespace Osmosis.Kernel.Cpu;

internal static class ExceptionHandler
{
    private static volatile uint s_exceptions;

    /// <summary>Reports the exception and stops. One that comes while reporting gets a short line; one that comes even then, silence.</summary>
    public static void Handle(in InterruptFrame frame)
    {
        s_exceptions++;
        switch (s_exceptions)
        {
            case 1:
                ExceptionReport.Print(in frame);
                Panic.Stop($"{ExceptionReport.Name(frame.Vector)} at EIP 0x{frame.Eip:x8}, error code 0x{frame.ErrorCode:x8}");
                break;
            case 2:
                Terminal.WriteLine($"panic: second exception while reporting: vector {frame.Vector}, error code 0x{frame.ErrorCode:x8}, EIP 0x{frame.Eip:x8}");
                Processor.HaltForever();
                break;
            default:
                Processor.HaltForever();
                break;
        }
    }
}
