using System.Text;

namespace Osmosis.Memory.Tests.BootData;

/// <summary>Reading the boot loader's data without trusting it (F1, F2).</summary>
public class MultibootReaderTests
{
    private const uint MiB = 1 << 20;

    [Theory]
    [InlineData(20u)]
    [InlineData(24u)]
    [InlineData(28u)]
    public void Each_entrys_size_leads_to_the_next(uint size) => Assert.Equal(
        [(0, 0x9_F000, RegionKind.Usable), (MiB, 8 * MiB, RegionKind.Usable),
            (8 * MiB, 9 * MiB, RegionKind.AcpiTables)],
        new BootBlock().Entry(0, 0x9_F000, 1, size).Entry(MiB, 7 * MiB, 1, size)
            .Entry(8 * MiB, MiB, 3, size).Regions());

    [Fact]
    public void Entries_of_different_sizes_may_follow_each_other() => Assert.Equal(
        [(0, 0x1000, RegionKind.Usable), (MiB, 2 * MiB, RegionKind.Usable),
            (1UL << 32, (1UL << 32) + MiB, RegionKind.Usable)],
        new BootBlock().Entry(0, 0x1000, 1, 28).Entry(MiB, MiB, 1, 20).Entry(1UL << 32, MiB, 1, 44).Regions());

    [Theory]
    [InlineData(0u, RegionKind.Reserved)]
    [InlineData(1u, RegionKind.Usable)]
    [InlineData(2u, RegionKind.Reserved)]
    [InlineData(3u, RegionKind.AcpiTables)]
    [InlineData(4u, RegionKind.AcpiNonVolatile)]
    [InlineData(5u, RegionKind.Defective)]
    [InlineData(6u, RegionKind.Reserved)]
    [InlineData(257u, RegionKind.Reserved)]
    [InlineData(uint.MaxValue, RegionKind.Reserved)]
    public void An_unknown_type_is_reserved(uint type, RegionKind kind) =>
        Assert.Equal([(MiB, 2 * MiB, kind)], new BootBlock().Entry(MiB, MiB, type).Regions());

    [Theory]
    [InlineData(1u)]
    [InlineData(3u)]
    [InlineData(4u)]
    [InlineData(23u)]
    public void A_map_that_ends_inside_an_entry_is_refused(uint bytesOfTheSecond) => new BootBlock()
        .Entry(MiB, MiB, 1).Entry(2 * MiB, MiB, 1).MapLength(24 + bytesOfTheSecond)
        .Refused(BootError.MapEndsInsideEntry, BootBlock.Map + 24);

    [Theory]
    [InlineData(0u)]
    [InlineData(4u)]
    [InlineData(19u)]
    public void An_entry_too_short_to_be_one_is_refused(uint size) => new BootBlock()
        .Entry(MiB, MiB, 1).Entry(2 * MiB, MiB, 1).Word(BootBlock.Map + 24, size)
        .Refused(BootError.MapEntryTooShort, BootBlock.Map + 24);

    [Fact]
    public void An_entry_of_which_only_a_too_small_size_is_left_is_too_short() => new BootBlock()
        .Entry(MiB, MiB, 1).Word(BootBlock.Map + 24, 19).MapLength(28)
        .Refused(BootError.MapEntryTooShort, BootBlock.Map + 24);

    [Theory]
    [InlineData(21u)]
    [InlineData(0xFFFF_FFFCu)]
    [InlineData(uint.MaxValue)]
    public void An_entry_that_reaches_past_the_map_is_refused(uint size) => new BootBlock()
        .Entry(MiB, MiB, 1).Word(BootBlock.Map, size)
        .Refused(BootError.MapEndsInsideEntry, BootBlock.Map);

    [Theory]
    [InlineData(17u)]
    [InlineData(24u)]
    public void A_map_that_wraps_past_4_GiB_is_refused(uint bytes) => new BootBlock()
        .Entry(MiB, MiB, 1).Field(44, bytes).Field(48, 0xFFFF_FFF0)
        .Refused(BootError.MapEndsInsideEntry, 0xFFFF_FFF0);

    [Fact]
    public void A_map_may_end_at_4_GiB()
    {
        BootBlock block = new BootBlock().Flag(6).Field(44, 24).Field(48, 0xFFFF_FFE8);
        block.Word(0xFFFF_FFE8, 20).Word(0xFFFF_FFEC, MiB).Word(0xFFFF_FFF0, 0).Word(0xFFFF_FFF4, MiB)
            .Word(0xFFFF_FFF8, 0).Word(0xFFFF_FFFC, 1);
        Assert.Equal([(MiB, 2 * MiB, RegionKind.Usable)], block.Regions());
    }

