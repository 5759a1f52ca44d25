using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Memory;
using Osmosis.Kernel.Programs;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>Follows one address through the tables, as the processor does (D5).</summary>
internal readonly struct PteCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "pte"u8;

    public static CommandGroup Group => CommandGroup.Look;

    public static ReadOnlySpan<byte> Usage => "pte [<program>] <address>"u8;

    public static ReadOnlySpan<byte> Summary => "walk an address by tables"u8;

    public static ReadOnlySpan<byte> Details => """
        address: number or symbol. With a program's number: in its memory, with its
        region, who shares the frame, and why an access is refused or what it brings.
        example: pte kmalloc

        """u8;

    public static bool TakesAddresses => true;

    public static bool Run(ref Arguments arguments)
    {
        if (!arguments.TryNextAddress(out VirtualAddress address))
        {
            return arguments.Refuse();
        }

        if (!arguments.IsEmpty)
        {
            return RunOnProgram(address.Value, ref arguments);
        }

        Terminal.Row("address"u8, $"{address}");
        Terminal.Row("directory index"u8, $"{address.DirectoryIndex}");
        Terminal.Row("table index"u8, $"{address.TableIndex}");
        Terminal.Row("offset"u8, $"0x{address.PageOffset:x3}");
        PageTableEntry directoryEntry = KernelMemory.Paging.ReadDirectoryEntry(address);
        AddressText.WriteEntryRow("directory entry"u8, directoryEntry);
        KernelMemory.Paging.TryReadEntry(address, out PageTableEntry entry);
        if (directoryEntry.IsPresent)
        {
            AddressText.WriteEntryRow("table entry"u8, entry);
        }

        if (entry.IsPresent)
        {
            Terminal.Row("physical address"u8, $"{entry.Frame.Address + address.PageOffset}");
        }
        else
        {
            Terminal.Row("physical address"u8, $"not mapped");
        }

        Terminal.Write("region: "u8);
        AddressText.WriteLocation(address, AddressText.Layout.Locate(address));
        Terminal.WriteLine();
        return true;
    }

    private static bool RunOnProgram(uint id, ref Arguments arguments)
    {
        if (!arguments.TryNextAddress(out VirtualAddress address) || !arguments.TryEnd())
        {
            return arguments.Refuse();
        }

        if (!KernelPrograms.TryFindSpace(id, out uint space))
        {
            Terminal.Row("pte"u8, $"there is no program {id}: ps lists them");
            return false;
        }

        return SpaceListing.TryPrintEntry(space, address);
    }
}
