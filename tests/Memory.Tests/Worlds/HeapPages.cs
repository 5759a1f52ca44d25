// Where a world's heap gets its pages: from its paging, as in the kernel.
using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Tests.Worlds;

/// <summary>Maps and unmaps as the kernel does, and refuses pages outside the heap's window (H2).</summary>
public readonly struct HeapPages(World world) : IHeapPages
{
    public bool TryMap(VirtualAddress page)
    {
        RequireInsideWindow(page);
        if (world.Paging.MapNewFrame(page) != MapError.None)
        {
            return false;
        }

        if (world.Options.HasGarbageInHeapPages)
        {
            FillWithGarbage(page);
        }

        return true;
    }

    public void Unmap(VirtualAddress page)
    {
        RequireInsideWindow(page);
        Assert.Equal(MapError.None, world.Paging.UnmapAndFreeFrame(page));
    }

    // Failures are told apart by the class whose assertion failed, so this isn't inlined into another.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RequireInsideWindow(VirtualAddress page)
    {
        Assert.True(page.IsPageAligned);
        Assert.InRange(page.Value, world.IdentityEnd,
            world.IdentityEnd + MemoryLayout.HeapMaxSize - MemoryLayout.PageSize);
    }

    /// <summary>Words that no header, link or footer looks like: bit 2 is never set in those.</summary>
    private void FillWithGarbage(VirtualAddress page)
    {
        Assert.Equal(MapError.None, world.Paging.Resolve(page, out PhysicalAddress physical));
        for (uint i = 0; i < MemoryLayout.PageSize; i += 4)
        {
            world.Processor.Memory.WriteWord(physical.Value + i, 0xA5A5_A5A4 ^ (i << 12));
        }
    }
}
