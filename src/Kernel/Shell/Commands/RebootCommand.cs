// The `reboot` command.

using System;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Shell.Commands;

internal readonly struct RebootCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "reboot"u8;

    public static CommandGroup Group => CommandGroup.Machine;

    public static ReadOnlySpan<byte> Usage => "reboot"u8;

    public static ReadOnlySpan<byte> Summary => "restart the machine"u8;

    public static ReadOnlySpan<byte> Details => default;

    public static bool Run(ref Arguments arguments)
    {
        Power.Reboot();
        return true;
    }
}
