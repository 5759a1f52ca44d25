// What paging should do, said with a dictionary, beside the world where it does it.
using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.PagingTests;

internal enum PagingOperation
{
    Map,
    Unmap,
    MapRange,
    UnmapRange,
    ProtectRange,
}

/// <summary>One call of paging's.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Page">To which page, or from which one up.</param>
/// <param name="Physical">To which frame, or from which one up; for mapping.</param>
/// <param name="Flags">For mapping and protecting.</param>
/// <param name="Pages">How many, for ranges.</param>
/// <param name="NoFrames">Whether every request for a frame fails.</param>
internal sealed record PagingCall(PagingOperation Operation, uint Page, uint Physical, PageFlags Flags, uint Pages, bool NoFrames);

internal sealed class PagingModel(World world)
{
    /// <summary>Memory that tests map: not the frame allocator's.</summary>
    public const uint Device = 0xF0_0000;

    private readonly List<Mapping> _window = world.OrdinaryMappings();
    private readonly HashSet<uint> _firstTables = [.. world.Tables().Keys];
    private readonly SortedDictionary<uint, (uint Physical, PageFlags Flags)> _pages = [];
    private uint _value;

    public void Apply(PagingCall call)
    {
        if (call.NoFrames)
        {
            world.Frames.FailFrom(1);
        }

        VirtualAddress page = new(call.Page);
        PhysicalAddress physical = new(call.Physical);
        switch (call.Operation)
        {
            case PagingOperation.Map:
                Assert.Equal(MapPages(call with { Pages = 1 }), world.Paging.Map(page, physical, call.Flags));
                break;
            case PagingOperation.Unmap:
                uint expected = _pages.TryGetValue(call.Page, out (uint Physical, PageFlags Flags) old) ? old.Physical : 0;
                Assert.Equal(ChangePages(call with { Pages = 1 }, remove: true), world.Paging.Unmap(page, out Frame frame));
                Assert.Equal(expected, frame.Address.Value);
                break;
            case PagingOperation.MapRange:
                Assert.Equal(MapPages(call), world.Paging.MapRange(page, physical, call.Pages, call.Flags));
                break;
            case PagingOperation.UnmapRange:
                Assert.Equal(ChangePages(call, remove: true), world.Paging.UnmapRange(page, call.Pages, default));
                break;
            case PagingOperation.ProtectRange:
                Assert.Equal(ChangePages(call, remove: false), world.Paging.ProtectRange(page, call.Pages, call.Flags));
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

    private MapError MapPages(PagingCall call)
    {
        if (((ulong)call.Page >> 12) + call.Pages > 1 << 20)
        {
            return MapError.OutOfRange;
        }

        SortedDictionary<uint, (uint, PageFlags)> added = [];
        for (uint i = 0; i < call.Pages; i++)
        {
            MapError error = MapError.None;
            uint page = call.Page + (i << 12);
            if (page % 4096 != 0)
            {
                error = MapError.Unaligned;
            }
            else if (((uint)call.Flags & ~0x1Au) != 0)
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
            else if (call.NoFrames && !HasTable(page))
            {
                error = MapError.OutOfFrames;
            }

            if (error != MapError.None)
            {
                return error;
            }

            added.Add(page, (call.Physical + (i << 12), call.Flags));
        }

        foreach ((uint page, (uint, PageFlags) mapping) in added)
        {
            _pages.Add(page, mapping);
        }

        return MapError.None;
    }

    private MapError ChangePages(PagingCall call, bool remove)
    {
        if (!remove && ((uint)call.Flags & ~0x1Au) != 0)
        {
            return MapError.UnknownFlags;
        }

        if (((ulong)call.Page >> 12) + call.Pages > 1 << 20)
        {
            return MapError.OutOfRange;
        }

        uint[] pages = [.. Enumerable.Range(0, (int)call.Pages).Select(i => call.Page + ((uint)i << 12))];
        MapError error = pages.Select(CheckChangeable).FirstOrDefault(found => found != MapError.None);
        foreach (uint page in error == MapError.None ? pages : [])
        {
            if (remove)
            {
                _pages.Remove(page);
            }
            else
            {
                _pages[page] = (_pages[page].Physical, call.Flags);
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
