// The `clear` command.

using System;
using Osmosis.Kernel.Console;

namespace Osmosis.Kernel.Shell.Commands;

internal readonly struct ClearCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "clear"u8;

    public static CommandGroup Group => CommandGroup.Machine;

    public static ReadOnlySpan<byte> Usage => "clear"u8;

    public static ReadOnlySpan<byte> Summary => "empty the screen"u8;

    public static ReadOnlySpan<byte> Details => "Ctrl-L does the same and keeps the line.\n"u8;

    public static bool Run(ref Arguments arguments)
    {
        Terminal.Clear();
        return true;
    }
}
