using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>Prints the answer of paging_resolve (P4, D5).</summary>
internal readonly struct ResolveCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "resolve"u8;

    public static CommandGroup Group => CommandGroup.Look;

    public static ReadOnlySpan<byte> Usage => "resolve <address>"u8;

    public static ReadOnlySpan<byte> Summary => "the physical address"u8;

    public static ReadOnlySpan<byte> Details => """
        address: number or symbol.
        example: resolve kmalloc

        """u8;

    public static bool TakesAddresses => true;

    public static bool Run(ref Arguments arguments)
    {
        if (!arguments.TryNextAddress(out VirtualAddress address) || !arguments.TryEnd())
        {
            return arguments.Refuse();
        }

        MapError error = KernelMemory.Paging.Resolve(address, out PhysicalAddress physical);
        if (error != MapError.None)
        {
            Terminal.Row("resolve"u8, $"{error.Describe()}");
            return false;
        }

        Terminal.Row("physical address"u8, $"{physical}");
        return true;
    }
}
