// The `sleep` command.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Shell.Commands;

internal readonly struct SleepCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "sleep"u8;

    public static CommandGroup Group => CommandGroup.Machine;

    public static ReadOnlySpan<byte> Usage => "sleep <milliseconds>"u8;

    public static ReadOnlySpan<byte> Summary => "wait; Ctrl-C ends it"u8;

    public static ReadOnlySpan<byte> Details => """
        milliseconds: up to 0xffffffff, rounded up to ticks of 10.
        example: sleep 500

        """u8;

    public static bool Run(ref Arguments arguments)
    {
        if (!arguments.TryNextUInt32(out uint milliseconds) || !arguments.TryEnd())
        {
            return arguments.Refuse();
        }

        if (!Timer.IsTicking)
        {
            Terminal.Row("sleep"u8, $"the timer doesn't tick, so this would never end");
            return false;
        }

        if (!Timer.Sleep(milliseconds))
        {
            Input.DropThroughBreak();
            Terminal.WriteLine($"^C");
            return false;
        }

        return true;
    }
}
