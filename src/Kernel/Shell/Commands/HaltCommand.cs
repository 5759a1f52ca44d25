// The `halt` command.

using System;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Shell.Commands;

internal readonly struct HaltCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "halt"u8;

    public static CommandGroup Group => CommandGroup.Machine;

    public static ReadOnlySpan<byte> Usage => "halt"u8;

    public static ReadOnlySpan<byte> Summary => "switch the machine off"u8;

    public static ReadOnlySpan<byte> Details => "exit and quit do the same.\n"u8;

    public static bool Run(ref Arguments arguments)
    {
        Power.Off();
        return true;
    }
}