    [Fact]
    public void As_many_entries_as_there_is_room_for_are_read_and_one_more_is_refused()
    {
        BootBlock block = new();
        for (uint i = 0; i < MemoryMap.Capacity; i++)
        {
            block.Entry(MiB + (i * 0x2000), 0x1000, 1);
        }

        Assert.Equal(MemoryMap.Capacity, block.Regions().Length);
        block.Entry(0x8000_0000, 0x1000, 1).Information = default;
        block.Refused(BootError.MapTooLong, BootBlock.Map + (24 * MemoryMap.Capacity));
    }

    [Fact]
    public void Without_a_map_the_amounts_of_memory_are_used()
    {
        BootBlock block = new BootBlock().MemorySizes(639, 31 * 1024);
        Assert.Equal([(0, 639 * 1024, RegionKind.Usable), (MiB, 32 * MiB, RegionKind.Usable)], block.Regions());
        Assert.Equal(MapSource.UpperMemory, block.Information.Source);
    }

    [Fact]
    public void The_largest_amount_of_memory_does_not_wrap() => Assert.Equal(
        [(0, (ulong)MiB + ((ulong)uint.MaxValue << 10), RegionKind.Usable)],
        new BootBlock().MemorySizes(uint.MaxValue, uint.MaxValue).Regions());

    [Fact]
    public void A_map_of_no_length_is_no_map() =>
        Assert.Equal([(MiB, 2 * MiB, RegionKind.Usable)], new BootBlock().MemorySizes(0, 1024).MapLength(0).Regions());

    [Fact]
    public void A_map_is_preferred_to_the_amounts()
    {
        BootBlock block = new BootBlock().MemorySizes(640, 1024).Entry(4 * MiB, MiB, 1);
        Assert.Equal([(4 * MiB, 5 * MiB, RegionKind.Usable)], block.Regions());
        Assert.Equal(MapSource.MemoryMap, block.Information.Source);
    }

    [Fact]
    public void What_no_flag_speaks_of_is_not_read()
    {
        BootBlock block = new BootBlock().Entry(4 * MiB, MiB, 1).Module(0x20_0000, 0x20_1000, 0)
            .CommandLine(0x40_0000, "quiet").LoaderName(0x50_0000, "loader")
            .Field(0, 0).MemorySizes(0, 1024);
        Assert.Equal([(MiB, 2 * MiB, RegionKind.Usable)], block.Regions());
        Assert.Equal((0u, 0, 0),
            (block.Information.ModuleCount, block.Information.CommandLine.Bytes.Length,
                block.Information.LoaderName.Bytes.Length));
        Assert.All([BootBlock.Map, BootBlock.Modules, 0x20_0000u, 0x40_0000u, 0x50_0000u],
            address => Assert.False(block.IsReserved(address), $"0x{address:x}"));
    }

    [Fact]
    public void With_neither_map_nor_amounts_boot_is_refused() =>
        new BootBlock().Refused(BootError.NoMemoryInformation, BootBlock.Structure);

    [Fact]
    public void Structure_map_modules_and_texts_are_reserved()
    {
        BootBlock block = new BootBlock().Entry(0, 64 * MiB, 1)
            .Module(0x20_0000, 0x20_1001, 0x30_0FFC).Text(0x30_0FFC, "initial").Module(0x25_0000, 0x25_0000, 0)
            .CommandLine(0x40_0000, "osmosis panic=halt").LoaderName(0x50_0FFA, "loader");
        Assert.Equal(BootError.None, block.Read());
        Assert.Equal(2u, block.Information.ModuleCount);
        Assert.Equal((new PhysicalAddress(0x20_0000), 0x1001u),
            (block.Information.FirstModule.Start, block.Information.FirstModule.Bytes));
        uint[] reserved =
        [
            BootBlock.Structure, BootBlock.Map, BootBlock.Modules, 0x20_0000, 0x20_1000, 0x30_0000, 0x30_1000,
            0x40_0000, 0x50_0000, 0x50_1000,
        ];
        Assert.All(reserved, address => Assert.True(block.IsReserved(address), $"0x{address:x}"));
        Assert.All([0u, 0x1F_F000u, 0x20_2000u, 0x25_0000u, 0x30_2000u, 0x40_1000u, 0x50_2000u],
            address => Assert.False(block.IsReserved(address), $"0x{address:x}"));
    }

