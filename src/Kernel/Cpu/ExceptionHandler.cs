// Decides what an exception means for the system. Today every one is a panic.

using Osmosis.Kernel.Console;

namespace Osmosis.Kernel.Cpu;

internal static class ExceptionHandler
{
    private static volatile bool s_reporting;

    /// <summary>Reports the exception and stops. One that comes while reporting prints a short line and halts.</summary>
    public static void Handle(in InterruptFrame frame)
    {
        if (s_reporting)
        {
            Terminal.WriteLine($"panic: second exception while reporting: vector {frame.Vector}, error code 0x{frame.ErrorCode:x8}, EIP 0x{frame.Eip:x8}");
            Processor.HaltForever();
        }

        s_reporting = true;
        ExceptionReport.Print(in frame);
        Panic.Stop($"{ExceptionReport.Name(frame.Vector)} at EIP 0x{frame.Eip:x8}, error code 0x{frame.ErrorCode:x8}");
    }
}
