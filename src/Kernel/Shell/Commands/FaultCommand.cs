// The `fault` command.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;

namespace Osmosis.Kernel.Shell.Commands;

internal readonly struct FaultCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "fault"u8;

    public static ReadOnlySpan<byte> Usage => "fault <kind>|details"u8;

    public static ReadOnlySpan<byte> Summary => "cause a fault on purpose, or show all of the last one"u8;

    private static ReadOnlySpan<byte> Details => "details"u8;

    public static void Run(ref Arguments arguments)
    {
        if (arguments.Count != 1 || !arguments.TryNext(out ReadOnlySpan<byte> name))
        {
            arguments.ReportUsage();
        }
        else if (name.SequenceEqual(Details))
        {
            ShowDetails();
        }
        else if (DeliberateFault.TryFind(name, out DeliberateFault fault))
        {
            fault.Cause();
            Terminal.Row("fault"u8, $"nothing happened, which is wrong");
        }
        else
        {
            arguments.ReportUsage();
        }
    }

    public static void Explain()
    {
        Terminal.WriteLine($"  {Details,-12}the last fault once more, with all registers and full names");
        for (int i = 0; DeliberateFault.TryGet(i, out DeliberateFault fault); i++)
        {
            Terminal.WriteLine($"  {fault.Name,-12}{fault.Summary}");
        }
    }

    private static void ShowDetails()
    {
        if (FaultRecord.HasLast)
        {
            FaultDetails.Print();
        }
        else
        {
            Terminal.Row("fault"u8, $"none since boot");
        }
    }
}