    [Fact]
    public void A_text_s_closing_zero_is_the_last_byte_reserved()
    {
        BootBlock block = new BootBlock().Entry(0, 64 * MiB, 1).Module(0x20_0000, 0x20_1000, 0x30_0FFC)
            .Text(0x30_0FFC, "end").CommandLine(0x40_0FFC, "end");
        Assert.Equal(BootError.None, block.Read());
        Assert.True(block.IsReserved(0x30_0FFF) && block.IsReserved(0x40_0FFF));
        Assert.False(block.IsReserved(0x30_1000) || block.IsReserved(0x40_1000));
    }

    [Fact]
    public void An_empty_text_is_not_read_past_its_closing_zero()
    {
        BootBlock block = new BootBlock().MemorySizes(0, 1024).CommandLine(0x4_0000, "");
        Assert.Equal(BootError.None, block.Read());
        Assert.True(block.Information.CommandLine.Bytes.IsEmpty);
    }

    [Fact]
    public void Texts_are_copied_and_the_version_is_noted()
    {
        BootBlock block = new BootBlock().MemorySizes(0, 1024).CommandLine(0x4_0000, "osmosis panic=exit")
            .LoaderName(0x5_0000, "GRUB 2.06");
        Assert.Equal(BootError.None, block.Read());
        Assert.Equal(1u, block.Information.MultibootVersion);
        Assert.Equal("osmosis panic=exit", Encoding.ASCII.GetString(block.Information.CommandLine.Bytes));
        Assert.Equal("GRUB 2.06", Encoding.ASCII.GetString(block.Information.LoaderName.Bytes));
        Assert.False(block.Information.CommandLine.IsTruncated);
    }

    [Fact]
    public void Without_texts_they_are_empty()
    {
        BootBlock block = new BootBlock().MemorySizes(0, 1024);
        Assert.Equal(BootError.None, block.Read());
        Assert.True(block.Information.CommandLine.Bytes.IsEmpty && block.Information.LoaderName.Bytes.IsEmpty);
    }

    [Theory]
    [InlineData(BootText.Capacity, false)]
    [InlineData(BootText.Capacity + 1, true)]
    [InlineData(5000, true)]
    public void A_long_command_line_is_cut_off_and_says_so(int length, bool isTruncated)
    {
        BootBlock block = new BootBlock().MemorySizes(0, 1024).CommandLine(0x4_0000, new string('a', length));
        Assert.Equal(BootError.None, block.Read());
        Assert.Equal(BootText.Capacity, block.Information.CommandLine.Bytes.Length);
        Assert.Equal(isTruncated, block.Information.CommandLine.IsTruncated);
        Assert.True(block.IsReserved(0x4_0000 + (uint)length));
    }

    [Fact]
    public void A_text_without_an_end_is_followed_for_64_KiB_and_reserved_so_far()
    {
        BootBlock block = new BootBlock().MemorySizes(0, 1024).Unterminated(0x20_0000, 0x1_0000)
            .Flag(2).Field(16, 0x20_0000);
        Assert.Equal(BootError.None, block.Read());
        Assert.True(block.Information.CommandLine.IsTruncated);
        Assert.True(block.IsReserved(0x20_FFFF));
        Assert.False(block.IsReserved(0x21_1000));
    }

    [Fact]
    public void A_module_that_ends_before_it_starts_is_refused() => new BootBlock().MemorySizes(0, 1024)
        .Module(0x20_0000, 0x20_1000, 0).Module(0x30_0000, 0x2F_FFFF, 0)
        .Refused(BootError.ModuleInvalid, BootBlock.Modules + 16);

    [Theory]
    [InlineData(2u, 0xFFFF_FFF0u)]
    [InlineData(1u, 0xFFFF_FFF1u)]
    [InlineData(1u, 0xFFFF_FFFFu)]
    public void A_list_of_modules_that_wraps_past_4_GiB_is_refused(uint count, uint list) =>
        new BootBlock().MemorySizes(0, 1024)
            .Flag(3).Field(20, count).Field(24, list)
            .Refused(BootError.ModuleInvalid, list);

