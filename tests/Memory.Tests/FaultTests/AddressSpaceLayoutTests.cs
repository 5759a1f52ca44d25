// The region of an address: every region, and both sides of every edge.
using CsCheck;

namespace Osmosis.Memory.Tests.FaultTests;

public sealed class AddressSpaceLayoutTests
{
    private const uint W = 0x0017_6000;
    private const uint HeapMappedEnd = 0x0017_A000;

    private static readonly AddressSpaceLayout _layout = new()
    {
        KernelStart = 0x0010_0000,
        CodeEnd = 0x0011_6000,
        ConstantsEnd = 0x0011_8000,
        KernelEnd = 0x0017_5910,
        IdentityEnd = W,
        HeapMappedEnd = HeapMappedEnd,
    };

    [Theory]
    [InlineData(AddressRegion.NullPage, 0, 0x1000)]
    [InlineData(AddressRegion.LowMemory, 0x1000, 0x000B_8000)]
    [InlineData(AddressRegion.VideoMemory, 0x000B_8000, 0x000C_0000)]
    [InlineData(AddressRegion.LowMemory, 0x000C_0000, 0x0010_0000)]
    [InlineData(AddressRegion.KernelCode, 0x0010_0000, 0x0011_6000)]
    [InlineData(AddressRegion.KernelConstants, 0x0011_6000, 0x0011_8000)]
    [InlineData(AddressRegion.KernelData, 0x0011_8000, 0x0017_5910)]
    [InlineData(AddressRegion.IdentityWindowEnd, 0x0017_5910, W)]
    [InlineData(AddressRegion.HeapMapped, W, HeapMappedEnd)]
    [InlineData(AddressRegion.HeapUnmapped, HeapMappedEnd, W + (2u << 20))]
    [InlineData(AddressRegion.Unused, W + (2u << 20), 0xF800_0000)]
    [InlineData(AddressRegion.SpaceRecords, 0xF800_0000, 0xFB00_0000)]
    [InlineData(AddressRegion.Unused, 0xFB00_0000, 0xFF80_0000)]
    [InlineData(AddressRegion.ScratchPage, 0xFF80_0000, 0xFF80_1000)]
    [InlineData(AddressRegion.StackGuardLow, 0xFF80_1000, 0xFF80_2000)]
    [InlineData(AddressRegion.Stack, 0xFF80_2000, 0xFF80_A000)]
    [InlineData(AddressRegion.StackGuardHigh, 0xFF80_A000, 0xFF80_B000)]
    [InlineData(AddressRegion.StackGuardLow, 0xFF80_B000, 0xFF80_C000, StackKind.DoubleFault)]
    [InlineData(AddressRegion.Stack, 0xFF80_C000, 0xFF81_0000, StackKind.DoubleFault)]
    [InlineData(AddressRegion.StackGuardHigh, 0xFF81_0000, 0xFF81_1000, StackKind.DoubleFault)]
    [InlineData(AddressRegion.StackGuardLow, 0xFF81_1000, 0xFF81_2000, StackKind.Fault)]
    [InlineData(AddressRegion.Stack, 0xFF81_2000, 0xFF81_6000, StackKind.Fault)]
    [InlineData(AddressRegion.StackGuardHigh, 0xFF81_6000, 0xFF81_7000, StackKind.Fault)]
    [InlineData(AddressRegion.StackGuardLow, 0xFF81_7000, 0xFF81_8000, StackKind.Interrupt)]
    [InlineData(AddressRegion.Stack, 0xFF81_8000, 0xFF81_C000, StackKind.Interrupt)]
    [InlineData(AddressRegion.StackGuardHigh, 0xFF81_C000, 0xFF81_D000, StackKind.Interrupt)]
    [InlineData(AddressRegion.ScratchSlotUnused, 0xFF81_D000, 0xFF84_0000)]
    [InlineData(AddressRegion.FrameWindows, 0xFF84_0000, 0xFF84_3000)]
    [InlineData(AddressRegion.ScratchSlotUnused, 0xFF84_3000, 0xFFC0_0000)]
    [InlineData(AddressRegion.PageTables, 0xFFC0_0000, 0xFFFF_F000)]
    [InlineData(AddressRegion.PageDirectory, 0xFFFF_F000, 0)]
    public void A_region_holds_its_first_byte_and_its_last_and_not_the_ones_beside_them(
        AddressRegion region, uint start, uint end, StackKind stack = StackKind.Kernel)
    {
        foreach (uint inside in new[] { start, start + 1, end - 1 })
        {
            AddressLocation location = _layout.Locate(new VirtualAddress(inside));
            Assert.Equal((region, start, end, stack), (location.Region, location.Start, location.End, location.Stack));
        }

        Assert.NotEqual(start, _layout.Locate(new VirtualAddress(start - 1)).Start);
        Assert.NotEqual(start, _layout.Locate(new VirtualAddress(end)).Start);
    }

