// What is printed of address spaces.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;
using Osmosis.Memory.Spaces;
using Osmosis.Memory.Texts;
using SpaceFrameKind = Osmosis.Memory.Spaces.FrameKind;

namespace Osmosis.Kernel.Diagnostics;

internal static class SpaceListing
{
    /// <summary>A line a space.</summary>
    public static void PrintAll()
    {
        for (uint space = 1; KernelSpaces.Count != 0 && space < KernelSpaces.Core.End; space++)
        {
            if (KernelSpaces.Exists(space))
            {
                ref readonly Space found = ref KernelSpaces.Core[space];
                Terminal.Write($"space {space}: {new Quantity(found.Regions, "region"u8)}, ");
                Terminal.Write($"{new Quantity(found.Pages, "page"u8)}, ");
                Terminal.Write($"{new Quantity(KernelSpaces.Core.CountHeld(space), "frame"u8)} of its own, ");
                Terminal.WriteLine($"{found.Promised} promised");
            }
        }

        Terminal.Row("address spaces"u8, $"{KernelSpaces.Count}");
        Terminal.Row("promised frames"u8, $"{KernelSpaces.Promised}");
    }

    /// <summary>A line a region.</summary>
    public static void PrintRegions(uint space)
    {
        uint regions = 0;
        for (uint page = SpaceLayout.FirstPage; KernelSpaces.Core.TryFindRegion(space, page, out Region region);
            page = region.End)
        {
            PrintRegion(in region);
            regions++;
        }

        Terminal.Row("regions"u8, $"{regions}");
    }

    /// <summary>A region, to the end of the line.</summary>
    public static void PrintRegion(in Region region)
    {
        VirtualAddress start = new(region.First << MemoryLayout.PageShift);
        VirtualAddress last = new((region.End << MemoryLayout.PageShift) - 1);
        Terminal.Write($"{start} to {last}: ");
        Terminal.Write((region.Rights & Rights.Read) != 0 ? "r"u8 : "-"u8);
        Terminal.Write((region.Rights & Rights.Write) != 0 ? "w"u8 : "-"u8);
        Terminal.Write((region.Rights & Rights.Execute) != 0 ? "x"u8 : "-"u8);
        Terminal.Write(region.IsShared ? " shared, "u8 : " private, "u8);
        Terminal.Write(region.Object == 0 ? "anonymous, "u8 : "an object, "u8);
        Terminal.WriteLine($"{new Quantity(region.Pages, "page"u8)}");
    }

    /// <summary>
    /// Where an address lies, its entries, what is known of the table and the frame, and what an access would lead to.
    /// False outside a program's part.
    /// </summary>
    public static bool TryPrintEntry(uint space, VirtualAddress address)
    {
        if (!SpaceLayout.Holds(address.PageNumber, 1))
        {
            Terminal.Row("space"u8, $"{SpaceError.BadRange.Describe()}");
            return false;
        }

        RegionsAround.Find(space, address).Print(address);
        PageTableEntry above = KernelSpaces.Core.Objects.Tables.ReadDirectory(space, address.DirectoryIndex);
        AddressText.WriteEntryRow("directory entry"u8, above);
        if (above.IsPresent)
        {
            Terminal.Row("table's directories"u8, $"{KernelSpaces.Core.Objects.Tables.Owners[above.Frame].References}");
            PageTableEntry entry = KernelSpaces.Core.Objects.Tables.ReadEntry(space, address.PageNumber);
            AddressText.WriteEntryRow("table entry"u8, entry);
            if (entry.Value != 0)
            {
                FrameRecord record = KernelSpaces.Core.Objects.Tables.Owners[entry.Frame];
                Terminal.Row("frame"u8, $"{entry.Frame.Address}, {record.Kind.Describe()}");
                if (record.Kind != SpaceFrameKind.Zero)
                {
                    Terminal.Row("frame's references"u8, $"{record.References}");
                }
            }
        }

        Terminal.Row("a read would be"u8, $"{KernelSpaces.Foresee(space, address, Access.Read).Describe()}");
        Terminal.Row("a write would be"u8, $"{KernelSpaces.Foresee(space, address, Access.Write).Describe()}");
        return true;
    }

    /// <summary>What a fault was answered with.</summary>
    public static ReadOnlySpan<byte> Describe(this FaultAnswer answer) => answer switch
    {
        FaultAnswer.Retry => "allowed by the tables"u8,
        FaultAnswer.ShowZero => "the zero frame, read-only"u8,
        FaultAnswer.NewPage => "a new page of zeros"u8,
        FaultAnswer.CopyPage => "a copy of the page"u8,
        FaultAnswer.TakeOver => "the page taken over, as nobody else has it"u8,
        FaultAnswer.ShowObject => "the object's page, read-only"u8,
        FaultAnswer.WriteObject => "the object's page, writable"u8,
        FaultAnswer.CopyObject => "a copy of the object's page"u8,
        FaultAnswer.ShowKept => "the page that was kept"u8,
        FaultAnswer.NoRegion => "refused: no region is there"u8,
        FaultAnswer.NotAllowed => "refused: the region doesn't allow it"u8,
        FaultAnswer.PastEnd => "refused: past the end of the object"u8,
        _ => "unknown"u8,
    };

    private static ReadOnlySpan<byte> Describe(this SpaceFrameKind kind) => kind switch
    {
        SpaceFrameKind.Zero => "the zero frame"u8,
        SpaceFrameKind.Page => "a page"u8,
        SpaceFrameKind.ObjectPage => "a page of an object"u8,
        SpaceFrameKind.Table => "a page table"u8,
        _ => "not an address space's"u8,
    };
}
