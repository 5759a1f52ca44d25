// The `sleep` command.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Shell.Commands;

internal readonly struct SleepCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "sleep"u8;

    public static ReadOnlySpan<byte> Usage => "sleep <milliseconds>"u8;

    public static ReadOnlySpan<byte> Summary => "wait; control-C ends it early"u8;

    public static void Run(ref Arguments arguments)
    {
        if (!arguments.TryNextUInt32(out uint milliseconds) || !arguments.IsEmpty)
        {
            arguments.ReportUsage();
            return;
        }

        if (!Timer.IsTicking)
        {
            Terminal.Row("sleep"u8, $"the timer doesn't tick, so this would never end");
        }
        else if (!Timer.Sleep(milliseconds))
        {
            Input.DropThroughBreak();
            Terminal.WriteLine($"^C");
        }
    }
}
