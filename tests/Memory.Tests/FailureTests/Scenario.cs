// An operation to try while frames are refused.
namespace Osmosis.Memory.Tests.FailureTests;

/// <param name="Requests">The number of frames it requests when all goes well.</param>
/// <param name="Prepare">The preparation, during which no frame is refused.</param>
/// <param name="Act">The operation. True when it succeeded, false when it reported failure; then nothing may have
/// changed.</param>
internal sealed record Scenario<TFormat>(uint Requests, Action<Stage<TFormat>> Prepare, Func<Stage<TFormat>, bool> Act)
    where TFormat : struct, IBlockFormat
{
    private const uint Page = 4096;

    // The last two pages below one directory entry; the next pages lie below the next entries.
    private static readonly VirtualAddress _pages = new(0xD03F_E000);

    private static readonly PhysicalAddress _device = new(0x70_0000);

    public static IReadOnlyDictionary<string, Scenario<TFormat>> All
    {
        get;
    } = new Dictionary<string, Scenario<TFormat>>
    {
        ["map a page below a new table"] = new(1, _ => { }, stage => Map(stage, 1)),
        ["map a page below a table that is there"] = new(0, stage => Map(stage, 1),
            stage => Map(stage, 1, _pages + Page)),
        ["map a page to a new frame, below a new table"] = new(2, _ => { },
            stage => Stage<TFormat>.Done(stage.Paging.MapNewFrame(_pages))),
        ["map a page to a new frame, below a table that is there"] = new(
            1, stage => Map(stage, 1), stage => Stage<TFormat>.Done(stage.Paging.MapNewFrame(_pages + Page))),
        ["map pages below four new tables"] = new(4, _ => { }, stage => Map(stage, 2 + 1024 + 1024 + 1)),
        ["map pages below a table that is there and a new one"] = new(1, stage => Map(stage, 1),
            stage => Map(stage, 3, _pages + Page)),
        ["unmap pages below four tables"] = new(
            0, stage => Map(stage, 2051), stage => Stage<TFormat>.Done(stage.Paging.UnmapRange(_pages, 2051, default))),
        ["unmap a page and free its frame"] = new(
            0, stage => stage.Paging.MapNewFrame(_pages),
            stage => Stage<TFormat>.Done(stage.Paging.UnmapAndFreeFrame(_pages))),
        ["protect pages below two tables"] = new(
            0, stage => Map(stage, 4),
            stage => Stage<TFormat>.Done(stage.Paging.ProtectRange(_pages, 4, PageFlags.None))),
        ["map again what was unmapped"] = new(1, MapAndUnmap, stage => Map(stage, 1)),

        ["the heap's first block"] = new(1, _ => { }, stage => stage.Done(stage.Heap.Allocate(1))),
        ["a block of 16 pages in an empty heap"] = new(17, _ => { },
            stage => stage.Done(stage.Heap.Allocate(16 * Page))),
        ["a block that the free end is part of"] = new(2, FreeEnd, stage => stage.Done(stage.Heap.Allocate(2 * Page))),
        ["a block where there is room"] = new(0, FreeEnd, stage => stage.Done(stage.Heap.Allocate(1000))),
        ["an aligned block in an empty heap"] = new(2, _ => { },
            stage => stage.Done(stage.Heap.AllocateAligned(200, Page))),
        ["an aligned block that the heap grows for"] = new(2, FreeEnd,
            stage => stage.Done(stage.Heap.AllocateAligned(Page, Page))),
        ["a zeroed block that the heap grows for"] = new(3, FreeEnd,
            stage => stage.Done(stage.Heap.AllocateZeroed(3, Page))),
        ["a block resized where it is"] = new(0, FreeEnd,
            stage => stage.Done(stage.Heap.Reallocate(stage.Heap.Live[1], 700))),
        ["a block made smaller"] = new(0, FreeEnd, stage => stage.Done(stage.Heap.Reallocate(stage.Heap.Live[0], 10))),
        ["a block moved to where there is room"] = new(0, FreeEnd,
            stage => stage.Done(stage.Heap.Reallocate(stage.Heap.Live[0], 1200))),
        ["a block moved to where the heap grows"] = new(1, FreeEnd,
            stage => stage.Done(stage.Heap.Reallocate(stage.Heap.Live[0], Page))),
        ["the last block resized past the end"] = new(3, FreeEnd,
            stage => stage.Done(stage.Heap.Reallocate(stage.Heap.Live[1], 3 * Page))),
        ["capacity for 10 pages"] = new(11, _ => { },
            stage => Stage<TFormat>.Done(stage.World.Heap.EnsureCapacity(10 * Page))),
        ["a block freed"] = new(0, FreeEnd, stage => TryFree(stage, stage.Heap.Live[0])),
        ["a large block freed, with its pages given back"] = new(0, stage => stage.Heap.Take(1 << 20),
            stage => TryFree(stage, stage.Heap.Live[0])),
        ["a heap that was given back used again"] = new(1, UseAndGiveBack, stage => stage.Done(stage.Heap.Allocate(1))),
    };

    private static bool Map(Stage<TFormat> stage, uint pages, VirtualAddress? first = null) =>
        Stage<TFormat>.Done(stage.Paging.MapRange(first ?? _pages, _device, pages, PageFlags.Writable));

    private static void MapAndUnmap(Stage<TFormat> stage)
    {
        Map(stage, 1);
        Assert.Equal(MapError.None, stage.Paging.Unmap(_pages, out _));
    }

    /// <summary>A page with two blocks of 600 bytes and a free end.</summary>
    private static void FreeEnd(Stage<TFormat> stage)
    {
        stage.Heap.Take(600);
        stage.Heap.Take(600);
        Assert.Equal(Page, stage.World.Heap.Bounds.MappedBytes);
    }

    private static void UseAndGiveBack(Stage<TFormat> stage)
    {
        stage.Heap.Free(stage.Heap.Take(3 * Page));
        stage.Heap.GiveBack(0);
        Assert.Equal(0u, stage.World.Heap.Bounds.MappedBytes);
    }

    private static bool TryFree(Stage<TFormat> stage, uint block)
    {
        stage.Heap.Free(block);
        return true;
    }
}
