namespace Osmosis.Memory.Tests.Layout;

/// <summary>
/// The stacks lie in the scratch slot, each between two guard pages that no other stack touches (E4).
/// </summary>
public sealed class KernelStackTests
{
    private static IEnumerable<KernelStack> Stacks => Enum.GetValues<StackKind>().Select(KernelStack.Of);

    [Fact]
    public void They_follow_each_other_from_the_scratch_page_up()
    {
        uint end = MemoryLayout.ScratchPage + MemoryLayout.PageSize;
        foreach (KernelStack stack in Stacks)
        {
            Assert.Equal((end, end + MemoryLayout.PageSize), (stack.GuardLow, stack.Bottom));
            Assert.Equal((stack.Bottom + stack.Bytes, stack.Top + MemoryLayout.PageSize), (stack.Top, stack.End));
            end = stack.End;
        }

        Assert.True(end <= MemoryLayout.RecursiveBase);
        Assert.Equal(KernelStack.Count, Stacks.Count());
    }

    [Fact]
    public void The_kernel_stack_is_where_the_layout_says()
    {
        KernelStack stack = KernelStack.Of(StackKind.Kernel);
        Assert.Equal((MemoryLayout.StackBottom, MemoryLayout.StackTop), (stack.Bottom, stack.Top));
    }

    [Fact]
    public void A_stack_contains_its_own_bytes_and_not_its_guard_pages() => Assert.All(Stacks, stack => Assert.Equal(
        (false, true, true, false),
        (stack.Contains(stack.Bottom - 1), stack.Contains(stack.Bottom), stack.Contains(stack.Top - 1),
            stack.Contains(stack.Top))));
}
