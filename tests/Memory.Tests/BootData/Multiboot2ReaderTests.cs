using System.Text;

namespace Osmosis.Memory.Tests.BootData;

/// <summary>Reading a Multiboot 2 boot loader's data without trusting it (F1, F2).</summary>
public class Multiboot2ReaderTests
{
    private const uint MiB = 1 << 20;
    private const uint FirstTag = TagBlock.Structure + 8;

    [Fact]
    public void Map_texts_and_modules_are_read_in_any_order_and_other_tags_are_passed_over()
    {
        TagBlock block = new TagBlock().Tag(21, 0x10_0000).CommandLine("panic=halt heap=plain")
            .Module(0x20_0000, 0x20_1001).Tag(5, 0x80, 0, 0)
            .Map((0, 0x9_F000, 1), (MiB, 7 * MiB, 1), (8 * MiB, MiB, 3)).Amounts(640, 1).LoaderName("GRUB 2.06")
            .Module(0x25_0000, 0x25_0000).End();
        Assert.Equal([(0, 0x9_F000, RegionKind.Usable), (MiB, 8 * MiB, RegionKind.Usable),
            (8 * MiB, 9 * MiB, RegionKind.AcpiTables)], block.Regions());
        Assert.Equal("panic=halt heap=plain", Encoding.ASCII.GetString(block.Information.CommandLine.Bytes));
        Assert.Equal("GRUB 2.06", Encoding.ASCII.GetString(block.Information.LoaderName.Bytes));
        Assert.Equal((2u, 2u, MapSource.MemoryMap),
            (block.Information.MultibootVersion, block.Information.ModuleCount, block.Information.Source));
        Assert.Equal((new PhysicalAddress(0x20_0000), 0x1001u),
            (block.Information.FirstModule.Start, block.Information.FirstModule.Bytes));
        Assert.All([TagBlock.Structure, 0x20_0000u, 0x20_1000u],
            address => Assert.True(block.IsReserved(address), $"0x{address:x}"));
        Assert.All([0u, 0x1F_F000u, 0x20_2000u, 0x25_0000u],
            address => Assert.False(block.IsReserved(address), $"0x{address:x}"));
    }

    [Fact]
    public void All_of_a_long_structure_is_reserved_and_nothing_behind_it()
    {
        TagBlock block = new TagBlock().Amounts(0, 1024)
            .CommandLine(new string('a', 0x2000 - 8 - 16 - 8 - 1 - 8)).End();
        Assert.Equal(TagBlock.Structure + 0x2000, block.Next);
        Assert.Equal(BootError.None, block.Read());
        Assert.True(block.IsReserved(TagBlock.Structure) && block.IsReserved(TagBlock.Structure + 0x1FFF));
        Assert.False(block.IsReserved(TagBlock.Structure - 1) || block.IsReserved(TagBlock.Structure + 0x2000));
    }

    [Theory]
    [InlineData(20u)]
    [InlineData(24u)]
    [InlineData(40u)]
    public void The_map_says_how_large_its_entries_are(uint size)
    {
        uint[] padding = new uint[(size - 20) / 4];
        uint[] Entry(uint start, uint length) => [start, 0, length, 0, 1, .. padding];
        Assert.Equal(
            [(MiB, 2 * MiB, RegionKind.Usable), (3 * MiB, 4 * MiB, RegionKind.Usable)],
            new TagBlock().Tag(6, [size, 0, .. Entry(MiB, MiB), .. Entry(3 * MiB, MiB)]).End().Regions());
    }

    [Fact]
    public void Addresses_above_4_GiB_and_unknown_types_are_kept() => Assert.Equal(
        [(MiB, 2 * MiB, RegionKind.Reserved), (5UL << 32, (5UL << 32) + (3UL << 33), RegionKind.Usable)],
        new TagBlock().Map((MiB, MiB, 77), (5UL << 32, 3UL << 33, 1)).End().Regions());

