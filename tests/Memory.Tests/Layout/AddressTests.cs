namespace Osmosis.Memory.Tests.Layout;

/// <summary>The members of addresses and frames.</summary>
public class AddressTests
{
    [Theory]
    [InlineData(0u, 0u, true)]
    [InlineData(0xFFFu, 0xFFFu, false)]
    [InlineData(0x1000u, 0u, true)]
    [InlineData(0xFFFF_F001u, 1u, false)]
    public void An_address_is_split_into_page_and_offset(uint address, uint offset, bool isAligned)
    {
        Assert.Equal((offset, isAligned),
            (new PhysicalAddress(address).PageOffset, new PhysicalAddress(address).IsPageAligned));
        Assert.Equal((offset, isAligned),
            (new VirtualAddress(address).PageOffset, new VirtualAddress(address).IsPageAligned));
    }

    [Theory]
    [InlineData(0u, 0u, 0u)]
    [InlineData(0x1FFFu, 0u, 1u)]
    [InlineData(0x003F_FFFFu, 0u, 1023u)]
    [InlineData(0x0040_0000u, 1u, 0u)]
    [InlineData(0xFFFF_FFFFu, 1023u, 1023u)]
    public void An_address_has_an_entry_in_the_directory_and_one_in_a_table(uint address, uint directory, uint table) =>
        Assert.Equal((directory, table),
            (new VirtualAddress(address).DirectoryIndex, new VirtualAddress(address).TableIndex));

    [Fact]
    public void Addresses_and_frames_are_equal_when_their_numbers_are()
    {
        Assert.True(new PhysicalAddress(5) == new PhysicalAddress(5)
            && !(new PhysicalAddress(5) == new PhysicalAddress(6)));
        Assert.True(new PhysicalAddress(5) != new PhysicalAddress(6)
            && !(new PhysicalAddress(5) != new PhysicalAddress(5)));
        Assert.True(new VirtualAddress(5) == new VirtualAddress(5)
            && !(new VirtualAddress(5) == new VirtualAddress(6)));
        Assert.True(new VirtualAddress(5) != new VirtualAddress(6)
            && !(new VirtualAddress(5) != new VirtualAddress(5)));
        Assert.True(Frame.FromNumber(5) == Frame.FromNumber(5) && !(Frame.FromNumber(5) == Frame.FromNumber(6)));
        Assert.True(Frame.FromNumber(5) != Frame.FromNumber(6) && !(Frame.FromNumber(5) != Frame.FromNumber(5)));
    }

    [Fact]
    public void Addresses_wrap_at_4_GiB()
    {
        Assert.Equal(new PhysicalAddress(1), new PhysicalAddress(0xFFFF_FFFF) + 2);
        Assert.Equal(new VirtualAddress(1), new VirtualAddress(0xFFFF_FFFF) + 2);
    }

    [Theory]
    [InlineData(0u, 0u, true)]
    [InlineData(0u, uint.MaxValue, true)]
    [InlineData(1u, uint.MaxValue, true)]
    [InlineData(2u, uint.MaxValue, false)]
    [InlineData(0xFFFF_FFFFu, 0u, true)]
    [InlineData(0xFFFF_FFFFu, 1u, true)]
    [InlineData(0xFFFF_FFFFu, 2u, false)]
    [InlineData(0x8000_0000u, 0x8000_0000u, true)]
    [InlineData(0x8000_0000u, 0x8000_0001u, false)]
    public void Bytes_have_room_up_to_4_GiB(uint address, uint bytes, bool expected) =>
        Assert.Equal(expected, new PhysicalAddress(address).HasRoomFor(bytes));

    [Fact]
    public void A_frame_s_number_has_20_bits()
    {
        Assert.Equal(0x12345u, Frame.FromNumber(0xFF_12345).Number);
        Assert.Equal(new PhysicalAddress(0x1234_5000), Frame.Containing(new PhysicalAddress(0x1234_5FFF)).Address);
    }
}
