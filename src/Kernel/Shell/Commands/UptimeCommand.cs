// The `uptime` command.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Shell.Commands;

internal readonly struct UptimeCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "uptime"u8;

    public static CommandGroup Group => CommandGroup.Machine;

    public static ReadOnlySpan<byte> Usage => "uptime"u8;

    public static ReadOnlySpan<byte> Summary => "time since boot"u8;

    public static ReadOnlySpan<byte> Details => default;

    public static bool Run(ref Arguments arguments)
    {
        if (!Timer.IsTicking)
        {
            Terminal.Row("uptime"u8, $"unknown, because the timer doesn't tick");
            return false;
        }

        ulong ticks = Timer.Ticks;
        ulong seconds = ticks / Timer.Hertz;
        Terminal.Row("seconds"u8, $"{seconds}");
        Terminal.Row("uptime"u8,
            $"{seconds / 86400} d {seconds / 3600 % 24} h {seconds / 60 % 60} min {seconds % 60} s");
        return true;
    }
}
