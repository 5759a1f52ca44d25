// The `ticks` command.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Shell.Commands;

internal readonly struct TicksCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "ticks"u8;

    public static CommandGroup Group => CommandGroup.Machine;

    public static ReadOnlySpan<byte> Usage => "ticks"u8;

    public static ReadOnlySpan<byte> Summary => "clock ticks since boot"u8;

    public static ReadOnlySpan<byte> Details => default;

    public static bool Run(ref Arguments arguments)
    {
        Terminal.Row("ticks"u8, $"{Timer.Ticks}");
        Terminal.Row("ticks per second"u8, $"{Timer.Hertz}");
        return true;
    }
}
