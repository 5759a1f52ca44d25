// The setting of a scenario: a booted machine, its heap, and a user of the heap who remembers everything.
using Osmosis.Memory.Tests.HeapTests;
using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.FailureTests;

/// <summary>The heap's window starts a new table, so its first page needs one.</summary>
internal sealed class Stage<TFormat>
    where TFormat : struct, IBlockFormat
{
    public Stage() => Heap = new HeapModel<TFormat>(World);

    public HeapWorld<TFormat> World
    {
        get;
    } = HeapWorld<TFormat>.BootHeap(Machines.Named("a window that ends with its table"));

    public HeapModel<TFormat> Heap { get; }

    public ref CorePaging Paging => ref World.Paging;

    /// <summary>Everything that a failed operation must leave as it was.</summary>
    public string Snapshot() => $"{WorldSnapshot.Take(World)}\n{HeapWalk.Snapshot(World)}";

    /// <summary>True for success, false for the error of a refused frame; no other is expected.</summary>
    public static bool Done(MapError error)
    {
        Assert.True(error is MapError.None or MapError.OutOfFrames, $"{error}");
        return error == MapError.None;
    }

    /// <summary>As the first, for a pointer that the heap returned.</summary>
    public bool Done(uint pointer)
    {
        HeapError failure = World.Heap.Counters.LastFailure;
        Assert.True(pointer != 0 || failure == HeapError.PageUnavailable, $"{failure}");
        return pointer != 0;
    }

    /// <summary>As the first, for the heap's own error.</summary>
    public static bool Done(HeapError error)
    {
        Assert.True(error is HeapError.None or HeapError.PageUnavailable, $"{error}");
        return error == HeapError.None;
    }

    /// <summary>Counts everything again, from the tables and the blocks in memory.</summary>
    public void Recount()
    {
        uint heapEnd = World.IdentityEnd + MemoryLayout.HeapMaxSize;
        List<Mapping> mappings = World.Mappings().FindAll(mapping => mapping.Page < MemoryLayout.RecursiveBase);
        Assert.Equal((uint)mappings.Count, World.Paging.MappedPages);
        Assert.Equal((uint)World.Tables().Count, World.Paging.PageTables);
        Assert.DoesNotContain(mappings, mapping => mapping.Page == MemoryLayout.ScratchPage);
        IEnumerable<Mapping> owned = mappings.Where(
            mapping => mapping.Page >= heapEnd && World.Paging.OwnsFrame(new VirtualAddress(mapping.Page)));
        FrameAccounts.Check(World, [.. owned.Select(mapping => Frame.FromNumber(mapping.Physical >> 12))]);
        Heap.Check();
        Heap.CheckAllContents();
    }
}
