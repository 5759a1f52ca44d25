// `map frames`, `map space` and `map heap`: memory drawn to scale, from the current state of the allocators and page
// tables.

using Osmosis.Boot;
using Osmosis.Kernel.Boot;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Heap;
using Osmosis.Memory.Paging;

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

    /// <summary>All physical memory, by each frame's use.</summary>
    public static void PrintFrames()
    {
        CellMap map = new(stackalloc byte[CellMap.Capacity], 0, (KernelMemory.EndOfMemory << FrameShift) - 1, FrameShift);
        ref MemoryMap regions = ref KernelMemory.Boot.Map;
        for (int i = 0; i < regions.Count; i++)
        {
            if (regions[i].TryGetUsableFrames(out uint first, out uint last))
            {
                MarkFrames(map, first, last);
            }
        }

        ref readonly ImageLayout image = ref ImageLayout.Current;
        map.Mark(image.KernelStart, image.KernelEnd - 1, (byte)FrameUse.Kernel);
        VirtualAddress heap = new(KernelMemory.Paging.IdentityEnd);
        MarkPages(map, heap, Heap.MappedBytes, FrameUse.Heap);
        MarkPages(map, new VirtualAddress(MemoryLayout.StackBottom), MemoryLayout.StackTop - MemoryLayout.StackBottom, FrameUse.Stack);
        for (uint directory = 0; directory < MemoryLayout.EntriesPerTable; directory++)
        {
            PageTableEntry entry = KernelMemory.Paging.ReadDirectoryEntry(new VirtualAddress(directory << TableShift));
            if (entry.IsPresent)
            {
                map.Mark(entry.Frame.Address.Value, entry.Frame.Address.Value, (byte)FrameUse.Table);
            }
        }

        map.Print(
            "p0x"u8,
            "-no memory|.free|rreserved|Kkernel image|aallocated|Hheap|Skernel stack|Ttable, directory|"u8,
            [Gray, Gray, Red, Blue, Cyan, Green, Yellow, Magenta]);
    }

    /// <summary>The address space: a cell is a directory entry.</summary>
    public static void PrintSpace()
    {
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
                    _ => directory <= kernelEnd ? EntryKind.Kernel : EntryKind.Mapped,
                };
                map.Mark(start, start, (byte)kind);
            }
        }

        map.Print("v0x"u8, ".no table|Mmapped|Kkernel and heap|Sscratch, stack|Rtables (recursive)|"u8, [Gray, Cyan, Blue, Yellow, Magenta]);
    }

    /// <summary>The heap's mapped part: blocks, and the top above them.</summary>
    public static void PrintHeap()
    {
        HeapStatistics heap = Heap.Statistics;
        if (heap.MappedBytes == 0)
        {
            Terminal.WriteLine($"nothing of the heap's window is mapped");
            return;
        }

        CellMap map = new(stackalloc byte[CellMap.Capacity], heap.Base.Value, heap.Base.Value + heap.MappedBytes - 1, BlockShift);
        HeapBlock block = default;
        while (Heap.TryNextBlock(ref block))
        {
            bool isTop = block.Address == heap.Top;
            byte state = block.State switch
            {
                BlockState.Free => (byte)BlockKind.Free,
                BlockState.Allocated => (byte)BlockKind.Allocated,
                _ => (byte)BlockKind.Quarantined,
            };
            uint start = block.Address.Value;
            map.Mark(start, start + block.Size - 1, isTop ? (byte)BlockKind.Top : state);
            if (!isTop)
            {
                map.Mark(start, start, (byte)(state + (BlockKind.FreeStart - BlockKind.Free)));
            }
        }

        map.Print(
            "v0x"u8,
            "-pad|.top (free)|ffree|aallocated|xquarantined|Ffree, start|Aallocated, start|Xquarantined, start|"u8,
            [Gray, Gray, Cyan, Green, Red, Cyan, White, Red]);
    }

    private static void MarkFrames(CellMap map, uint first, uint last)
    {
        for (uint number = first; number <= last; number++)
        {
            Frame frame = Frame.FromNumber(number);
            FrameUse kind = KernelMemory.Frames.IsFree(frame) ? FrameUse.Free
                : KernelMemory.Frames.IsAllocated(frame) ? FrameUse.Allocated
                : FrameUse.Reserved;
            map.Mark(frame.Address.Value, frame.Address.Value, (byte)kind);
        }
    }

    private static void MarkPages(CellMap map, VirtualAddress start, uint bytes, FrameUse kind)
    {
        for (uint offset = 0; offset < bytes; offset += MemoryLayout.PageSize)
        {
            if (KernelMemory.Paging.Resolve(start + offset, out PhysicalAddress frame) == MapError.None)
            {
                map.Mark(frame.Value, frame.Value, (byte)kind);
            }
        }
    }
}
