using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.PagingTests;

/// <summary>Changes of permission, and many pages at once: all or nothing (P6).</summary>
public class RangeTests
{
    private const uint Device = 0x70_0000;

    // The last two pages below one directory entry and the first two below the next: a range of four needs two tables.
    private static readonly VirtualAddress _start = new(0xD03F_E000);

    private readonly World _world = World.Boot();

    [Fact]
    public void A_range_maps_neighbouring_pages_to_neighbouring_frames()
    {
        Assert.Equal(MapError.None, MapRange(_start, 4));
        Assert.Equal(
            Enumerable.Range(0, 4)
                .Select(i =>
                    new Mapping(_start.Value + ((uint)i * 4096), Device + ((uint)i * 4096), true, false, false, false)),
            _world.OrdinaryMappings().FindAll(mapping => mapping.Page >= _world.IdentityEnd));
        _world.Machine.Store(_start.Value + 0x3FFC, 3);
        Assert.Equal(3u, _world.Processor.Memory.ReadWord(Device + 0x3FFC));
    }

    [Fact]
    public void A_range_that_meets_a_mapped_page_is_undone()
    {
        Assert.Equal(MapError.None, MapRange(_start + 0x3000, 1));
        Refuses(MapError.AlreadyMapped, () => MapRange(_start, 4));
    }

