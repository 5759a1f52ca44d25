using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.PagingTests;

/// <summary>The physical address behind a virtual one (P4).</summary>
public class ResolveTests
{
    private readonly World _world = World.Boot();

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(0x123u)]
    [InlineData(0xFFFu)]
    public void The_offset_inside_the_page_is_kept(uint offset)
    {
        Assert.Equal(MapError.None,
            _world.Paging.Map(new VirtualAddress(0xD000_0000), new PhysicalAddress(0x70_0000), PageFlags.None));
        Resolves(0xD000_0000 + offset, 0x70_0000 + offset);
    }

    [Fact]
    public void Physical_0_is_an_answer() => Resolves(0, 0);

    [Theory]
    [InlineData(0x0000_0FFFu)]
    [InlineData(0x000B_8002u)]
    [InlineData(0x0010_AFFFu)]
    public void The_window_resolves_to_itself(uint address) => Resolves(address, address);

    [Fact]
    public void The_directory_window_resolves_to_the_directory() =>
        Resolves(MemoryLayout.DirectoryWindow + 8, _world.Options.Directory + 8);

    [Theory]
    [InlineData(0x0010_B000u)]
    [InlineData(0x0040_0000u)]
    [InlineData(0xD000_0000u)]
    [InlineData(MemoryLayout.StackGuardLow)]
    public void What_is_not_mapped_has_no_address(uint address)
    {
        Assert.Equal(MapError.NotMapped,
            _world.Paging.Resolve(new VirtualAddress(address), out PhysicalAddress physical));
        Assert.Equal(default, physical);
        Assert.False(_world.Paging.TryReadEntry(new VirtualAddress(address), out _));
    }

    [Fact]
    public void Every_page_resolves_as_the_independent_walk_says()
    {
        foreach (Mapping mapping in _world.Mappings())
        {
            Resolves(mapping.Page + 0x321, mapping.Physical + 0x321);
        }
    }

    [Fact]
    public void The_entries_read_are_those_in_memory()
    {
        VirtualAddress address = new(0xB_8ABC);
        uint directoryEntry = _world.Processor.Memory.ReadWord(_world.Options.Directory);
        Assert.Equal(directoryEntry, _world.Paging.ReadDirectoryEntry(address).Value);
        Assert.True(_world.Paging.TryReadEntry(address, out PageTableEntry entry));
        Assert.Equal(_world.Processor.Memory.ReadWord((directoryEntry & 0xFFFF_F000) + (0xB8 * 4)), entry.Value);
    }

    private void Resolves(uint address, uint expected)
    {
        Assert.Equal(MapError.None, _world.Paging.Resolve(new VirtualAddress(address), out PhysicalAddress physical));
        Assert.Equal(new PhysicalAddress(expected), physical);
    }
}
