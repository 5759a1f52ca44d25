using CsCheck;
using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.PagingTests;

/// <summary>
/// Random sequences of all operations against a dictionary of pages (P1–P7). More than 100,000 operations a run.
/// </summary>
[Slow]
public class PagingModelTests
{
    /// <summary>
    /// Pages at the edges of tables, of the window and of the reserved regions; a few are not aligned.
    /// </summary>
    private static readonly Gen<uint> _page = Gen.Frequency(
        (20, Gen.Select(Gen.OneOf(1u, 2u, 3u, 1021u), Gen.OneOf(0u, 1u, 2u, 1022u, 1023u),
            (directory, table) => (directory << 22) | (table << 12))),
        (3, Gen.OneOf(0x10_A000u, 0x10_B000u, 0x10_C000u, 0x3F_F000u)),
        (1, Gen.OneOf(0u, MemoryLayout.ScratchPage, MemoryLayout.StackGuardLow, MemoryLayout.RecursiveBase,
            MemoryLayout.DirectoryWindow, 0x40_0004u)));

    /// <summary>The frame allocator doesn't manage memory from 15 MiB up: enough for the longest range.</summary>
    private static readonly WorldOptions _machine = new()
    {
        MemoryEnd = 24 << 20,
        MoreRegions = [new(PagingModel.Device, 24 << 20, RegionKind.Reserved)],
    };

    private static readonly Gen<PagingStep> _step = Gen.Select(
        Gen.Enum<StepKind>(),
        _page,
        Gen.UInt[0, 7].Select(n => PagingModel.Device + (n * 4096)),
        Gen.Frequency((9, Gen.OneOf(PageFlags.None, PageFlags.Writable, PageFlags.Requestable)),
            (1, Gen.UInt[0, 0xFFF].Select(bits => (PageFlags)bits))),
        Gen.Frequency((60, Gen.UInt[0, 4]), (1, Gen.UInt[1023, 2050])),
        Gen.Frequency((4, Gen.Const(0u)), (1, Gen.UInt[1, 3])),
        (kind, page, physical, flags, pages, noFramesFrom) =>
            new PagingStep(kind, page, physical, flags, pages, noFramesFrom));

    public enum StepKind
    {
        Map,
        MapAgain,
        Unmap,
        MapRange,
        UnmapRange,
        ProtectRange,
        Protect,
        MapNewFrame,
        UnmapAndFreeFrame,
        TakeFrame,
        FreeFrame,
    }

    [Fact]
    public void Random_steps_agree_with_a_dictionary_of_pages()
    {
        OperationCounter operations = new();
        _step.Array[1, 60].Sample(
            steps =>
            {
                World world = World.Boot(_machine);
                PagingModel model = new(world);
                foreach (PagingStep step in steps)
                {
                    model.Apply(step);
                    model.Check();
                }

                // Reading every entry takes as long as a sequence, so one in eight is enough.
                Assert.True(steps.Length % 8 != 0 || world.Paging.IsWhole(new TestFrames(world.Frames)));
                operations.Add(steps.Length);
            },
            iter: 3_600);
        operations.RequireAtLeast(100_000);
    }

    /// <param name="Kind">The operation.</param>
    /// <param name="Page">The page, or the first of a range.</param>
    /// <param name="Physical">The first frame, for mapping.</param>
    /// <param name="Flags">For mapping and protecting.</param>
    /// <param name="Pages">The number of pages, for ranges.</param>
    /// <param name="NoFramesFrom">The first request for a frame that fails, with all later ones; 0: none.</param>
    public sealed record PagingStep(StepKind Kind, uint Page, uint Physical, PageFlags Flags, uint Pages,
        uint NoFramesFrom);
}
