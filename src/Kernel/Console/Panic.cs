// The end of the road: says what failed, where and with which values, then does what the boot command line asked.

using System.Diagnostics.CodeAnalysis;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Console;

internal enum PanicAction
{
    /// <summary>Stop the processor.</summary>
    Halt,

    /// <summary>End the emulator through its debug-exit device.</summary>
    Exit,

    /// <summary>Restart the machine.</summary>
    Reboot,
}

internal static class Panic
{
    private static volatile uint s_count;

    /// <summary>What follows the message; the boot command line's <c>panic=</c>.</summary>
    public static PanicAction Action { get; set; } = PanicAction.Halt;

    /// <summary>Prints <c>panic: …</c> and does not return. Interrupts are off from before the first character.</summary>
    [DoesNotReturn]
    public static void Stop(TerminalWriter<PanicText> message)
    {
        Terminal.WriteLine();
        Terminal.SetColor(TerminalColor.Default);
        switch (Action)
        {
            case PanicAction.Exit:
                Power.ExitEmulator();
                break;
            case PanicAction.Reboot:
                Power.Reboot();
                break;
            default:
                SerialPort.Drain();
                Processor.HaltForever();
                break;
        }
    }

    /// <summary>Text of a panic. One that comes while another is being told says so in few words; a third says nothing.</summary>
    internal readonly struct PanicText : ITextPurpose
    {
        public static void Begin()
        {
            Processor.DisableInterrupts();
            s_count++;
            switch (s_count)
            {
                case 1:
                    Terminal.SetColor(TerminalColor.Red);
                    Terminal.Write("\npanic: "u8);
                    break;
                case 2:
                    Terminal.Write("\npanic while panicking: "u8);
                    break;
                default:
                    Processor.HaltForever();
                    break;
            }
        }
    }
}
