// The `fault` command.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;

namespace Osmosis.Kernel.Shell.Commands;

internal readonly struct FaultCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "fault"u8;

    public static CommandGroup Group => CommandGroup.Break;

    public static ReadOnlySpan<byte> Usage => "fault <kind>|details"u8;

    public static ReadOnlySpan<byte> Summary => "cause a fault on purpose"u8;

    public static ReadOnlySpan<byte> Details => """
        kind: what to break; the kernel explains the fault, and the command ends.
        example: fault null, then fault details

        """u8;

    public static ReadOnlySpan<byte> Words => "details "u8;

    public static bool Run(ref Arguments arguments)
    {
        if (!arguments.TryNext(out ReadOnlySpan<byte> name) || !arguments.TryEnd())
        {
            arguments.Refuse();
            return ListKinds();
        }

        if (name.SequenceEqual("details"u8))
        {
            return TryShowDetails();
        }

        if (!DeliberateFault.TryFind(name, out DeliberateFault fault))
        {
            arguments.Refuse(name);
            return ListKinds();
        }

        fault.Cause();
        Terminal.Row("fault"u8, $"nothing happened, which is wrong");
        return false;
    }

    public static void Explain()
    {
        Terminal.WriteLine($"  {"details"u8,-12}the last fault once more, with all registers and full names");
        for (int i = 0; DeliberateFault.TryGet(i, out DeliberateFault fault); i++)
        {
            Terminal.WriteLine($"  {fault.Name,-12}{fault.Summary}");
        }
    }

    private static bool TryShowDetails()
    {
        if (!FaultRecord.HasLast)
        {
            Terminal.Row("fault"u8, $"none since boot");
            return false;
        }

        FaultDetails.Print();
        return true;
    }

    /// <returns>False, for the command to return.</returns>
    private static bool ListKinds()
    {
        Terminal.Write("kinds:"u8);
        for (int i = 0; DeliberateFault.TryGet(i, out DeliberateFault fault); i++)
        {
            Terminal.Write($" {fault.Name}");
        }

        Terminal.WriteLine();
        return false;
    }
}
