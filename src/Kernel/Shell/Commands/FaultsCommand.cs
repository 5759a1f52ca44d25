using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Programs;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>Says why programs were ended by faults.</summary>
internal readonly struct FaultsCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "faults"u8;

    public static CommandGroup Group => CommandGroup.Look;

    public static ReadOnlySpan<byte> Usage => "faults [number]"u8;

    public static ReadOnlySpan<byte> Summary => "faults that ended programs"u8;

    public static ReadOnlySpan<byte> Details => """
        Tells the whole story of the last fault that ended a program, or of that with a
        number: what was tried where, the regions around it, what was decided and why,
        the function where the program's file has symbols, and the registers.
        The last sixteen are kept.
        example: faults

        """u8;

    public static bool Run(ref Arguments arguments)
    {
        uint number = ProgramFaults.Count;
        if (!arguments.IsEmpty && (!arguments.TryNextUInt32(out number, least: 1) || !arguments.TryEnd()))
        {
            return arguments.Refuse();
        }

        Terminal.Row("faults"u8, $"{ProgramFaults.Count} since boot");
        if (ProgramFaults.Count == 0)
        {
            return true;
        }

        if (number < ProgramFaults.First || number > ProgramFaults.Count)
        {
            Terminal.Row("faults"u8, $"{ProgramFaults.First} to {ProgramFaults.Count} are kept");
            return false;
        }

        ProgramFaults.Print(number);
        return true;
    }
}
