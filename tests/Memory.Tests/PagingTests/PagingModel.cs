// A model of paging, with a dictionary, beside the world with the real one.
using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.PagingTests;

internal sealed partial class PagingModel(World world)
{
    /// <summary>Memory for tests to map, not managed by the frame allocator.</summary>
    public const uint Device = 0xF0_0000;

    private readonly List<Mapping> _window = world.OrdinaryMappings();
    private readonly HashSet<uint> _firstTables = [.. world.Tables().Keys];
    private SortedDictionary<uint, Page> _pages = [];
    private SortedSet<uint> _taken = [];

    /// <summary>The mapped pages outside the identity window, lowest first.</summary>
    public IReadOnlyCollection<uint> Pages => _pages.Keys;

    public void Apply(PagingModelTests.PagingStep step)
    {
        if (step.NoFramesFrom != 0)
        {
            world.Frames.FailFrom(step.NoFramesFrom);
        }

        VirtualAddress page = new(step.Page);
        PhysicalAddress physical = new(step.Physical);
        switch (step.Kind)
        {
            case PagingModelTests.StepKind.Map:
            case PagingModelTests.StepKind.MapAgain:
                Assert.Equal(MapPages(step with { Pages = 1 }), world.Paging.Map(page, physical, step.Flags));
                break;
            case PagingModelTests.StepKind.Unmap:
                Unmap(step with { Pages = 1 }, frames => world.Paging.Unmap(page, out frames[0]));
                break;
            case PagingModelTests.StepKind.MapRange:
                Assert.Equal(MapPages(step), world.Paging.MapRange(page, physical, step.Pages, step.Flags));
                break;
            case PagingModelTests.StepKind.UnmapRange:
                Unmap(step, frames => world.Paging.UnmapRange(page, step.Pages, frames));
                break;
            case PagingModelTests.StepKind.ProtectRange:
                Assert.Equal(ProtectPages(step), world.Paging.ProtectRange(page, step.Pages, step.Flags));
                break;
            case PagingModelTests.StepKind.Protect:
                Assert.Equal(ProtectPages(step with { Pages = 1 }), world.Paging.Protect(page, step.Flags));
                break;
            case PagingModelTests.StepKind.MapNewFrame:
                MapNewFrame(step with { Pages = 1 }, page);
                break;
            case PagingModelTests.StepKind.UnmapAndFreeFrame:
                UnmapAndFreeFrame(page);
                break;
            case PagingModelTests.StepKind.TakeFrame:
                TakeFrame(step);
                break;
            case PagingModelTests.StepKind.FreeFrame when _taken.Count > 0:
                world.Frames.Free(Frame.FromNumber(_taken.Min));
                _taken.Remove(_taken.Min);
                break;
        }

        world.Frames.FailNever();
    }

    /// <summary>
    /// Saves the mappings and the taken frames; calling the result restores them. The world is saved separately.
    /// </summary>
    public Action Save()
    {
        (SortedDictionary<uint, Page> pages, SortedSet<uint> taken) = (new(_pages), [.. _taken]);
        return () => (_pages, _taken) = (new(pages), [.. taken]);
    }

    /// <summary>Writes to a mapped and writable page, so that the processor marks it.</summary>
    public bool TryWrite(uint page)
    {
        if (!_pages.TryGetValue(page, out Page mapping) || !mapping.Flags.HasFlag(PageFlags.Writable))
        {
            return false;
        }

        _pages[page] = mapping with { WasWritten = true };
        world.Processor.Store(page, mapping.Physical);
        Assert.Equal(mapping.Physical, world.Processor.Memory.ReadWord(mapping.Physical));
        return true;
    }

    private static bool AreOffered(PageFlags flags) => ((uint)flags & ~0x1Au) == 0;

    private MapError MapPages(PagingModelTests.PagingStep step)
    {
        if (((ulong)step.Page >> 12) + step.Pages > 1 << 20 || ((ulong)step.Physical >> 12) + step.Pages > 1 << 20)
        {
            return MapError.OutOfRange;
        }

        if (step.Pages != 0 && step.Page % 4096 == 0 && AreOffered(step.Flags)
            && (ulong)step.Page + ((ulong)step.Pages << 12) > 0xFF80_0000)
        {
            return MapError.ReservedRegion;
        }

        SortedDictionary<uint, Page> added = [];
        HashSet<uint> tables = Tables();
        long most = tables.Count + FramesFor(step);
        for (uint i = 0; i < step.Pages; i++)
        {
            uint page = step.Page + (i << 12);
            MapError error = page % 4096 != 0 ? MapError.Unaligned
                : !AreOffered(step.Flags) ? MapError.UnknownFlags
                : CheckMappable(page, tables, most);
            if (error != MapError.None)
            {
                return error;
            }

            added.Add(page, new Page(step.Physical + (i << 12), step.Flags));
        }

        foreach ((uint page, Page mapping) in added)
        {
            _pages.Add(page, mapping);
        }

        return MapError.None;
    }

