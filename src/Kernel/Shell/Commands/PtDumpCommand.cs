using System;
using Osmosis.Faults;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>
/// Prints all mappings: neighbouring pages with the same permissions in the same region share a line (D5).
/// </summary>
internal readonly struct PtDumpCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "ptdump"u8;

    public static CommandGroup Group => CommandGroup.Look;

    public static ReadOnlySpan<byte> Usage => "ptdump"u8;

    public static ReadOnlySpan<byte> Summary => "all mappings, as ranges"u8;

    public static ReadOnlySpan<byte> Details => "Neighbouring pages with the same rights share a line.\n"u8;

    public static bool Run(ref Arguments arguments)
    {
        AddressSpaceLayout layout = AddressText.Layout;
        MappedRange range = default;
        for (uint directory = 0; directory < MemoryLayout.RecursiveSlot; directory++)
        {
            if (!KernelMemory.Paging.ReadDirectoryEntry(new VirtualAddress(directory << 22)).IsPresent)
            {
                continue;
            }

            for (uint table = 0; table < MemoryLayout.EntriesPerTable; table++)
            {
                VirtualAddress page = new((directory << 22) + (table << MemoryLayout.PageShift));
                if (KernelMemory.Paging.TryReadEntry(page, out PageTableEntry entry))
                {
                    range.Add(page, entry, layout.Locate(page));
                }
            }
        }

        range.Print();
        Terminal.WriteLine(
            $"{new VirtualAddress(MemoryLayout.RecursiveBase)}"
                + $" to v0xffffffff: page tables and directory, through the recursive slot");
        Terminal.Row("mapped pages"u8, $"{KernelMemory.Paging.MappedPages}");
        Terminal.Row("page tables"u8, $"{KernelMemory.Paging.PageTables}");
        return true;
    }

    /// <summary>Neighbouring pages with the same permissions in the same region.</summary>
    private struct MappedRange
    {
        private const PageFlags Compared = PageFlags.Writable | PageFlags.User | PageFlags.WriteThrough
            | PageFlags.CacheDisable | PageFlags.Global;

        private uint _start;
        private uint _pages;
        private PageTableEntry _entry;
        private AddressLocation _location;

        /// <summary>Adds a page; if it differs from the range, prints the range first.</summary>
        public void Add(VirtualAddress page, PageTableEntry entry, AddressLocation location)
        {
            bool isLike = _pages != 0
                && page.Value == _start + (_pages << MemoryLayout.PageShift)
                && location.Region == _location.Region
                && ((entry.Flags ^ _entry.Flags) & Compared) == 0;
            if (!isLike)
            {
                Print();
                _start = page.Value;
                _pages = 0;
                _entry = entry;
                _location = location;
            }

            _pages++;
        }

        public readonly void Print()
        {
            if (_pages == 0)
            {
                return;
            }

            uint last = _start + (_pages << MemoryLayout.PageShift) - 1;
            bool isWritable = (_entry.Flags & PageFlags.Writable) != 0;
            Terminal.Write(
                $"{new VirtualAddress(_start)} to {new VirtualAddress(last)}: {new Quantity(_pages, "page"u8)}, "
                    + $"{_pages * 4} KiB, {(isWritable ? "writable"u8 : "read-only"u8)}");
            Terminal.Write($"{((_entry.Flags & PageFlags.CacheDisable) != 0 ? ", not cached"u8 : ""u8)}: ");
            AddressText.WriteRegion(_location);
            Terminal.WriteLine();
        }
    }
}
