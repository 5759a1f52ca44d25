// `map frames`: physical memory drawn to scale, by each frame's use, from the current state of the allocator, the
// frames' records and the page tables.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;
using Osmosis.Memory.Spaces;
using Osmosis.Metal;
using SpaceFrameKind = Osmosis.Memory.Spaces.FrameKind;

namespace Osmosis.Kernel.Diagnostics;

internal readonly ref struct FrameMap
{
    private const byte Several = (byte)FrameUse.Table + 1;

    private readonly CellMap _cells;
    private readonly uint _last;

    /// <summary>
    /// How many frames of the image, how many pages of programs, and how many other allocated ones a cell has that are
    /// not known to be something else.
    /// </summary>
    private readonly Span<ushort> _image;
    private readonly Span<ushort> _pages;
    private readonly Span<ushort> _allocated;

    private FrameMap(CellMap cells, uint last, Span<ushort> counts)
    {
        counts.Clear();
        _cells = cells;
        _last = last;
        _image = counts[..CellMap.Capacity];
        _pages = counts.Slice(CellMap.Capacity, CellMap.Capacity);
        _allocated = counts.Slice(2 * CellMap.Capacity, CellMap.Capacity);
    }

    private static ref SpaceTables<SpaceMemory> ProgramTables => ref KernelSpaces.Core.Objects.Tables;

    /// <summary>Draws all memory, or one cell a frame from an address on. False if no frame is there.</summary>
    public static bool TryPrint(bool isEnlarged, uint from)
    {
        uint start = isEnlarged ? from & ~(MemoryLayout.PageSize - 1) : 0;
        if (!MemoryMaps.TryEnd("frames"u8, start, (KernelMemory.EndOfMemory << MemoryLayout.PageShift) - 1, isEnlarged,
            MemoryLayout.PageShift, out uint last))
        {
            return false;
        }

        CellMap cells = new(stackalloc byte[CellMap.Capacity], start, last, MemoryLayout.PageShift,
            (byte)FrameUse.Kernel, Several);
        FrameMap map = new(cells, last, stackalloc ushort[3 * CellMap.Capacity]);
        for (uint frame = start >> MemoryLayout.PageShift; frame <= last >> MemoryLayout.PageShift; frame++)
        {
            map.MarkState(Frame.FromNumber(frame));
        }

        map.MarkSharedTables();
        map.MarkKernel();
        map.MarkRest();
        cells.Print(
            "p0x"u8,
            "-no memory|.free|rreserved|Kkernel image|aallocated|Pprogram page|Wcopy-on-write|Oobject's page|"u8
                + "Hheap|Skernel stack|Ttable, directory|*several of K to T|"u8,
            [
                (byte)TerminalColor.Gray, (byte)TerminalColor.Gray, (byte)TerminalColor.Red, (byte)TerminalColor.Blue,
                (byte)TerminalColor.Cyan, (byte)TerminalColor.White, (byte)TerminalColor.Yellow,
                (byte)TerminalColor.Green, (byte)TerminalColor.Green, (byte)TerminalColor.Yellow,
                (byte)TerminalColor.Magenta, (byte)TerminalColor.White,
            ]);
        return true;
    }

    private static bool IsInImage(uint address) =>
        address >= LoadedImage.Current.Start && address < LoadedImage.Current.End;

    private void MarkState(Frame frame)
    {
        uint address = frame.Address.Value;
        int cell = (int)_cells.CellOf(address);
        FrameUse use = FrameUses.StateOf(frame);
        if (IsInImage(address))
        {
            _image[cell]++;
            return;
        }

        use = use == FrameUse.Allocated && KernelSpaces.IsStarted ? UseOf(in ProgramTables.Owners[frame]) : use;
        if (use is FrameUse.Allocated or FrameUse.Page)
        {
            (use == FrameUse.Page ? _pages : _allocated)[cell]++;
        }
        else
        {
            _cells.Mark(address, address, (byte)use);
        }
    }

    /// <summary>What the address spaces use an allocated frame for; Allocated when they don't.</summary>
    private static FrameUse UseOf(in FrameRecord record) => record.Kind switch
    {
        SpaceFrameKind.Zero => FrameUse.SharedPage,
        SpaceFrameKind.Page => record.References > 1 ? FrameUse.SharedPage : FrameUse.Page,
        SpaceFrameKind.ObjectPage => FrameUse.ObjectPage,
        SpaceFrameKind.Table => FrameUse.Table,
        _ => FrameUse.Allocated,
    };

    /// <summary>
    /// A page that one table names is shared, too, when several spaces have that table. No other table names it.
    /// </summary>
    private void MarkSharedTables()
    {
        for (uint number = 0; KernelSpaces.IsStarted && number < KernelMemory.EndOfMemory; number++)
        {
            Frame table = Frame.FromNumber(number);
            ref FrameRecord record = ref ProgramTables.Owners[table];
            if (record.Kind != SpaceFrameKind.Table || record.References <= 1)
            {
                continue;
            }

            for (uint i = 0; i < MemoryLayout.EntriesPerTable; i++)
            {
                PageTableEntry entry = ProgramTables.ReadEntryOf(table, i);
                if (entry.Value != 0 && UseOf(in ProgramTables.Owners[entry.Frame]) == FrameUse.Page)
                {
                    MarkUsed(entry.Frame, FrameUse.SharedPage, _pages);
                }
            }
        }
    }

    private void MarkKernel()
    {
        MarkPages(new VirtualAddress(KernelMemory.Paging.IdentityEnd), Heap.MappedBytes, FrameUse.Heap);
        MarkPages(new VirtualAddress(MemoryLayout.StackBottom), MemoryLayout.StackTop - MemoryLayout.StackBottom,
            FrameUse.Stack);
        MarkPages(new VirtualAddress(RecordMap.Directories), RecordMap.DirectoriesEnd - RecordMap.Directories,
            FrameUse.Table);
        for (uint directory = 0; directory < MemoryLayout.EntriesPerTable; directory++)
        {
            PageTableEntry entry =
                KernelMemory.Paging.ReadDirectoryEntry(new VirtualAddress(directory * MemoryLayout.TableSpan));
            if (entry.IsPresent)
            {
                MarkUsed(entry.Frame, FrameUse.Table, _allocated);
            }
        }
    }

    private void MarkRest()
    {
        for (uint cell = 0; cell < _cells.Count; cell++)
        {
            MarkIf(_image[(int)cell] != 0, cell, FrameUse.Kernel);
            MarkIf(_pages[(int)cell] != 0, cell, FrameUse.Page);
            MarkIf(_allocated[(int)cell] != 0, cell, FrameUse.Allocated);
        }
    }

    private void MarkIf(bool holds, uint cell, FrameUse use)
    {
        if (holds)
        {
            _cells.Mark(_cells.AddressOf(cell), _cells.AddressOf(cell), (byte)use);
        }
    }

    private void MarkPages(VirtualAddress start, uint bytes, FrameUse use)
    {
        for (uint offset = 0; offset < bytes; offset += MemoryLayout.PageSize)
        {
            if (KernelMemory.Paging.TryReadEntry(start + offset, out PageTableEntry entry))
            {
                MarkUsed(entry.Frame, use, _allocated);
            }
        }
    }

    /// <summary>Shows what a frame is used for, which was counted as something less.</summary>
    private void MarkUsed(Frame frame, FrameUse use, Span<ushort> counts)
    {
        uint address = frame.Address.Value;
        if (address > _last || address < _cells.AddressOf(0))
        {
            return;
        }

        _cells.Mark(address, address, (byte)use);
        ref ushort count = ref (IsInImage(address) ? _image : counts)[(int)_cells.CellOf(address)];
        count -= (ushort)(count > 0 && (IsInImage(address) || KernelMemory.Frames.IsAllocated(frame)) ? 1 : 0);
    }
}