    /// <summary>The number of requests for a frame that will succeed.</summary>
    private uint FramesFor(PagingModelTests.PagingStep step)
    {
        uint free = world.Frames.Allocator.FreeFrames;
        return step.NoFramesFrom == 0 ? free : Math.Min(free, step.NoFramesFrom - 1);
    }

    /// <summary>
    /// Whether a page can be mapped with at most the given number of tables; adds the table that it needs.
    /// </summary>
    private MapError CheckMappable(uint page, HashSet<uint> tables, long most)
    {
        if (page >= 0xFF80_0000)
        {
            return MapError.ReservedRegion;
        }

        if (page < world.IdentityEnd || _pages.ContainsKey(page))
        {
            return MapError.AlreadyMapped;
        }

        return tables.Add(page >> 22) && tables.Count > most ? MapError.OutOfFrames : MapError.None;
    }

    private void MapNewFrame(PagingModelTests.PagingStep step, VirtualAddress page)
    {
        // The first request is for the page's own frame.
        uint frames = FramesFor(step);
        HashSet<uint> tables = Tables();
        MapError expected = step.Page % 4096 != 0 ? MapError.Unaligned
            : step.Page >= 0xFF80_0000 ? MapError.ReservedRegion
            : frames == 0 ? MapError.OutOfFrames
            : CheckMappable(step.Page, tables, tables.Count + frames - 1);
        Assert.Equal(expected, world.Paging.MapNewFrame(page));
        if (expected == MapError.None)
        {
            Assert.Equal(MapError.None, world.Paging.Resolve(page, out PhysicalAddress physical));
            _pages.Add(step.Page, new Page(physical.Value, PageFlags.Writable, IsOwner: true));
        }
    }

    private void TakeFrame(PagingModelTests.PagingStep step)
    {
        FrameError expected = FramesFor(step) == 0 ? FrameError.OutOfFrames : FrameError.None;
        Assert.Equal(expected, world.Frames.Allocate(out Frame frame));
        if (expected == FrameError.None)
        {
            _taken.Add(frame.Number);
        }
    }

    private void UnmapAndFreeFrame(VirtualAddress page)
    {
        MapError expected = CheckChangeable(page.Value);
        if (expected == MapError.None)
        {
            expected = _pages[page.Value].IsOwner ? MapError.None : MapError.FrameNotOwned;
        }

        Assert.Equal(expected, world.Paging.UnmapAndFreeFrame(page));
        if (expected == MapError.None)
        {
            _pages.Remove(page.Value);
        }
    }

    /// <summary>
    /// The frames come back in order. Frames that paging had taken now belong to the caller, who frees them.
    /// </summary>
    private void Unmap(PagingModelTests.PagingStep step, Func<Frame[], MapError> unmap)
    {
        MapError expected = CheckAll(step);
        Frame[] frames = new Frame[step.Pages];
        Assert.Equal(expected, unmap(frames));
        for (uint i = 0; i < step.Pages && expected == MapError.None; i++)
        {
            Assert.True(_pages.Remove(step.Page + (i << 12), out Page page));
            Assert.Equal(page.Physical, frames[i].Address.Value);
            if (page.IsOwner)
            {
                world.Frames.Free(frames[i]);
            }
        }
    }

    private MapError ProtectPages(PagingModelTests.PagingStep step)
    {
        MapError error = AreOffered(step.Flags) ? CheckAll(step) : MapError.UnknownFlags;
        for (uint i = 0; i < step.Pages && error == MapError.None; i++)
        {
            uint page = step.Page + (i << 12);
            _pages[page] = _pages[page] with { Flags = step.Flags };
        }

        return error;
    }

    private MapError CheckAll(PagingModelTests.PagingStep step) =>
        ((ulong)step.Page >> 12) + step.Pages > 1 << 20
            ? MapError.OutOfRange
            : Enumerable.Range(0, (int)step.Pages).Select(i => CheckChangeable(step.Page + ((uint)i << 12)))
                .FirstOrDefault(error => error != MapError.None);

    private MapError CheckChangeable(uint page) =>
        page % 4096 != 0 ? MapError.Unaligned
        : page >= 0xFF80_0000 ? MapError.ReservedRegion
        : page < world.IdentityEnd ? MapError.IdentityWindow
        : _pages.ContainsKey(page) ? MapError.None : MapError.NotMapped;

    /// <summary>The directory entries that have a table.</summary>
    private HashSet<uint> Tables() => [.. _firstTables, .. _pages.Keys.Select(page => page >> 22)];

    /// <param name="Physical">First byte of the frame.</param>
    /// <param name="Flags">As asked for.</param>
    /// <param name="IsOwner">The frame was taken for the page.</param>
    /// <param name="WasWritten">The page was written to, so the processor has marked it.</param>
    private readonly record struct Page(uint Physical, PageFlags Flags, bool IsOwner = false, bool WasWritten = false);
}
