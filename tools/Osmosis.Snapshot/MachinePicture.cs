// All that is visible of a running kernel's memory at one moment, and disagreements between its parts.
using Osmosis.Kernel.Snapshot;

namespace Osmosis.Snapshot;

/// <param name="Snapshot">The structure with the addresses of everything.</param>
/// <param name="Frames">From the stage <see cref="BootStage.Frames"/> on.</param>
/// <param name="Tables">From the stage <see cref="BootStage.Paging"/> on.</param>
/// <param name="Heap">From the stage <see cref="BootStage.Heap"/> on.</param>
/// <param name="Disagreements">Disagreements between the kernel's words and the page tables or blocks, a line each.
/// None in a sound kernel.</param>
public sealed record MachinePicture(KernelSnapshot Snapshot, FrameMap? Frames, PageTables? Tables, HeapMap? Heap,
    IReadOnlyList<string> Disagreements)
{
    // A running machine changes between two reads; a real error stays.
    private const int Attempts = 4;

    /// <summary>
    /// Reads the machine. Reads it again if it is in the middle of a change, or seems to disagree with itself.
    /// </summary>
    /// <param name="reader">Reads physical memory.</param>
    /// <param name="address">Of the symbol <see cref="KernelSnapshot.Symbol"/>.</param>
    /// <param name="root">Reads CR3.</param>
    /// <exception cref="SnapshotException">No kernel is found.</exception>
    public static async Task<MachinePicture> ReadAsync(PhysicalReader reader, uint address,
        Func<CancellationToken, Task<uint>> root, CancellationToken cancel = default)
    {
        for (int attempt = 1; ; attempt++)
        {
            KernelSnapshot snapshot = await KernelSnapshot.ReadAsync(reader, address, cancel);
            try
            {
                MachinePicture picture = await LookAsync(snapshot, root, cancel);
                if (attempt == Attempts || (picture.Disagreements is [] && !snapshot.IsBusy))
                {
                    return picture;
                }
            }
            catch (SnapshotException) when (attempt < Attempts)
            {
                // A pointer was followed while it changed.
            }
        }
    }

    private static async Task<MachinePicture> LookAsync(KernelSnapshot snapshot,
        Func<CancellationToken, Task<uint>> root, CancellationToken cancel)
    {
        PageTables? tables = snapshot.Stage >= BootStage.Paging
            ? await PageTables.ReadAsync(snapshot.Memory, await root(cancel), cancel) : null;
        FrameRecords? records = tables is null ? null : await FrameRecords.ReadAsync(snapshot, tables, cancel);
        FrameMap? frames = snapshot.Stage >= BootStage.Frames ? FrameMap.Create(snapshot, tables, records) : null;
        HeapMap? heap = snapshot.Stage >= BootStage.Heap ? await HeapMap.ReadAsync(snapshot, tables!, cancel) : null;
        return new MachinePicture(snapshot, frames, tables, heap, [.. Check(snapshot, frames, tables, heap)]);
    }

    private static IEnumerable<string> Check(KernelSnapshot snapshot, FrameMap? frames, PageTables? tables,
        HeapMap? heap) =>
            (frames is null ? [] : CheckFrames(snapshot, frames))
            .Concat(tables is null ? [] : CheckTables(snapshot, tables))
            .Concat(heap is null ? [] : CheckHeap(snapshot, tables!, heap));

    private static IEnumerable<string> CheckFrames(KernelSnapshot snapshot, FrameMap frames)
    {
        if (frames.FreeInBitmap != snapshot.FreeFrames)
        {
            yield return $"{snapshot.FreeFrames} frames are counted as free, the bitmap has {frames.FreeInBitmap}";
        }

        foreach (uint frame in frames.UsedAndFree)
        {
            yield return $"frame p0x{frame:x8} is in use by the page tables, and free by the bitmap";
        }
    }

    private static IEnumerable<string> CheckTables(KernelSnapshot snapshot, PageTables tables)
    {
        // The kernel counts the tables of its own address space.
        if (snapshot.LoadedSpace != 0)
        {
            yield break;
        }

        if (tables.Root != snapshot.Directory)
        {
            yield return $"CR3 holds p0x{tables.Root:x8}, the kernel's directory is p0x{snapshot.Directory:x8}";
        }

        if (tables.Directory[(int)PageTables.RecursiveSlot].Frame != tables.Root)
        {
            yield return $"entry 1023 leads to "
                + $"p0x{tables.Directory[(int)PageTables.RecursiveSlot].Frame:x8}, not to the directory";
        }

        int present = tables.Directory.Take((int)PageTables.RecursiveSlot).Count(entry => entry.IsPresent);
        if (present != snapshot.PageTables)
        {
            yield return $"{snapshot.PageTables} page tables are counted, the directory has {present}";
        }

        for (uint directory = 0; directory < PageTables.RecursiveSlot; directory++)
        {
            int counted = (int)snapshot.Memory.Word(snapshot.TableEntries + 4 * directory);
            // The scratch page, the first of its slot, is not counted.
            int there = tables.PagesBelow(directory)
                .Count(page => page.Virtual != PageTables.ScratchSlot * PageTables.Span);
            if (counted != there)
            {
                yield return $"{counted} pages are counted below directory entry {directory}, its table has {there}";
            }
        }
    }

    private static IEnumerable<string> CheckHeap(KernelSnapshot snapshot, PageTables tables, HeapMap heap)
    {
        if (snapshot.HeapEnd < snapshot.HeapBase + 4 || snapshot.HeapEnd > snapshot.HeapLimit
            || snapshot.HeapTop < snapshot.HeapBase + 4 || snapshot.HeapTop > snapshot.HeapEnd)
        {
            yield return $"the heap's top is v0x{snapshot.HeapTop:x8} and its end v0x{snapshot.HeapEnd:x8}: not in "
                + $"this order in its window from v0x{snapshot.HeapBase:x8} to v0x{snapshot.HeapLimit:x8}";
        }

        uint mapped = (uint)tables.PagesIn(snapshot.HeapBase, snapshot.HeapLimit).Count() * KernelSnapshot.PageSize;
        if (mapped != snapshot.HeapMappedEnd - snapshot.HeapBase)
        {
            yield return $"the heap says that {snapshot.HeapMappedEnd - snapshot.HeapBase} bytes of it are mapped, the "
                + $"page tables map {mapped}";
        }

        int live = heap.Blocks.Count(block => block.State == BlockState.Allocated);
        if (live != snapshot.LiveAllocations)
        {
            yield return $"the heap counts {snapshot.LiveAllocations} live allocations, {live} blocks are allocated";
        }

        foreach (HeapBlock block in heap.Blocks.Where(block => block.State == BlockState.Damaged))
        {
            yield return $"the heap's {block.Size} bytes at v0x{block.Address:x8} start with no header of the heap's";
        }
    }
}
