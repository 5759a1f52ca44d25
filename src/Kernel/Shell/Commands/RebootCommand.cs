// The `reboot` command.

using System;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Shell.Commands;

internal readonly struct RebootCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "reboot"u8;

    public static ReadOnlySpan<byte> Usage => "reboot"u8;

    public static ReadOnlySpan<byte> Summary => "restart the machine"u8;

    public static void Run(ref Arguments arguments) => Power.Reboot();
}
