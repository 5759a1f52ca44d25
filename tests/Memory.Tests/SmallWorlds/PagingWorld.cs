// Paging with six frames, for tables and pages.
using Osmosis.Memory.Tests.PagingTests;
using Osmosis.Memory.Tests.Worlds;
using static Osmosis.Memory.Tests.PagingTests.PagingModelTests;

namespace Osmosis.Memory.Tests.SmallWorlds;

/// <summary>
/// Three neighbouring pages, the last below one directory entry and the first two below the next: two tables come and
/// go. Ranges have those pages, or so many that dropping them one by one from the TLB doesn't pay. Of six frames,
/// somebody else takes some. What the model remembers can be read off the tables and the allocator, so that it is not
/// part of the digest.
/// </summary>
internal sealed class PagingWorld : ISmallWorld
{
    private const uint Boundary = 2u << 22;

    private static readonly uint[] _pages = [Boundary - 0x1000, Boundary, Boundary + 0x1000];

    /// <summary>Ten frames go into the table of the identity window, the scratch slot's, and the stack.</summary>
    private static readonly WorldOptions _machine = new()
    {
        MemoryEnd = 24 << 20,
        MoreRegions = [new(0x10_B000 + (16 << 12), 24 << 20, RegionKind.Reserved)],
    };

    private readonly World _world = World.Boot(_machine);
    private readonly PagingModel _model;

    public PagingWorld()
    {
        _model = new PagingModel(_world);
        Operations = [.. _pages.SelectMany(OnPage), .. OnRanges(), .. Refused()];
    }

    public IReadOnlyList<Operation> Operations { get; }

    public UInt128 Digest() => _world.Digest();

    public void Check()
    {
        _model.Check();
        Assert.True(_world.Paging.IsWhole(new TestFrames(_world.Frames)));
    }

    public Action Save() => _world.Save() + _model.Save();

    private IEnumerable<Operation> OnPage(uint page)
    {
        string at = $"0x{page:x}";
        yield return Do($"map {at} to a device", StepKind.Map, page, PageFlags.Writable);
        yield return Do($"map {at} to another, read-only", StepKind.Map, page, PageFlags.None,
            physical: PagingModel.Device + 0x1000);
        yield return Do($"map {at} to a new frame", StepKind.MapNewFrame, page);
        yield return Do($"unmap {at}", StepKind.Unmap, page);
        yield return Do($"unmap {at} and free its frame", StepKind.UnmapAndFreeFrame, page);
        yield return Do($"make {at} read-only", StepKind.Protect, page);
        yield return Do($"make {at} writable", StepKind.Protect, page, PageFlags.Writable);
        yield return new Operation($"write to {at}", () => _model.TryWrite(page));
    }

    private IEnumerable<Operation> OnRanges()
    {
        yield return Do("map 3 pages", StepKind.MapRange, _pages[0], PageFlags.Writable, pages: 3);
        yield return Do("map the upper 2 pages", StepKind.MapRange, _pages[1], PageFlags.Writable, pages: 2);
        yield return Do("unmap 3 pages", StepKind.UnmapRange, _pages[0], pages: 3);
        yield return Do("unmap the lower 2 pages", StepKind.UnmapRange, _pages[0], pages: 2);
        yield return Do("make 3 pages read-only", StepKind.ProtectRange, _pages[0], pages: 3);
        yield return Do("map 100 pages", StepKind.MapRange, _pages[0], PageFlags.Writable, pages: 100);
        yield return Do("make 100 pages read-only", StepKind.ProtectRange, _pages[0], pages: 100);
        yield return Do("unmap 100 pages", StepKind.UnmapRange, _pages[0], pages: 100);
        yield return Do("take a frame", StepKind.TakeFrame, 0);
        yield return Do("free a taken frame", StepKind.FreeFrame, 0);
    }

    private IEnumerable<Operation> Refused()
    {
        yield return Do("map an unaligned page", StepKind.Map, Boundary + 4);
        yield return Do("map for user mode", StepKind.Map, Boundary, PageFlags.User);
        yield return Do("map the scratch page", StepKind.Map, MemoryLayout.ScratchPage);
        yield return Do("map the scratch page to a new frame", StepKind.MapNewFrame, MemoryLayout.ScratchPage);
        yield return Do("map a page of the window", StepKind.Map, 0x10_0000);
        yield return Do("unmap a page of the window", StepKind.Unmap, 0x10_0000);
        yield return Do("map past the end", StepKind.MapRange, _pages[0], pages: uint.MaxValue);
    }

    private Operation Do(string name, StepKind kind, uint page, PageFlags flags = 0, uint pages = 1,
        uint physical = PagingModel.Device)
    {
        PagingModelTests.PagingStep step = new(kind, page, physical, flags, pages, NoFramesFrom: 0);
        return new Operation(name, () =>
        {
            _model.Apply(step);
            return true;
        });
    }
}
