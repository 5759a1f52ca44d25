// What paging should do, said with a dictionary, beside the world where it does it.
using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.PagingTests;

internal sealed class PagingModel(World world)
{
    /// <summary>Memory that tests map: not the frame allocator's.</summary>
    public const uint Device = 0xF0_0000;

    private readonly List<Mapping> _window = world.OrdinaryMappings();
    private readonly HashSet<uint> _firstTables = [.. world.Tables().Keys];
    private readonly SortedDictionary<uint, (uint Physical, PageFlags Flags)> _pages = [];
    private uint _value;

    public void Apply(PagingModelTests.PagingStep step)
    {
        if (step.NoFrames)
        {
            world.Frames.FailFrom(1);
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
                uint expected = _pages.TryGetValue(step.Page, out (uint Physical, PageFlags Flags) old) ? old.Physical : 0;
                Assert.Equal(ChangePages(step with { Pages = 1 }, remove: true), world.Paging.Unmap(page, out Frame frame));
                Assert.Equal(expected, frame.Address.Value);
                break;
            case PagingModelTests.StepKind.MapRange:
                Assert.Equal(MapPages(step), world.Paging.MapRange(page, physical, step.Pages, step.Flags));
                break;
            case PagingModelTests.StepKind.UnmapRange:
                Assert.Equal(ChangePages(step, remove: true), world.Paging.UnmapRange(page, step.Pages, default));
                break;
            case PagingModelTests.StepKind.ProtectRange:
                Assert.Equal(ChangePages(step, remove: false), world.Paging.ProtectRange(page, step.Pages, step.Flags));
                break;
        }

        world.Frames.FailNever();
    }

    /// <summary>Tables, counters and frames are what the dictionary says; and every page can be used as it says.</summary>
    public void Check()
    {
        List<Mapping> expected = [.. _window, .. _pages.Select(page => Expected(page.Key, page.Value.Physical, page.Value.Flags))];
        List<Mapping> actual = world.OrdinaryMappings();
        Assert.True(expected.SequenceEqual(actual), $"expected {string.Join("; ", expected.Except(actual))}; got {string.Join("; ", actual.Except(expected))}");
        Assert.Equal(_window.Count + (int)MemoryLayout.StackPages + _pages.Count, (int)world.Paging.MappedPages);
        Assert.Equal(_firstTables.Union(_pages.Keys.Select(page => page >> 22)).Order(), world.Tables().Keys);
        Assert.Equal((uint)world.Tables().Count, world.Paging.PageTables);
        FrameAccounts.Check(world);
        foreach ((uint page, (uint physical, PageFlags flags)) in _pages)
        {
            Use(page, physical, flags);
        }
    }

    private static Mapping Expected(uint page, uint physical, PageFlags flags) => new(
        page, physical, flags.HasFlag(PageFlags.Writable), false, flags.HasFlag(PageFlags.WriteThrough), flags.HasFlag(PageFlags.CacheDisable));

    private void Use(uint page, uint physical, PageFlags flags)
    {
        Assert.Equal(MapError.None, world.Paging.Resolve(new VirtualAddress(page + 0x10), out PhysicalAddress resolved));
        Assert.Equal(physical + 0x10, resolved.Value);
        if (flags.HasFlag(PageFlags.Writable))
        {
            world.Processor.Store(page + 0x10, ++_value);
        }
        else
        {
            world.Processor.Memory.WriteWord(physical + 0x10, ++_value);
        }

        Assert.Equal(_value, world.Processor.Load(page + 0x10));
        Assert.Equal(_value, world.Processor.Memory.ReadWord(physical + 0x10));
    }

    private MapError MapPages(PagingModelTests.PagingStep step)
    {
        if (((ulong)step.Page >> 12) + step.Pages > 1 << 20)
        {
            return MapError.OutOfRange;
        }

        SortedDictionary<uint, (uint, PageFlags)> added = [];
        for (uint i = 0; i < step.Pages; i++)
        {
            MapError error = MapError.None;
            uint page = step.Page + (i << 12);
            if (page % 4096 != 0)
            {
                error = MapError.Unaligned;
            }
            else if (((uint)step.Flags & ~0x1Au) != 0)
            {
                error = MapError.UnknownFlags;
            }
            else if (page >= 0xFF80_0000)
            {
                error = MapError.ReservedRegion;
            }
            else if (page < world.IdentityEnd || _pages.ContainsKey(page))
            {
                error = MapError.AlreadyMapped;
            }
            else if (step.NoFrames && !HasTable(page))
            {
                error = MapError.OutOfFrames;
            }

            if (error != MapError.None)
            {
                return error;
            }

            added.Add(page, (step.Physical + (i << 12), step.Flags));
        }

        foreach ((uint page, (uint, PageFlags) mapping) in added)
        {
            _pages.Add(page, mapping);
        }

        return MapError.None;
    }

    private MapError ChangePages(PagingModelTests.PagingStep step, bool remove)
    {
        if (!remove && ((uint)step.Flags & ~0x1Au) != 0)
        {
            return MapError.UnknownFlags;
        }

        if (((ulong)step.Page >> 12) + step.Pages > 1 << 20)
        {
            return MapError.OutOfRange;
        }

        uint[] pages = [.. Enumerable.Range(0, (int)step.Pages).Select(i => step.Page + ((uint)i << 12))];
        MapError error = pages.Select(CheckChangeable).FirstOrDefault(found => found != MapError.None);
        foreach (uint page in error == MapError.None ? pages : [])
        {
            if (remove)
            {
                _pages.Remove(page);
            }
            else
            {
                _pages[page] = (_pages[page].Physical, step.Flags);
            }
        }

        return error;
    }

    private MapError CheckChangeable(uint page) =>
        page % 4096 != 0 ? MapError.Unaligned
        : page >= 0xFF80_0000 ? MapError.ReservedRegion
        : page < world.IdentityEnd ? MapError.IdentityWindow
        : _pages.ContainsKey(page) ? MapError.None : MapError.NotMapped;

    private bool HasTable(uint page) => _firstTables.Contains(page >> 22) || _pages.Keys.Any(mapped => mapped >> 22 == page >> 22);
}
