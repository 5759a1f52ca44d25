// The end of the road: prints what failed, where and with which values, then does what the boot command line asked.

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Osmosis.Kernel.Devices;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Snapshot;
using Osmosis.Metal;

namespace Osmosis.Kernel.Console;

internal enum PanicAction
{
    /// <summary>Stop, and obey nothing but <see cref="PanicKeys"/>.</summary>
    Halt,

    /// <summary>End the emulator through its debug-exit device.</summary>
    Exit,

    /// <summary>Restart the machine.</summary>
    Reboot,
}

internal static class Panic
{
    // With the message above them, and what a person can do below, on a screen of 24 rows.
    private const int BacktraceLines = 18;

    private static volatile uint s_reports;

    /// <summary>The action after the message: the boot command line's <c>panic=</c>.</summary>
    public static PanicAction Action { get; set; } = PanicAction.Halt;

    /// <summary>
    /// Turns interrupts off and counts nested reports: 1 for the first failure, 2 for a failure while reporting it, and
    /// so on. Each nested report is shorter, so reporting comes to an end.
    /// </summary>
    public static uint BeginReport()
    {
        Processor.DisableInterrupts();
        return ++s_reports;
    }

    /// <summary>The failure was reported and survived.</summary>
    public static void EndReport() => s_reports = 0;

    /// <summary>
    /// Prints <c>panic: …</c> with a backtrace and does not return. Interrupts are off from before the first character.
    /// </summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Stop(TerminalWriter<PanicText> message)
    {
        Terminal.WriteLine();
        Terminal.SetColor(TerminalColor.Default);
        if (s_reports == 1)
        {
            StackWalk caller = StackWalk.FromHere();
            caller.Step(isFirst: false);
            Backtrace.Take(caller, out Backtrace trace);
            trace.PrintBriefly(BacktraceLines);
        }

        Act();
    }

    /// <summary>Tells observers, and does what the boot command line asked, after all messages.</summary>
    [DoesNotReturn]
    public static void Act()
    {
        SnapshotStages.NotePanic();
        switch (Action)
        {
            case PanicAction.Exit:
                Power.ExitEmulator();
                break;
            case PanicAction.Reboot:
                Power.Reboot();
                break;
            default:
                PanicKeys.Serve();
                break;
        }
    }

    /// <summary>
    /// Text of a panic. A panic during the report of another failure prints a short line; a third prints nothing.
    /// </summary>
    internal readonly struct PanicText : ITextPurpose
    {
        public static bool Begin()
        {
            switch (BeginReport())
            {
                case 1:
                    Terminal.SetColor(TerminalColor.Red);
                    Terminal.Write("\npanic: "u8);
                    break;
                case 2:
                    Terminal.Write("\npanic while reporting: "u8);
                    break;
                default:
                    Processor.HaltForever();
                    break;
            }

            return true;
        }
    }
}
