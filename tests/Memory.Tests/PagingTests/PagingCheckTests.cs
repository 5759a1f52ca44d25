using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.PagingTests;

/// <summary>The check of an address space tells each wrong word from a whole one (L2, P7).</summary>
public class PagingCheckTests
{
    private const uint LastEntry = MemoryLayout.EntriesPerTable - 1;

    private static readonly VirtualAddress _page = new(0xD000_0000);

    private readonly World _world = World.Boot(Machines.Named("a window that ends with its table"));

    private bool IsWhole => _world.Paging.IsWhole(new TestFrames(_world.Frames));

    public PagingCheckTests()
    {
        Assert.Equal(MapError.None, _world.Paging.MapNewFrame(_page));
        Assert.True(IsWhole);
    }

    [Fact]
    public void A_page_of_the_window_that_leads_elsewhere()
    {
        WriteEntry(0, LastEntry, 0x5003);
        Assert.False(IsWhole);
    }

    [Fact]
    public void A_page_of_the_window_that_is_missing()
    {
        WriteEntry(0, LastEntry, 0);
        _world.Paging.Counts.EntriesOf(0)--;
        Assert.False(IsWhole);
    }

    [Fact]
    public void A_table_in_a_frame_that_is_free()
    {
        // Around the simulated machine, which would refuse it.
        Frame table = Frame.FromNumber(_world.Tables()[_page.DirectoryIndex]);
        Assert.Equal(FrameError.None, _world.Frames.Allocator.FreeFrame(table));
        Assert.False(IsWhole);
    }

    [Fact]
    public void An_empty_table_that_should_have_gone()
    {
        WriteEntry(_page.DirectoryIndex, _page.TableIndex, 0);
        Assert.False(IsWhole);
        _world.Paging.Counts.EntriesOf(_page.DirectoryIndex)--;
        Assert.False(IsWhole);
    }

    [Fact]
    public void Counts_of_tables_and_of_entries_that_are_wrong()
    {
        _world.Paging.Counts.Tables++;
        Assert.False(IsWhole);
        _world.Paging.Counts.Tables--;
        _world.Paging.Counts.EntriesOf(_page.DirectoryIndex)++;
        Assert.False(IsWhole);
    }

    /// <summary>The framebuffer's tables end with that of the scratch slot, which is kept in any case.</summary>
    [Fact]
    public void Tables_of_the_screen_are_kept_up_to_the_scratch_slot()
    {
        Assert.Equal([MemoryLayout.ScratchSlot], Kept(default));
        Assert.Equal([MemoryLayout.ScratchSlot - 2, MemoryLayout.ScratchSlot - 1, MemoryLayout.ScratchSlot],
            Kept(new TableCounts { ScreenTables = 2 }));
    }

    private static IEnumerable<uint> Kept(TableCounts counts) =>
        Enumerable.Range(0, (int)MemoryLayout.EntriesPerTable).Select(directory => (uint)directory)
            .Where(counts.IsKept);

    private void WriteEntry(uint directory, uint index, uint entry) =>
        _world.Processor.Memory.WriteWord((_world.Tables()[directory] << 12) + (index * sizeof(uint)), entry);
}
