using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Metal;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>Whether paging is on, and what is mapped (D1).</summary>
internal readonly struct PagingCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "paging"u8;

    public static CommandGroup Group => CommandGroup.Look;

    public static ReadOnlySpan<byte> Usage => "paging"u8;

    public static ReadOnlySpan<byte> Summary => "paging state and counts"u8;

    public static ReadOnlySpan<byte> Details =>
        "The identity window is where virtual addresses equal physical ones.\n"u8;

    public static bool Run(ref Arguments arguments)
    {
        uint control = Processor.ReadCr0();
        uint end = KernelMemory.Paging.IdentityEnd;
        Terminal.Row("paging"u8, $"{((control & Processor.Cr0Paging) != 0 ? "enabled"u8 : "disabled"u8)}");
        Terminal.Row("write protection"u8,
            $"{((control & Processor.Cr0WriteProtect) != 0 ? "enabled"u8 : "disabled"u8)}");
        Terminal.Row("cr3"u8, $"{new PhysicalAddress(Processor.ReadCr3())}");
        Terminal.Row("identity start"u8, $"{VirtualAddress.Null}");
        Terminal.Row("identity end"u8, $"{new VirtualAddress(end)}");
        Terminal.Row("identity pages"u8, $"{end >> MemoryLayout.PageShift}");
        Terminal.Row("identity reason"u8, $"{Reason(end)}");
        Terminal.Row("mapped pages"u8, $"{KernelMemory.Paging.MappedPages}");
        Terminal.Row("page tables"u8, $"{KernelMemory.Paging.PageTables}");
        return true;
    }

    /// <summary>The reason for W (L1).</summary>
    private static ReadOnlySpan<byte> Reason(uint end) =>
        end == MemoryLayout.IdentityMapMinimum && LoadedImage.Current.End < end
            ? "the least window, 16 KiB"u8
            : "the kernel's end, rounded up to a page"u8;
}