    [Fact]
    public void Of_two_maps_both_count_and_of_two_texts_the_first()
    {
        TagBlock block = new TagBlock().CommandLine("first").Map((MiB, 2 * MiB, 1)).CommandLine("second")
            .Map((2 * MiB, MiB, 2)).End();
        Assert.Equal([(MiB, 2 * MiB, RegionKind.Usable), (2 * MiB, 3 * MiB, RegionKind.Reserved)], block.Regions());
        Assert.Equal("first", Encoding.ASCII.GetString(block.Information.CommandLine.Bytes));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_an_entry_in_a_map_the_amounts_are_used(bool withEmptyMap)
    {
        TagBlock block = new TagBlock().Amounts(639, 31 * 1024);
        Assert.Equal([(0, 639 * 1024, RegionKind.Usable), (MiB, 32 * MiB, RegionKind.Usable)],
            (withEmptyMap ? block.Map() : block).End().Regions());
        Assert.Equal(MapSource.UpperMemory, block.Information.Source);
    }

    [Fact]
    public void With_neither_map_nor_amounts_boot_is_refused() =>
        new TagBlock().CommandLine("quiet").Map().End().Refused(BootError.NoMemoryInformation, TagBlock.Structure);

    [Fact]
    public void A_text_without_a_closing_zero_ends_with_its_tag()
    {
        TagBlock block = new TagBlock().Amounts(0, 1024).TagOfBytes(1, "quiet"u8.ToArray())
            .TagOfBytes(2, "loader"u8.ToArray()).End();
        Assert.Equal(BootError.None, block.Read());
        Assert.Equal("quiet", Encoding.ASCII.GetString(block.Information.CommandLine.Bytes));
        Assert.Equal("loader", Encoding.ASCII.GetString(block.Information.LoaderName.Bytes));
    }

    [Theory]
    [InlineData(BootText.Capacity, false)]
    [InlineData(BootText.Capacity + 1, true)]
    public void A_long_command_line_is_cut_off_and_says_so(int length, bool isTruncated)
    {
        TagBlock block = new TagBlock().Amounts(0, 1024).CommandLine(new string('a', length)).End();
        Assert.Equal(BootError.None, block.Read());
        Assert.Equal((BootText.Capacity, isTruncated),
            (block.Information.CommandLine.Bytes.Length, block.Information.CommandLine.IsTruncated));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(7u)]
    [InlineData(MiB + 1)]
    [InlineData(0x8000_0000u)]
    [InlineData(uint.MaxValue)]
    public void A_size_that_is_impossible_is_refused(uint size) =>
        new TagBlock().Amounts(0, 1024).End().Size(size).Refused(BootError.InformationInvalid, TagBlock.Structure);

    [Fact]
    public void A_structure_of_1_MiB_is_read()
    {
        TagBlock block = new TagBlock().Amounts(0, 1024);
        uint end = TagBlock.Structure + MiB - 8;
        block.Word(block.Next, 77).Word(block.Next + 4, end - block.Next).Word(end, 0).Word(end + 4, 8).Size(MiB);
        Assert.Equal([(MiB, 2 * MiB, RegionKind.Usable)], block.Regions());
    }

    [Fact]
    public void A_structure_without_a_tag_is_refused() =>
        new TagBlock().Amounts(0, 1024).End().Size(8).Refused(BootError.EndMissing, FirstTag);

    [Theory]
    [InlineData(0u, BootError.None)]
    [InlineData(1u, BootError.InformationInvalid)]
    [InlineData(2u, BootError.InformationInvalid)]
    [InlineData(4u, BootError.InformationInvalid)]
    [InlineData(8u, BootError.None)]
    public void A_structure_must_be_aligned(uint offset, BootError expected)
    {
        uint[] words = [32, 0, 4, 16, 0, 1024, 0, 8];
        TagBlock block = new();
        foreach ((int index, byte value) in words.SelectMany(BitConverter.GetBytes).Index())
        {
            block.Byte(TagBlock.Structure + offset + (uint)index, value);
        }

        Assert.Equal(expected, block.Read(TagBlock.Structure + offset));
    }

    [Fact]
    public void A_structure_that_wraps_past_4_GiB_is_refused_and_one_that_ends_there_is_read()
    {
        TagBlock block = new TagBlock().Word(0xFFFF_FFE0, 32).Word(0xFFFF_FFE8, 4).Word(0xFFFF_FFEC, 16)
            .Word(0xFFFF_FFF0, 0).Word(0xFFFF_FFF4, 1024)
            .Word(0xFFFF_FFF8, 0).Word(0xFFFF_FFFC, 8);
        Assert.Equal(BootError.None, block.Read(0xFFFF_FFE0));
        Assert.Equal(BootError.InformationInvalid, block.Word(0xFFFF_FFE0, 33).Read(0xFFFF_FFE0));
    }

    [Fact]
    public void A_size_that_ends_before_the_last_tag_is_found_out()
    {
        TagBlock block = new TagBlock().Amounts(0, 1024);
        uint end = block.Next;
        block.End();
        block.Size(end - TagBlock.Structure).Refused(BootError.EndMissing, end);
        block.Size(end - TagBlock.Structure + 7).Refused(BootError.EndMissing, end);
        block.Size(end - TagBlock.Structure + 8);
        Assert.Equal(BootError.None, block.Read());
    }

    [Fact]
    public void A_structure_whose_last_tag_fills_it_without_an_end_is_refused() =>
        new TagBlock().Amounts(0, 1024).TagOfBytes(1, "quiet"u8.ToArray()).Size(8 + 16 + 13)
            .Refused(BootError.EndMissing, FirstTag + 32);

    [Theory]
    [InlineData(0u, 7u)]
    [InlineData(1u, 7u)]
    [InlineData(1u, 0u)]
    [InlineData(3u, 15u)]
    [InlineData(4u, 15u)]
    [InlineData(6u, 15u)]
    [InlineData(77u, 7u)]
    [InlineData(77u, 25u)]
    [InlineData(1u, 0x8000_0000u)]
    [InlineData(6u, uint.MaxValue)]
    [InlineData(77u, 0xFFFF_FFF8u)]
    public void A_tag_that_is_too_short_or_longer_than_what_is_left_is_refused(uint type, uint size) =>
        new TagBlock().Tag(type, 0, 0).End().Word(FirstTag + 4, size).Refused(BootError.TagInvalid, FirstTag);

    [Fact]
    public void A_module_that_ends_before_it_starts_is_refused() =>
        new TagBlock().Amounts(0, 1024).Module(0x30_0000, 0x2F_FFFF).End()
            .Refused(BootError.ModuleInvalid, FirstTag + 16);

    [Theory]
    [InlineData(0u)]
    [InlineData(19u)]
    public void A_map_with_too_short_entries_is_refused(uint size) =>
        new TagBlock().Map((MiB, MiB, 1)).End().Word(FirstTag + 8, size)
            .Refused(BootError.MapEntryTooShort, FirstTag + 16);

    [Theory]
    [InlineData(25u, 0u)]
    [InlineData(48u, 0u)]
    [InlineData(40u, 40u)]
    [InlineData(0xFFFF_FFF8u, 0u)]
    public void A_map_that_ends_inside_an_entry_is_refused(uint size, uint at) =>
        new TagBlock().Map(at == 0 ? [(MiB, MiB, 1)] : [(MiB, MiB, 1), (2 * MiB, MiB, 1)]).End()
            .Word(FirstTag + 8, size)
            .Refused(BootError.MapEndsInsideEntry, FirstTag + 16 + at);

    [Fact]
    public void As_many_entries_as_there_is_room_for_are_read_and_one_more_is_refused()
    {
        (ulong, ulong, uint)[] entries =
            [.. Enumerable.Range(0, MemoryMap.Capacity).Select(i => ((ulong)MiB + ((ulong)i * 0x2000), 0x1000ul, 1u))];
        Assert.Equal(MemoryMap.Capacity, new TagBlock().Map(entries).End().Regions().Length);
        new TagBlock().Map([.. entries, (0x8000_0000, 0x1000, 1)]).End()
            .Refused(BootError.MapTooLong, FirstTag + 16 + (24 * MemoryMap.Capacity));
    }

    [Fact]
    public void More_scattered_modules_than_can_be_kept_safe_are_refused()
    {
        TagBlock block = new TagBlock().Amounts(0, 1024);
        for (uint i = 0; i < ReservedRanges.Capacity; i++)
        {
            block.Module(0x20_0000 + (i * 0x4000), 0x20_1000 + (i * 0x4000));
        }

        Assert.Equal(BootError.TooManyModules, block.End().Read());
    }

    [Theory]
    [InlineData(30)]
    [InlineData(29)]
    [InlineData(24)]
    [InlineData(23)]
    public void The_screen_is_what_its_tag_says_as_far_as_that_is_long_enough(int length)
    {
        byte[] bytes = [0, 0, 0, 0xFD, 1, 0, 0, 0, 0x40, 0x10, 0, 0, 0, 4, 0, 0, 0, 3, 0, 0, 32, 1, 0, 0, 0, 5, 8, 6,
            16, 7];
        TagBlock block = new TagBlock().Amounts(0, 1024)
            .TagOfBytes(8, bytes[..length]).End();
        Assert.Equal(BootError.None, block.Read());
        FramebufferInformation screen = block.Information.Framebuffer;
        Assert.Equal(length >= 24, screen.IsGiven);
        if (screen.IsGiven)
        {
            Assert.Equal((0x1_FD00_0000ul, 4160u, 1024u, 768u),
                (screen.Address, screen.Pitch, screen.Width, screen.Height));
            Assert.Equal((FramebufferKind.Direct, 32), (screen.Kind, screen.BitsPerPixel));
            Assert.Equal(length >= 30 ? (0, 5, 8, 6, 16, 7) : default,
                (screen.Red.Position, screen.Red.Bits, screen.Green.Position, screen.Green.Bits, screen.Blue.Position,
                    screen.Blue.Bits));
        }
    }
}
