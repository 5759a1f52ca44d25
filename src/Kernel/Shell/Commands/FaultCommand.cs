// The `fault` command.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;

namespace Osmosis.Kernel.Shell.Commands;

internal readonly struct FaultCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "fault"u8;

    public static ReadOnlySpan<byte> Usage => "fault <kind>"u8;

    public static ReadOnlySpan<byte> Summary => "cause a fault on purpose; 'help fault' lists the kinds"u8;

    public static void Run(ref Arguments arguments)
    {
        if (arguments.Count != 1 || !arguments.TryNext(out ReadOnlySpan<byte> name) || !DeliberateFault.TryFind(name, out DeliberateFault fault))
        {
            arguments.ReportUsage();
            return;
        }

        fault.Cause();
        Terminal.Row("fault"u8, $"nothing happened, which is wrong");
    }

    public static void Explain()
    {
        for (int i = 0; DeliberateFault.TryGet(i, out DeliberateFault fault); i++)
        {
            Terminal.WriteLine($"  {fault.Name,-12}{fault.Summary}");
        }
    }
}
