// `map space` and `map heap`: memory drawn to scale, from the current state of page tables and heap; whole, or enlarged
// from an address on.

using System;
using Osmosis.Faults;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Heap;

namespace Osmosis.Kernel.Diagnostics;

internal static class MemoryMaps
{
    private const byte Gray = (byte)TerminalColor.Gray;
    private const byte Red = (byte)TerminalColor.Red;
    private const byte Green = (byte)TerminalColor.Green;
    private const byte Yellow = (byte)TerminalColor.Yellow;
    private const byte Blue = (byte)TerminalColor.Blue;
    private const byte Magenta = (byte)TerminalColor.Magenta;
    private const byte Cyan = (byte)TerminalColor.Cyan;
    private const byte White = (byte)TerminalColor.White;

    // The smallest cell is a frame for frames, and the unit of block sizes for the heap.
    private const int FrameShift = MemoryLayout.PageShift;
    private const int BlockShift = 3;
    private const int TableShift = 22;

    private enum EntryKind : byte
    {
        None,
        Mapped,
        Kernel,
        Stack,
        Tables,
        Records,
    }

    // In the order of BlockState; a cell in which a block starts is greater than a cell that continues a block.
    private enum BlockKind : byte
    {
        NoBlock,
        Top,
        Free,
        Allocated,
        Quarantined,
        FreeStart,
        AllocatedStart,
        QuarantinedStart,
    }

    private enum PageKind : byte
    {
        None,
        Mapped,
        Identity,
        Kernel,
        Heap,
        Stack,
        Scratch,
        Tables,
    }

    /// <summary>The address space: a cell is a directory entry; enlarged, one entry's pages.</summary>
    public static bool TryPrintSpace(bool isEnlarged, VirtualAddress from)
    {
        if (isEnlarged)
        {
            PrintPages(from.Value & ~((1u << TableShift) - 1));
            return true;
        }

        CellMap map = new(stackalloc byte[CellMap.Capacity], 0, uint.MaxValue, TableShift);
        uint kernelEnd = (KernelMemory.Paging.IdentityEnd + MemoryLayout.HeapMaxSize - 1) >> TableShift;
        for (uint directory = 0; directory < MemoryLayout.EntriesPerTable; directory++)
        {
            uint start = directory << TableShift;
            if (KernelMemory.Paging.ReadDirectoryEntry(new VirtualAddress(start)).IsPresent)
            {
                EntryKind kind = directory switch
                {
                    MemoryLayout.RecursiveSlot => EntryKind.Tables,
                    MemoryLayout.ScratchSlot => EntryKind.Stack,
                    _ => directory <= kernelEnd ? EntryKind.Kernel
                        : SpaceMemory.Contains(new VirtualAddress(start)) ? EntryKind.Records : EntryKind.Mapped,
                };
                map.Mark(start, start, (byte)kind);
            }
        }

        map.Print("v0x"u8,
            ".no table|Mmapped|Kkernel and heap|Sscratch, stacks|Rtables (recursive)|Arecords of spaces|"u8,
            [Gray, Cyan, Blue, Yellow, Magenta, Green]);
        return true;
    }

    /// <summary>The heap's mapped part: blocks, and the top above them.</summary>
    /// <returns>False if nothing of the heap is mapped there.</returns>
    public static bool TryPrintHeap(bool isEnlarged, uint from)
    {
        HeapStatistics heap = Heap.Statistics;
        uint end = heap.Base.Value + heap.MappedBytes;
        uint start = isEnlarged ? from & ~((1u << BlockShift) - 1) : heap.Base.Value;
        if (start < heap.Base.Value || !TryEnd("heap"u8, start, end - 1, isEnlarged, BlockShift, out uint last))
        {
            return Nothing("heap"u8);
        }

        CellMap map = new(stackalloc byte[CellMap.Capacity], start, last, BlockShift);
        HeapBlock block = default;
        while (Heap.TryNextBlock(ref block))
        {
            if (block.Address.Value <= last && block.Address.Value + block.Size - 1 >= start)
            {
                MarkBlock(map, start, in block, block.Address == heap.Top);
            }
        }

        map.Print(
            "v0x"u8,
            "-pad|.top (free)|ffree|aallocated|xquarantined|Ffree, start|Aallocated, start|Xquarantined, start|"u8,
            [Gray, Gray, Cyan, Green, Red, Cyan, White, Red]);
        return true;
    }

    private static void MarkBlock(CellMap map, uint mapStart, ref readonly HeapBlock block, bool isTop)
    {
        byte state = block.State switch
        {
            BlockState.Free => (byte)BlockKind.Free,
            BlockState.Allocated => (byte)BlockKind.Allocated,
            _ => (byte)BlockKind.Quarantined,
        };
        uint start = block.Address.Value;
        map.Mark(Math.Max(start, mapStart), start + block.Size - 1, isTop ? (byte)BlockKind.Top : state);
        if (!isTop && start >= mapStart)
        {
            map.Mark(start, start, (byte)(state + (BlockKind.FreeStart - BlockKind.Free)));
        }
    }

    private static void PrintPages(uint start)
    {
        CellMap map = new(stackalloc byte[CellMap.Capacity], start, start + ((1u << TableShift) - 1), FrameShift);
        AddressSpaceLayout layout = AddressText.Layout;
        for (uint page = 0; page < MemoryLayout.EntriesPerTable; page++)
        {
            VirtualAddress address = new(start + (page << FrameShift));
            if (KernelMemory.Paging.TryReadEntry(address, out _))
            {
                map.Mark(address.Value, address.Value, (byte)KindOf(layout.Locate(address).Region));
            }
        }

        map.Print(
            "v0x"u8,
            ".not mapped|Mmapped|iidentity window|Kkernel image|Hheap|Sstack|sscratch page|Rtable (recursive)|"u8,
            [Gray, Cyan, Blue, Blue, Green, Yellow, Yellow, Magenta]);
    }

    private static PageKind KindOf(AddressRegion region) => region switch
    {
        AddressRegion.NullPage or AddressRegion.LowMemory or AddressRegion.VideoMemory
        or AddressRegion.IdentityWindowEnd => PageKind.Identity,
        AddressRegion.KernelCode or AddressRegion.KernelConstants or AddressRegion.KernelData => PageKind.Kernel,
        AddressRegion.HeapMapped or AddressRegion.HeapUnmapped => PageKind.Heap,
        AddressRegion.Stack => PageKind.Stack,
        AddressRegion.ScratchPage => PageKind.Scratch,
        AddressRegion.PageTables or AddressRegion.PageDirectory => PageKind.Tables,
        _ => PageKind.Mapped,
    };

    /// <summary>
    /// Where a map ends. Enlarged, a cell has its smallest size, so that there is room for no more. False, and a line
    /// says so, if nothing is there.
    /// </summary>
    public static bool TryEnd(ReadOnlySpan<byte> what, uint start, uint end, bool isEnlarged, int shift, out uint last)
    {
        last = isEnlarged ? Math.Min(end, start + (uint)((CellMap.Capacity << shift) - 1)) : end;
        return start <= last || Nothing(what);
    }

    private static bool Nothing(ReadOnlySpan<byte> what)
    {
        Terminal.WriteLine($"map {what}: nothing of it is there");
        return false;
    }
}
