using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Programs;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>Lists a program's regions.</summary>
internal readonly struct RegionsCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "regions"u8;

    public static CommandGroup Group => CommandGroup.Look;

    public static ReadOnlySpan<byte> Usage => "regions <program>"u8;

    public static ReadOnlySpan<byte> Summary => "a program's regions"u8;

    public static ReadOnlySpan<byte> Details => """
        A line for each region of a program that control-] stopped: addresses, rights,
        private or shared, anonymous or of a file, pages. ps lists the programs.

        """u8;

    public static bool Run(ref Arguments arguments)
    {
        if (!arguments.TryNextUInt32(out uint id, least: 1) || !arguments.TryEnd())
        {
            return arguments.Refuse();
        }

        if (!KernelPrograms.TryFindSpace(id, out uint space))
        {
            Terminal.Row("regions"u8, $"there is no program {id}: ps lists them");
            return false;
        }

        SpaceListing.PrintRegions(space);
        return true;
    }
}
