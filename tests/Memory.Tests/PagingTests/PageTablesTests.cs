using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.PagingTests;

/// <summary>
/// Both ways to reach the tables obey <see cref="IPageTables"/>, even where no caller depends on it today.
/// </summary>
public class PageTablesTests
{
    private static readonly VirtualAddress _page = new(0xD000_0000);

    [Fact]
    public void Entries_are_found_empty_and_not_before_paging_is_on()
    {
        World world = World.BootToFrames();
        PhysicalTables<SimulatedMachine> tables = new(world.Machine,
            Frame.Containing(new PhysicalAddress(world.Options.Directory)));
        Assert.Equal(FrameError.None, world.Frames.Allocate(out Frame table));
        tables.ZeroFrame(table);
        tables.WriteDirectory(_page.DirectoryIndex, new PageTableEntry(table, PageFlags.Writable));
        EmptyEntriesAreCounted(tables, world.Processor.Memory, table.Address.Value);
    }

    [Fact]
    public void Entries_are_found_empty_and_not_once_paging_is_on()
    {
        World world = World.Boot();
        Assert.Equal(MapError.None, world.Paging.MapNewFrame(_page + 0x8000));
        EmptyEntriesAreCounted(new RecursiveTables<SimulatedMachine>(world.Machine), world.Processor.Memory,
            world.Tables()[_page.DirectoryIndex] << 12);
    }

    [Fact]
    public void A_frame_is_zeroed_and_none_beside_it()
    {
        World world = World.BootToFrames();
        world.Processor.Fill(0x30_0000 - 4, 0xAAAA_AAAA, 1026);
        new PhysicalTables<SimulatedMachine>(world.Machine, default)
            .ZeroFrame(Frame.Containing(new PhysicalAddress(0x30_0000)));
        Assert.Equal(
            [0xAAAA_AAAAu, 0u, 0u, 0xAAAA_AAAAu],
            ((uint[])[0x2F_FFFC, 0x30_0000, 0x30_0FFC, 0x30_1000]).Select(world.Processor.Memory.ReadWord));
    }

    /// <summary>
    /// Nothing is cached then, and dropping everything would load CR3 with a directory that isn't in use yet.
    /// </summary>
    [Fact]
    public void Before_paging_is_on_the_processor_is_told_to_forget_nothing()
    {
        World world = World.BootToFrames();
        PhysicalTables<SimulatedMachine> tables = new(world.Machine, default);
        string before = world.Processor.Memory.History.ToString();
        tables.InvalidatePage(_page.PageNumber);
        tables.InvalidateTable(_page.DirectoryIndex);
        tables.InvalidateAll();
        Assert.Equal(before, world.Processor.Memory.History.ToString());
    }

    // An entry of 1 maps frame 0: no present entry is closer to an empty one. It is put there behind the processor's
    // back, because the processor would set its accessed bit.
    private static void EmptyEntriesAreCounted<TTables>(TTables tables, PhysicalMemory memory, uint table)
        where TTables : struct, IPageTables
    {
        memory.WriteWord(table + 8, 1);
        Assert.Equal([2u, 2u, 1u, 0u],
            ((uint[])[4, 2, 1, 0]).Select(pages => tables.CountEmpty(_page.Value >> 12, pages)));
        Assert.Equal(0u, tables.CountEmpty((_page.Value >> 12) + 2, 2));
        Assert.Equal([0u, 1u], ((uint[])[1, 2]).Select(pages => tables.ReadEntry((_page.Value >> 12) + pages).Value));
    }
}
