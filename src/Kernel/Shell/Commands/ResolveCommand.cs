using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>Prints the answer of paging_resolve (P4, D5).</summary>
internal readonly struct ResolveCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "resolve"u8;

    public static ReadOnlySpan<byte> Usage => "resolve <address>"u8;

    public static ReadOnlySpan<byte> Summary => "the physical address behind a virtual one"u8;

    public static void Run(ref Arguments arguments)
    {
        if (arguments.Count != 1 || !arguments.TryNextAddress(out VirtualAddress address))
        {
            arguments.ReportUsage();
            return;
        }

        MapError error = KernelMemory.Paging.Resolve(address, out PhysicalAddress physical);
        if (error == MapError.None)
        {
            Terminal.Row("physical address"u8, $"{physical}");
        }
        else
        {
            Terminal.Row("physical address"u8, $"{error.Describe()}");
        }
    }
}
