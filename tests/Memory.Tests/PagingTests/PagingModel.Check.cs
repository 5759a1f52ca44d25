// The facts on which dictionary and world must agree.
using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.PagingTests;

internal sealed partial class PagingModel
{
    private static readonly int StackPages = Enum.GetValues<StackKind>()
        .Sum(kind => (int)(KernelStack.Of(kind).Bytes / MemoryLayout.PageSize));

    private uint _value;

    /// <summary>Checks tables, counters and frames against the dictionary, and uses every page.</summary>
    public void Check()
    {
        IEnumerable<Mapping> expected = _window.Concat(_pages.Select(page => Expected(page.Key, page.Value)));
        List<Mapping> actual = world.OrdinaryMappings();
        if (!expected.SequenceEqual(actual))
        {
            Assert.Fail(
                $"expected {string.Join("; ", expected.Except(actual))}; "
                    + $"got {string.Join("; ", actual.Except(expected))}");
        }

        Assert.Equal(_window.Count + StackPages + _pages.Count, (int)world.Paging.MappedPages);
        HashSet<uint> tables = Tables();
        Assert.True(tables.SetEquals(world.Tables().Keys));
        Assert.Equal((uint)tables.Count, world.Paging.PageTables);
        IEnumerable<Frame> owned = _pages.Values.Where(page => page.IsOwner)
            .Select(page => Frame.Containing(new PhysicalAddress(page.Physical)));
        FrameAccounts.Check(world, [.. owned, .. _taken.Select(Frame.FromNumber)]);
        foreach (uint page in _pages.Keys.Take(12).ToList())
        {
            Use(page);
        }
    }

    private static Mapping Expected(uint page, Page mapping) => new(
        page,
        mapping.Physical,
        mapping.Flags.HasFlag(PageFlags.Writable),
        false,
        mapping.Flags.HasFlag(PageFlags.WriteThrough),
        mapping.Flags.HasFlag(PageFlags.CacheDisable));

    /// <summary>
    /// Writes and reads a page. Its entry must show the requested flags, the processor's marks, and the owner of its
    /// frame.
    /// </summary>
    private void Use(uint page)
    {
        Page mapping = _pages[page];
        Assert.Equal(MapError.None,
            world.Paging.Resolve(new VirtualAddress(page + 0x10), out PhysicalAddress resolved));
        Assert.Equal(mapping.Physical + 0x10, resolved.Value);
        if (mapping.Flags.HasFlag(PageFlags.Writable))
        {
            mapping = _pages[page] = mapping with { WasWritten = true };
            world.Processor.Store(page + 0x10, ++_value);
        }
        else
        {
            world.Processor.Memory.WriteWord(mapping.Physical + 0x10, ++_value);
        }

        Assert.Equal(_value, world.Processor.Load(page + 0x10));
        Assert.Equal(_value, world.Processor.Memory.ReadWord(mapping.Physical + 0x10));
        Assert.True(world.Paging.TryReadEntry(new VirtualAddress(page), out PageTableEntry entry));
        PageFlags noted = PageFlags.Present | PageFlags.Accessed | (mapping.WasWritten ? PageFlags.Dirty : 0)
            | (mapping.IsOwner ? PageFlags.OwnsFrame : 0);
        Assert.Equal(mapping.Flags | noted, entry.Flags);
        Assert.Equal(mapping.IsOwner, world.Paging.OwnsFrame(new VirtualAddress(page)));
    }
}