    /// <summary>
    /// Four tables are needed: for the last two pages below the first, all below two more, and the first page below the
    /// last.
    /// </summary>
    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(3u)]
    [InlineData(4u)]
    public void A_range_that_finds_no_frame_for_a_table_is_undone(uint nthRequest)
    {
        const uint Pages = 2 + 1024 + 1024 + 1;
        string before = WorldSnapshot.Take(_world);
        _world.Frames.FailFrom(nthRequest);
        Assert.Equal(MapError.OutOfFrames, MapRange(_start, Pages));
        Assert.Equal(before, WorldSnapshot.Take(_world));
        FrameAccounts.Check(_world);
        _world.Frames.FailNever();
        Assert.Equal(MapError.None, MapRange(_start, Pages));
        Refuses(MapError.NotMapped, () => _world.Paging.UnmapRange(_start, Pages + 1, default));
        Refuses(MapError.NotMapped, () => _world.Paging.ProtectRange(_start, Pages + 1, PageFlags.None));
        Assert.Equal(MapError.None, _world.Paging.UnmapRange(_start, Pages, default));
        Assert.Equal(before, WorldSnapshot.Take(_world));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(1026u)]
    [InlineData(2049u)]
    public void A_range_that_meets_a_mapped_page_anywhere_is_undone(uint nthPage)
    {
        Assert.Equal(MapError.None, MapRange(_start + (nthPage * 4096), 1));
        Refuses(MapError.AlreadyMapped, () => MapRange(_start, 2050));
        FrameAccounts.Check(_world);
    }

    [Fact]
    public void A_range_into_the_reserved_region_is_undone() =>
        Refuses(MapError.ReservedRegion, () => MapRange(new VirtualAddress(MemoryLayout.ScratchSlotBase - 0x2000), 3));

    [Theory]
    [InlineData(0xD000_0000u, 0xFFFF_F000u, 2u)]
    [InlineData(0xFFFF_F000u, 0u, 2u)]
    [InlineData(0xD000_0000u, Device, uint.MaxValue)]
    public void A_range_past_4_GiB_is_refused(uint page, uint physical, uint pages) => Refuses(
        MapError.OutOfRange,
        () =>
            _world.Paging.MapRange(new VirtualAddress(page), new PhysicalAddress(physical), pages, PageFlags.Writable));

    [Theory]
    [InlineData(0xFFFF_F000u, 2u)]
    [InlineData(0xD03F_E000u, uint.MaxValue)]
    public void A_range_past_4_GiB_is_neither_unmapped_nor_protected(uint page, uint pages)
    {
        Assert.Equal(MapError.None, MapRange(_start, 4));
        Refuses(MapError.OutOfRange, () => _world.Paging.UnmapRange(new VirtualAddress(page), pages, default));
        Refuses(MapError.OutOfRange, () => _world.Paging.ProtectRange(new VirtualAddress(page), pages, PageFlags.None));
    }

    /// <summary>
    /// A foreign entry that is neither present nor empty obstructs nothing, and hides no present entry.
    /// </summary>
    [Fact]
    public void A_mapped_page_after_an_entry_that_is_not_present_is_found()
    {
        Assert.Equal(MapError.None, MapRange(_start, 1));
        Assert.Equal(MapError.None, MapRange(_start + 0x3000, 2));
        uint table = _world.Tables()[(_start + 0x3000).DirectoryIndex] << 12;
        _world.Processor.Memory.WriteWord(table, (uint)PageFlags.Writable);
        Refuses(MapError.AlreadyMapped, () => MapRange(_start + 0x1000, 3));
        Assert.Equal(MapError.None, MapRange(_start + 0x1000, 2));
    }

    /// <summary>The cheaper choice: 33 times INVLPG, or reloading every translation.</summary>
    [Theory]
    [InlineData(32u, true)]
    [InlineData(33u, false)]
    public void Of_many_changed_pages_all_translations_are_dropped_at_once(uint pages, bool oneByOne)
    {
        Assert.Equal(MapError.None, MapRange(_start, 40));
        _world.Machine.Store(_start.Value, 1);
        Assert.Equal(MapError.None, _world.Paging.ProtectRange(_start, pages, PageFlags.None));
        Assert.Equal(oneByOne, _world.Processor.Memory.History.ToString().Contains("invlpg", StringComparison.Ordinal));
        Assert.Equal(SimulationFault.WriteProtected,
            Assert.Throws<SimulationException>(() => _world.Machine.Store(_start.Value, 2)).Fault);
    }

    [Fact]
    public void An_empty_range_is_done_at_once() => Refuses(MapError.None, () => MapRange(_start, 0));

    [Fact]
    public void Unmapping_a_range_hands_back_its_frames_in_order()
    {
        string before = WorldSnapshot.Take(_world);
        Assert.Equal(MapError.None, MapRange(_start, 4));
        Frame[] frames = new Frame[4];
        Assert.Equal(MapError.None, _world.Paging.UnmapRange(_start, 4, frames));
        Assert.Equal([0x700u, 0x701u, 0x702u, 0x703u], frames.Select(frame => frame.Number));
        Assert.Equal(before, WorldSnapshot.Take(_world));
    }

    [Fact]
    public void Unmapping_a_range_with_a_hole_changes_nothing()
    {
        Assert.Equal(MapError.None, MapRange(_start, 4));
        Assert.Equal(MapError.None, _world.Paging.Unmap(_start + 0x2000, out _));
        Refuses(MapError.NotMapped, () => _world.Paging.UnmapRange(_start, 4, default));
        Refuses(MapError.OutOfRange, () => _world.Paging.UnmapRange(_start, 2, new Frame[3]));
    }

    [Fact]
    public void Protecting_takes_effect_at_once()
    {
        Assert.Equal(MapError.None, MapRange(_start, 4));
        _world.Machine.Store(_start.Value, 1);
        Assert.Equal(MapError.None, _world.Paging.ProtectRange(_start, 4, PageFlags.None));
        Assert.Equal(SimulationFault.WriteProtected,
            Assert.Throws<SimulationException>(() => _world.Machine.Store(_start.Value, 2)).Fault);
        Assert.Equal(1u, _world.Machine.Load(_start.Value));
        Assert.Equal(MapError.None, _world.Paging.Protect(_start, PageFlags.Writable));
        _world.Machine.Store(_start.Value, 2);
        Assert.Equal(SimulationFault.WriteProtected,
            Assert.Throws<SimulationException>(() => _world.Machine.Store(_start.Value + 0x3000, 2)).Fault);
    }

    [Fact]
    public void Protecting_keeps_what_the_processor_noted()
    {
        Assert.Equal(MapError.None, MapRange(_start, 1));
        _world.Machine.Store(_start.Value, 1);
        Assert.Equal(MapError.None, _world.Paging.Protect(_start, PageFlags.None));
        Assert.True(_world.Paging.TryReadEntry(_start, out PageTableEntry entry));
        Assert.Equal(PageFlags.Present | PageFlags.Accessed | PageFlags.Dirty, entry.Flags);
    }

    [Fact]
    public void Only_a_frame_that_was_taken_for_its_page_is_freed_with_it()
    {
        string before = WorldSnapshot.Take(_world);
        VirtualAddress owner = _start + 0x4000;
        Assert.Equal(MapError.None, MapRange(_start, 4));
        Assert.Equal(MapError.None, _world.Paging.MapNewFrame(owner));
        Assert.Equal(MapError.None, _world.Paging.Protect(owner, PageFlags.None));
        Assert.True(_world.Paging.OwnsFrame(owner));
        foreach ((VirtualAddress page, MapError expected) in ((VirtualAddress, MapError)[])[
            (_start, MapError.FrameNotOwned), (owner + 1, MapError.Unaligned), (owner + 0x1000, MapError.NotMapped),
            (new(0x10_0000), MapError.IdentityWindow), (new(MemoryLayout.StackBottom), MapError.ReservedRegion)])
        {
            Refuses(expected, () => _world.Paging.UnmapAndFreeFrame(page));
        }

        Assert.False(_world.Paging.OwnsFrame(_start) || _world.Paging.OwnsFrame(owner + 0x1000));
        Assert.Equal(MapError.None, _world.Paging.UnmapAndFreeFrame(owner));
        Assert.Equal(MapError.None, _world.Paging.UnmapRange(_start, 4, default));
        Assert.Equal(before, WorldSnapshot.Take(_world));
    }

    [Theory]
    [InlineData(0xD03F_E000u, PageFlags.User, MapError.UnknownFlags)]
    [InlineData(0xD03F_E001u, PageFlags.None, MapError.Unaligned)]
    [InlineData(0xD03F_D000u, PageFlags.None, MapError.NotMapped)]
    [InlineData(0x0010_0000u, PageFlags.Writable, MapError.IdentityWindow)]
    [InlineData(MemoryLayout.StackBottom, PageFlags.None, MapError.ReservedRegion)]
    [InlineData(MemoryLayout.RecursiveBase, PageFlags.None, MapError.ReservedRegion)]
    public void A_refused_protection_changes_nothing(uint page, PageFlags flags, MapError expected)
    {
        Assert.Equal(MapError.None, MapRange(_start, 4));
        Refuses(expected, () => _world.Paging.Protect(new VirtualAddress(page), flags));
        Refuses(expected, () => _world.Paging.ProtectRange(new VirtualAddress(page), 2, flags));
    }

    private void Refuses(MapError expected, Func<MapError> operation)
    {
        string before = WorldSnapshot.Take(_world);
        Assert.Equal(expected, operation());
        Assert.Equal(before, WorldSnapshot.Take(_world));
    }

    private MapError MapRange(VirtualAddress start, uint pages) =>
        _world.Paging.MapRange(start, new PhysicalAddress(Device), pages, PageFlags.Writable);
}
