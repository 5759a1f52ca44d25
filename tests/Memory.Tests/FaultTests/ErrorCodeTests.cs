// The processor's error codes, bit by bit (Intel SDM volume 3, figures 4-12 and 6-7).
namespace Osmosis.Memory.Tests.FaultTests;

public sealed class ErrorCodeTests
{
    [Theory]
    [InlineData(0, false, false, false, false, false)]
    [InlineData(1, true, false, false, false, false)]
    [InlineData(2, false, true, false, false, false)]
    [InlineData(4, false, false, true, false, false)]
    [InlineData(8, false, false, false, true, false)]
    [InlineData(16, false, false, false, false, true)]
    [InlineData(0xFFFF_FFE0, false, false, false, false, false)]
    public void A_page_fault_s_code_says_what_each_of_its_bits_means(uint value, bool protection, bool write, bool user,
        bool reserved, bool fetch)
    {
        PageFaultCode code = new(value);
        Assert.Equal((protection, write, user, reserved, fetch),
            (code.IsProtection, code.IsWrite, code.IsUser, code.IsReservedBit, code.IsFetch));
    }

    [Theory]
    [InlineData(0x0000, false, DescriptorTable.Global, 0, 0x0000, false)]
    [InlineData(0x0008, true, DescriptorTable.Global, 1, 0x0008, false)]
    [InlineData(0x1230, true, DescriptorTable.Global, 0x246, 0x1230, false)]
    [InlineData(0x000C, true, DescriptorTable.Local, 1, 0x000C, false)]
    [InlineData(0x0072, true, DescriptorTable.Interrupt, 14, 0x0070, false)]
    [InlineData(0x0076, true, DescriptorTable.Interrupt, 14, 0x0074, false)]
    [InlineData(0x0001, true, DescriptorTable.Global, 0, 0x0000, true)]
    [InlineData(0xFFF9, true, DescriptorTable.Global, 0x1FFF, 0xFFF8, true)]
    [InlineData(0xFFFF_0000, false, DescriptorTable.Global, 0, 0x0000, false)]
    public void A_selector_s_code_says_which_entry_of_which_table(uint value, bool names, DescriptorTable table,
        uint index, uint selector, bool external)
    {
        SelectorErrorCode code = new(value);
        Assert.Equal((names, table, index, selector, external),
            (code.HasSelector, code.Table, code.Index, code.Selector, code.IsExternal));
    }
}