    [Fact]
    public void Regions_cover_the_address_space_without_gap_or_overlap() =>
        Gen.Select(Gen.UInt[0, 0x1F00], Gen.UInt[0, 0xFF], Gen.UInt[0, 0xFF], Gen.UInt[0, 0xFFF], Gen.UInt[0, 512])
            .Sample((code, constants, data, tail, heapPages) =>
            {
                uint constantsEnd = 0x0010_0000 + ((code + constants) << 12);
                uint kernelEnd = constantsEnd + (data << 12) + tail;
                Assert.True(MemoryLayout.TryGetIdentityEnd(kernelEnd, out uint identityEnd));
                AddressSpaceLayout layout = new()
                {
                    KernelStart = 0x0010_0000,
                    CodeEnd = 0x0010_0000 + (code << 12),
                    ConstantsEnd = constantsEnd,
                    KernelEnd = kernelEnd,
                    IdentityEnd = identityEnd,
                    HeapMappedEnd = identityEnd + (heapPages << 12),
                };

                uint address = 0;
                do
                {
                    AddressLocation location = layout.Locate(new VirtualAddress(address));
                    Assert.Equal(address, location.Start);
                    Assert.True(location.End == 0 || location.End > address,
                        $"{location.Region} ends at 0x{location.End:x}, before it starts");
                    address = location.End;
                }
                while (address != 0);
            });

    [Fact]
    public void An_empty_region_is_never_named()
    {
        AddressSpaceLayout empty = _layout with { KernelEnd = W, HeapMappedEnd = W };
        Assert.Equal(AddressRegion.KernelData, empty.Locate(new VirtualAddress(W - 1)).Region);
        Assert.Equal(AddressRegion.HeapUnmapped, empty.Locate(new VirtualAddress(W)).Region);

        AddressSpaceLayout full = _layout with { HeapMappedEnd = W + MemoryLayout.HeapMaxSize };
        Assert.Equal(AddressRegion.HeapMapped,
            full.Locate(new VirtualAddress(W + MemoryLayout.HeapMaxSize - 1)).Region);
        Assert.Equal(AddressRegion.Unused, full.Locate(new VirtualAddress(W + MemoryLayout.HeapMaxSize)).Region);
    }

    [Fact]
    public void A_framebuffer_lies_right_below_the_scratch_slot()
    {
        AddressSpaceLayout layout = _layout with { FramebufferBytes = 0x0030_0000 };
        AddressLocation framebuffer = layout.Locate(new VirtualAddress(0xFF60_0000));
        Assert.Equal((AddressRegion.Framebuffer, 0xFF50_0000u, 0xFF80_0000u),
            (framebuffer.Region, framebuffer.Start, framebuffer.End));
        Assert.Equal(AddressRegion.Unused, layout.Locate(new VirtualAddress(0xFF4F_FFFF)).Region);
        Assert.Equal(AddressRegion.ScratchPage, layout.Locate(new VirtualAddress(0xFF80_0000)).Region);
    }
}
