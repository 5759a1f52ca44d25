using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Programs;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>Ends a program.</summary>
internal readonly struct KillCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "kill"u8;

    public static CommandGroup Group => CommandGroup.Break;

    public static ReadOnlySpan<byte> Usage => "kill <program>"u8;

    public static ReadOnlySpan<byte> Summary => "end a program"u8;

    public static ReadOnlySpan<byte> Details => """
        Ends a program that control-] stopped, as by SIGKILL: its memory is free, and
        its parent learns it when programs go on. ps lists the programs.
        example: kill 3

        """u8;

    public static bool Run(ref Arguments arguments)
    {
        if (!arguments.TryNextUInt32(out uint id, least: 1) || !arguments.TryEnd())
        {
            return arguments.Refuse();
        }

        if (!KernelPrograms.TryKill(id))
        {
            Terminal.Row("kill"u8, $"there is no program {id}: ps lists them");
            return false;
        }

        return true;
    }
}
