using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.PagingTests;

/// <summary>When frames run out while paging is set up, boot learns which mapping failed (E1, P5).</summary>
public class PagingSetupFailureTests
{
    private const uint FourMiB = 4 << 20;

    public static TheoryData<uint, PagingStep, uint> Failures()
    {
        // A window one page into its second table: two tables for it, two for records, one for the scratch slot, then
        // the stack's pages.
        TheoryData<uint, PagingStep, uint> failures = new()
        {
            { 1, PagingStep.IdentityWindow, 0 },
            { 2, PagingStep.IdentityWindow, FourMiB },
            { 3, PagingStep.KernelTables, MemoryLayout.Records },
            { 4, PagingStep.KernelTables, MemoryLayout.Records + FourMiB },
            { 5, PagingStep.KernelTables, MemoryLayout.ScratchPage },
        };
        for (uint i = 0; i < MemoryLayout.StackPages; i++)
        {
            failures.Add(6 + i, PagingStep.KernelStack, MemoryLayout.StackBottom + (i * 4096));
        }

        return failures;
    }

    /// <summary>Boot ends there, so the frames taken aren't given back, but all are accounted for.</summary>
    [Theory]
    [MemberData(nameof(Failures))]
    public void The_step_and_the_page_are_named(uint nthRequest, PagingStep step, uint page)
    {
        World world =
            World.BootToFrames(Machines.Named("a window one page into its second table") with { RecordTables = 2 });
        world.Frames.FailFrom(nthRequest);
        CoreSetup setup = world.CreateSetup();
        Assert.Equal(MapError.OutOfFrames,
            setup.Build(world.Image, world.IdentityEnd, world.Options.RecordTables, out _));
        Assert.Equal((step, new VirtualAddress(page)), (setup.Step, setup.FailedPage));
        Assert.Equal(nthRequest, world.Frames.Requests);
        Assert.Equal(nthRequest - 1, world.Frames.Allocator.AllocatedFrames);
        FrameAccounts.Check(world);
    }

    /// <summary>The heap's window begins with a table of its own.</summary>
    [Fact]
    public void A_missing_table_of_the_heap_is_named_and_not_what_would_come_after_it()
    {
        World world = World.BootToFrames(Machines.Named("a window that ends with its table") with { RecordTables = 2 });
        world.Frames.FailFrom(2);
        CoreSetup setup = world.CreateSetup();
        Assert.Equal(MapError.OutOfFrames,
            setup.Build(world.Image, world.IdentityEnd, world.Options.RecordTables, out _));
        Assert.Equal((PagingStep.KernelTables, new VirtualAddress(FourMiB)), (setup.Step, setup.FailedPage));
    }

    [Theory]
    [InlineData((6u << 20) - 4096, 2u)]
    [InlineData(6u << 20, 2u)]
    [InlineData((6u << 20) + 1, 3u)]
    public void Both_windows_have_as_many_tables_as_they_reach_into(uint kernelEnd, uint tables)
    {
        World world = World.BootToFrames(new WorldOptions { KernelEnd = kernelEnd });
        Assert.Equal(MapError.None,
            world.CreateSetup().Build(world.Image, world.IdentityEnd, 0, out TableCounts counts));
        Assert.Equal(tables, counts.WindowTables);
    }

    [Fact]
    public void With_one_frame_more_than_the_last_failure_it_succeeds()
    {
        World world =
            World.BootToFrames(Machines.Named("a window one page into its second table") with { RecordTables = 2 });
        uint needed = (uint)Failures().Count;
        world.Frames.FailFrom(needed + 1);
        Assert.Equal(MapError.None,
            world.CreateSetup().Build(world.Image, world.IdentityEnd, world.Options.RecordTables, out _));
        Assert.Equal(needed, world.Frames.Allocator.AllocatedFrames);
    }

    [Fact]
    public void A_machine_that_really_has_too_few_frames_is_told_the_same()
    {
        // Five frames: the window's table, the scratch slot's, and three pages of the stack.
        World world =
            World.BootToFrames(new() { MoreRegions = [new(0x10_B000 + 0x5000, 8 << 20, RegionKind.Reserved)] });
        CoreSetup setup = world.CreateSetup();
        Assert.Equal(MapError.OutOfFrames,
            setup.Build(world.Image, world.IdentityEnd, world.Options.RecordTables, out _));
        Assert.Equal((PagingStep.KernelStack, new VirtualAddress(MemoryLayout.StackBottom + 0x3000)),
            (setup.Step, setup.FailedPage));
        Assert.Equal(0u, world.Frames.Allocator.FreeFrames);
    }
}