    [Fact]
    public void A_list_of_modules_may_end_at_4_GiB()
    {
        BootBlock block = new BootBlock().MemorySizes(0, 1024).Flag(3).Field(20, 1).Field(24, 0xFFFF_FFF0)
            .Word(0xFFFF_FFF0, 0x20_0000).Word(0xFFFF_FFF4, 0x20_1000).Word(0xFFFF_FFF8, 0);
        Assert.Equal(BootError.None, block.Read());
        Assert.True(block.IsReserved(0x20_0000) && block.IsReserved(0xFFFF_FFF0));
    }

    [Fact]
    public void A_list_of_no_modules_may_lie_anywhere()
    {
        BootBlock block = new BootBlock().MemorySizes(0, 1024).Flag(3).Field(20, 0).Field(24, 0x30_0000);
        Assert.Equal(BootError.None, block.Read());
        Assert.False(block.IsReserved(0x30_0000));
    }

    [Theory]
    [InlineData(1025u)]
    [InlineData(0x1000_0000u)]
    [InlineData(uint.MaxValue)]
    public void More_than_1024_modules_are_refused(uint count) => new BootBlock().MemorySizes(0, 1024)
        .Flag(3).Field(20, count).Field(24, BootBlock.Modules)
        .Refused(BootError.TooManyModules, BootBlock.Modules);

    [Fact]
    public void More_scattered_modules_than_can_be_kept_safe_are_refused()
    {
        BootBlock block = new BootBlock().MemorySizes(0, 1024);
        for (uint i = 0; i <= ReservedRanges.Capacity; i++)
        {
            block.Module(0x20_0000 + (i * 0x4000), 0x20_1000 + (i * 0x4000), 0);
        }

        Assert.Equal(BootError.TooManyModules, block.Read());
    }

    /// <summary>The structure and the list of modules take two ranges, the modules take the others.</summary>
    [Theory]
    [InlineData(0x20_0FF0u, BootError.None)]
    [InlineData(0x80_0000u, BootError.TooManyModules)]
    public void A_text_for_which_no_range_is_left_is_refused(uint address, BootError expected)
    {
        BootBlock block = new BootBlock().MemorySizes(0, 1024).CommandLine(address, "quiet");
        for (uint i = 0; i < ReservedRanges.Capacity - 2; i++)
        {
            block.Module(0x20_0000 + (i * 0x4000), 0x20_1000 + (i * 0x4000), 0);
        }

        Assert.Equal(expected, block.Read());
    }

    [Fact]
    public void Many_modules_side_by_side_are_kept_safe()
    {
        BootBlock block = new BootBlock().MemorySizes(0, 1024);
        for (uint i = 0; i < 1024; i++)
        {
            block.Module(0x100_0000 + (i * 0x1000), 0x100_1000 + (i * 0x1000), 0);
        }

        Assert.Equal(BootError.None, block.Read());
        Assert.Equal(1024u, block.Information.ModuleCount);
        Assert.True(block.IsReserved(0x100_0000 + (1023 * 0x1000)));
        Assert.False(block.IsReserved(0x100_0000 + (1024 * 0x1000)));
    }

    // The colours stand where the specification's table says, or where its header file does.
    [Theory]
    [InlineData(true, 0x0500_0120u, 0x0710_0600u, 0u)]
    [InlineData(true, 0x0000_0120u, 0x0600_0500u, 0x0710u)]
    [InlineData(false, 0x0500_0120u, 0x0710_0600u, 0u)]
    public void The_screen_is_what_was_said_of_it_if_its_flag_is_set(bool isGiven, uint at108, uint at112, uint at116)
    {
        BootBlock block = new BootBlock().MemorySizes(640, 1024)
            .Field(88, 0xFD00_0000).Field(92, 1).Field(96, 4160).Field(100, 1024).Field(104, 768).Field(108, at108)
            .Field(112, at112).Field(116, at116);
        if (isGiven)
        {
            block.Flag(12);
        }

        Assert.Equal(BootError.None, block.Read());
        FramebufferInformation screen = block.Information.Framebuffer;
        Assert.Equal(isGiven, screen.IsGiven);
        if (isGiven)
        {
            Assert.Equal((0x1_FD00_0000ul, 4160u, 1024u, 768u),
                (screen.Address, screen.Pitch, screen.Width, screen.Height));
            Assert.Equal((FramebufferKind.Direct, 32), (screen.Kind, screen.BitsPerPixel));
            Assert.Equal((0, 5, 0, 6, 16, 7),
                (screen.Red.Position, screen.Red.Bits, screen.Green.Position, screen.Green.Bits, screen.Blue.Position,
                    screen.Blue.Bits));
        }
    }
}
