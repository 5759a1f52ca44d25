namespace Osmosis.Memory.Tests.Layout;

/// <summary>The end of the identity window (L1), which is the start of the heap (L4).</summary>
public class IdentityWindowSizeTests
{
    private const uint MiB = 1 << 20;

    [Theory]
    [InlineData(0u, 0x4000u)]
    [InlineData(1u, 0x4000u)]
    [InlineData(0x3FFFu, 0x4000u)]
    [InlineData(0x4000u, 0x4000u)]
    public void It_is_never_below_16_KiB(uint kernelEnd, uint expected) =>
        Assert.Equal(expected, IdentityEnd(kernelEnd));

    [Theory]
    [InlineData(0x4001u, 0x5000u)]
    [InlineData(0x4FFFu, 0x5000u)]
    [InlineData(0x5000u, 0x5000u)]
    [InlineData(0x0010_A123u, 0x0010_B000u)]
    [InlineData((4 * MiB) - 1, 4 * MiB)]
    [InlineData(4 * MiB, 4 * MiB)]
    [InlineData((4 * MiB) + 1, (4 * MiB) + 4096)]
    public void It_is_the_kernel_end_rounded_up_to_a_page(uint kernelEnd, uint expected) =>
        Assert.Equal(expected, IdentityEnd(kernelEnd));

    [Theory]
    [InlineData((64 * MiB) - 4096)]
    [InlineData((64 * MiB) - 4095)]
    [InlineData((64 * MiB) - 1)]
    [InlineData(64 * MiB)]
    public void It_may_reach_64_MiB(uint kernelEnd) => Assert.InRange(IdentityEnd(kernelEnd), kernelEnd, 64 * MiB);

    [Theory]
    [InlineData((64 * MiB) + 1)]
    [InlineData(65 * MiB)]
    [InlineData(0x8000_0000u)]
    [InlineData(0xFFFF_F001u)]
    [InlineData(uint.MaxValue)]
    public void A_kernel_that_ends_past_64_MiB_is_refused(uint kernelEnd) =>
        Assert.False(MemoryLayout.TryGetIdentityEnd(kernelEnd, out _));

    [Fact]
    public void The_kernels_own_regions_do_not_overlap()
    {
        Assert.True(MemoryLayout.IdentityMapLimit + MemoryLayout.HeapMaxSize <= MemoryLayout.ScratchSlotBase);
        Assert.True(MemoryLayout.ScratchPage < MemoryLayout.StackGuardLow
            && MemoryLayout.StackGuardLow < MemoryLayout.StackBottom);
        Assert.Equal(MemoryLayout.StackBottom + (MemoryLayout.StackPages * 4096), MemoryLayout.StackTop);
        Assert.True(MemoryLayout.StackGuardHigh + 4096 <= MemoryLayout.RecursiveBase);
        Assert.Equal(0xFFFF_F000u, MemoryLayout.DirectoryWindow);
    }

    private static uint IdentityEnd(uint kernelEnd)
    {
        Assert.True(MemoryLayout.TryGetIdentityEnd(kernelEnd, out uint identityEnd));
        Assert.Equal(0u, identityEnd % 4096);
        return identityEnd;
    }
}
