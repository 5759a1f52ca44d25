// A map of memory to scale: cells of equal size, each with the kind of the most interesting thing in it. Drawing it
// needs nothing else.
using Osmosis.Kernel.Diagnostics;

namespace Osmosis.Snapshot;

/// <param name="Letter">The symbol where there is no colour.</param>
/// <param name="Name">For a legend.</param>
/// <param name="Color">By its name in HTML, which terminals know too.</param>
public sealed record CellKind(char Letter, string Name, string Color);

public sealed class CellGrid
{
    /// <summary>As many as the shell's own maps have.</summary>
    public const int UsualCells = 1024;

    /// <summary>No map has more kinds.</summary>
    public const int MostKinds = 12;

    private static readonly CellKind[] FrameKinds =
    [
        new('-', "no memory", "grey"), new('.', "free", "grey"), new('r', "reserved", "red"),
        new('K', "kernel image", "blue"),
        new('a', "allocated", "aqua"), new('P', "program page", "white"), new('W', "copy-on-write", "yellow"),
        new('O', "object's page", "lime"), new('H', "heap", "lime"), new('S', "kernel stack", "yellow"),
        new('T', "table, directory", "fuchsia"),
        new('*', "several of K to T", "white"),
    ];

    private static readonly CellKind[] EntryKinds =
    [
        new('.', "no table", "grey"), new('M', "mapped", "aqua"), new('K', "kernel and heap", "blue"),
        new('S', "scratch, stacks", "yellow"),
        new('R', "tables (recursive)", "fuchsia"), new('A', "records of spaces", "lime"),
    ];

    private static readonly CellKind[] BlockKinds =
    [
        new('-', "pad", "grey"), new('.', "top (free)", "grey"), new('f', "free", "aqua"),
        new('a', "allocated", "lime"), new('x', "quarantined", "red"),
        new('?', "damaged", "red"), new('F', "free, start", "aqua"), new('A', "allocated, start", "white"),
        new('X', "quarantined, start", "red"),
    ];

    private readonly byte[] _cells;

    // Of the frames' kinds, those from the kernel's image on don't hide one another.
    private int _mattersFrom = int.MaxValue;

    private CellGrid(string title, char mark, uint start, ulong bytes, int least, int most,
        IReadOnlyList<CellKind> kinds)
    {
        (Title, Mark, Start, Kinds) = (title, mark, start, kinds);
        CellBytes = 1ul << least;
        while ((bytes - 1) / CellBytes >= (ulong)most)
        {
            CellBytes *= 2;
        }

        _cells = new byte[(bytes - 1) / CellBytes + 1];
    }

    public string Title { get; }

    /// <summary>p for physical addresses, v for virtual ones.</summary>
    public char Mark { get; }

    /// <summary>Address of the first cell.</summary>
    public uint Start { get; }

    public ulong CellBytes { get; }

    public IReadOnlyList<CellKind> Kinds { get; }

    /// <summary>The number of each cell's kind.</summary>
    public IReadOnlyList<byte> Cells => _cells;

    public int Count(int kind) => _cells.Count(cell => cell == kind);

    /// <summary>All memory.</summary>
    public static CellGrid OfFrames(FrameMap frames, int most = UsualCells)
    {
        CellGrid grid = new("frames", 'p', 0, (ulong)frames.Kinds.Count * KernelSnapshot.PageSize, 12, most, FrameKinds)
        {
            _mattersFrom = (int)FrameUse.Kernel,
        };
        for (int frame = 0; frame < frames.Kinds.Count; frame++)
        {
            ulong address = (ulong)frame * KernelSnapshot.PageSize;
            grid.Show(address, address, (int)frames.Kinds[frame]);
        }

        return grid;
    }

    /// <summary>The 1024 directory entries.</summary>
    public static CellGrid OfSpace(KernelSnapshot snapshot, PageTables tables, int most = UsualCells)
    {
        CellGrid grid = new("address space", 'v', 0, 1ul << 32, 22, most, EntryKinds);
        for (uint directory = 0; directory < PageTables.Entries; directory++)
        {
            if (tables.Directory[(int)directory].IsPresent)
            {
                int kind = directory == PageTables.RecursiveSlot ? 4 : directory == PageTables.ScratchSlot ? 3
                    : directory <= (snapshot.HeapLimit - 1) / PageTables.Span ? 2
                    : directory is >= PageTables.FirstRecords and < PageTables.EndOfRecords ? 5 : 1;
                ulong address = (ulong)directory * PageTables.Span;
                grid.Show(address, address, kind);
            }
        }

        return grid;
    }

    /// <summary>The mapped part of the heap's window; null when nothing is mapped.</summary>
    public static CellGrid? OfHeap(KernelSnapshot snapshot, HeapMap heap, int most = UsualCells)
    {
        uint bytes = snapshot.HeapMappedEnd - snapshot.HeapBase;
        if (bytes == 0)
        {
            return null;
        }

        CellGrid grid = new("heap", 'v', snapshot.HeapBase, bytes, 3, most, BlockKinds);
        foreach (HeapBlock block in heap.Blocks)
        {
            int kind = block.State switch
            {
                BlockState.Top => 1,
                BlockState.Free => 2,
                BlockState.Allocated => 3,
                BlockState.Quarantined => 4,
                _ => 5,
            };
            grid.Show(block.Address, block.Address + block.Size - 1, kind);
            if (kind is >= 2 and <= 4)
            {
                grid.Show(block.Address, block.Address, kind + 4);
            }
        }

        return grid;
    }

    private void Show(ulong first, ulong last, int kind)
    {
        for (ulong cell = (first - Start) / CellBytes;
            cell <= (last - Start) / CellBytes && cell < (ulong)_cells.Length; cell++)
        {
            bool wouldHide = kind >= _mattersFrom && _cells[cell] >= _mattersFrom && _cells[cell] != kind;
            _cells[cell] = (byte)(wouldHide ? Kinds.Count - 1 : Math.Max(_cells[cell], kind));
        }
    }
}
