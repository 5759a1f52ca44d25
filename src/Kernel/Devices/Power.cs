// Switching off, restarting, and ending an emulator.

using System.Diagnostics.CodeAnalysis;
using Osmosis.Kernel.Console;
using Osmosis.Metal;

namespace Osmosis.Kernel.Devices;

internal static class Power
{
    private const ushort AcpiPowerManagement = 0x604;
    private const ushort AcpiSleepEnable = 0x2000;
    private const ushort BochsShutdown = 0x8900;
    private const ushort DebugExit = 0xF4;
    private const byte PulseResetLine = 0xFE;
    private const ushort ResetControl = 0xCF9;
    private const byte ResetSystem = 0x02;
    private const byte ResetNow = 0x06;
    private const int WaitLimit = 1_000_000;

    /// <summary>Switches the machine off, where QEMU or Bochs offers it; otherwise stops with a message.</summary>
    [DoesNotReturn]
    public static void Off()
    {
        Processor.DisableInterrupts();
        SerialPort.Drain();
        Port.Write16(AcpiPowerManagement, AcpiSleepEnable);
        foreach (byte letter in "Shutdown"u8)
        {
            Port.Write8(BochsShutdown, letter);
        }

        // An emulator goes on for some instructions.
        Wait();
        Terminal.WriteLine($"halted: it is safe to switch off");
        Processor.HaltForever();
    }

    /// <summary>Restarts the machine through the keyboard controller or, failing that, the chipset.</summary>
    [DoesNotReturn]
    public static void Reboot()
    {
        Processor.DisableInterrupts();
        SerialPort.Drain();
        if (Ps2Controller.TryCommand(PulseResetLine))
        {
            Wait();
        }

        Port.Write8(ResetControl, ResetSystem);
        Port.Write8(ResetControl, ResetNow);
        Wait();
        Terminal.WriteLine($"halted: the machine did not restart");
        Processor.HaltForever();
    }

    /// <summary>
    /// Ends an emulator that has a debug-exit device at port 0xF4: QEMU's exit status is then 3. Otherwise stops.
    /// </summary>
    [DoesNotReturn]
    public static void ExitEmulator()
    {
        Processor.DisableInterrupts();
        SerialPort.Drain();
        Port.Write8(DebugExit, 1);
        Processor.HaltForever();
    }

    private static void Wait()
    {
        for (int i = 0; i < WaitLimit; i++)
        {
            Port.Read8(0x80);
        }
    }
}
