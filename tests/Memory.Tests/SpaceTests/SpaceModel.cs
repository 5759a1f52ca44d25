// What address spaces must do, page by page, in dictionaries.
namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>
/// A page of a space is what may be done with it, and a value: its own, or that of its object's page. No regions,
/// tables or frames: splitting, joining, sharing and copying can't be seen here, so they must not be seen there. Each
/// operation is done by the core, too, and both must answer alike.
/// </summary>
internal sealed class SpaceModel(SpaceWorld world)
{
    // The program's part and its stacks, as the specification of spaces has them (S1): not as the core does.
    private const uint FirstPage = 0x8000;
    private const uint EndPage = 0xC_0000;
    private const uint StackGap = 256;
    private const uint StackPages = 2048;
    private const int MostSpaces = 4;

    private readonly SortedDictionary<uint, SortedDictionary<uint, ModelPage>> _spaces = [];
    private readonly Dictionary<uint, ModelObject> _objects = [];

    public IReadOnlyList<uint> Spaces => [.. _spaces.Keys];

    public IReadOnlyList<uint> Objects => [.. _objects.Where(entry => entry.Value.IsHeld).Select(entry => entry.Key)];

    /// <summary>Operations that had an effect.</summary>
    public int Effects { get; private set; }

    public bool MayFork => _spaces.Count < MostSpaces;

    public void Create()
    {
        _spaces.Add(world.Create(), []);
        Effects++;
    }

    public void CreateObject(ulong length, uint source)
    {
        Assert.Equal(SpaceError.None, world.Spaces.Objects.Create(length, source, out uint created));
        _objects[created] = new ModelObject
        {
            Length = length,
            Source = source,
            SourceBytes = source == 0 ? 0 : length
        };
        Effects++;
    }

    public void Map(uint space, Region wanted, Placement placement)
    {
        SortedDictionary<uint, ModelPage> pages = _spaces[space];
        SpaceError error = world.Spaces.Map(space, wanted, placement, out uint first);
        bool isInPart = IsInPart(wanted.First, wanted.Pages);
        bool isFree = !Range(wanted.First, wanted.Pages).Any(pages.ContainsKey);
        SpaceError expected = wanted.Pages == 0 || (wanted.Rights & ~wanted.MayHave) != 0
                || (wanted.GrowsDown && (wanted.Object != 0 || wanted.IsShared))
                || (placement != Placement.Anywhere && !isInPart) ? SpaceError.BadRange
            : placement == Placement.OnlyIfFree && !isFree ? SpaceError.Occupied
            : placement == Placement.Anywhere && wanted.Pages > LargestGap(pages) ? SpaceError.NoRoom
            : SpaceError.None;
        if (expected != error && placement == Placement.OnlyIfFree && error == SpaceError.Occupied
            && IsBelowStack(pages, wanted))
        {
            // The pages below a stack are kept free for it.
            return;
        }

        Assert.Equal(expected, error);
        if (error != SpaceError.None)
        {
            return;
        }

        Assert.True(placement == Placement.Anywhere || first == wanted.First);
        Assert.True(placement == Placement.Replace || !Range(first, wanted.Pages).Any(pages.ContainsKey),
            "a region was placed on another");
        uint shown = wanted.Object;
        if (wanted.IsShared && shown == 0)
        {
            shown =
                world.RegionRecords[world.Spaces.Objects.Tables.Regions.Find(world.Spaces[space].Root, first)].Object;
            _objects[shown] = new ModelObject { Length = (ulong)wanted.Pages << 12, IsHeld = false };
        }

        for (uint i = 0; i < wanted.Pages; i++)
        {
            pages[first + i] = new ModelPage(wanted.Rights, wanted.MayHave, wanted.IsShared, shown,
                shown == 0 ? 0 : (wanted.Object == 0 ? 0 : wanted.Offset) + i, wanted.GrowsDown, null);
        }

        Effects++;
    }

    public void Unmap(uint space, uint first, uint count)
    {
        SpaceError error = world.Spaces.Unmap(space, first, count);
        Assert.Equal(IsInPart(first, count) ? SpaceError.None : SpaceError.BadRange, error);
        if (error == SpaceError.None)
        {
            Effects += Remove(_spaces[space], first, count) ? 1 : 0;
        }
    }

    public void Protect(uint space, uint first, uint count, Rights rights)
    {
        SortedDictionary<uint, ModelPage> pages = _spaces[space];
        SpaceError error = world.Spaces.Protect(space, first, count, rights);
        SpaceError expected = IsInPart(first, count) ? SpaceError.None : SpaceError.BadRange;
        for (uint page = first; expected == SpaceError.None && page != first + count; page++)
        {
            if (!pages.TryGetValue(page, out ModelPage? found))
            {
                expected = SpaceError.NoRegion;
            }
            else if ((rights & ~found.MayHave) != 0)
            {
                expected = SpaceError.NotAllowed;
            }
            else
            {
                Effects += found.Rights == rights || page != first ? 0 : 1;
                pages[page] = found with { Rights = rights };
            }
        }

        Assert.Equal(expected, error);
    }

    public void Discard(uint space, uint first, uint count)
    {
        SortedDictionary<uint, ModelPage> pages = _spaces[space];
        SpaceError error = world.Spaces.Discard(space, first, count);
        SpaceError expected = !IsInPart(first, count) ? SpaceError.BadRange
            : Range(first, count).All(pages.ContainsKey) ? SpaceError.None : SpaceError.NoRegion;
        Assert.Equal(expected, error);
        foreach (uint page in Range(first, count)
            .Where(page => expected != SpaceError.BadRange && pages.ContainsKey(page)))
        {
            Effects += pages[page].Value is null ? 0 : 1;
            pages[page] = pages[page] with { Value = null };
        }
    }

    public void Move(uint space, uint first, uint count, uint wanted, bool mayMove, uint place)
    {
        SortedDictionary<uint, ModelPage> pages = _spaces[space];
        Region[] regions = RegionsOf(space);
        SpaceError error = world.Spaces.Move(space, first, count, wanted, mayMove, place, out uint moved);
        bool overlaps = place != 0 && place < first + count && first < place + wanted;
        int at = Array.FindIndex(regions, region => region.Contains(first));
        uint kept = Math.Min(count, wanted);
        if (!IsInPart(first, count) || wanted == 0 || (place != 0 && !IsInPart(place, wanted)) || overlaps)
        {
            Assert.Equal(SpaceError.BadRange, error);
        }
        else if (at < 0)
        {
            Assert.Equal(SpaceError.NoRegion, error);
        }
        else if (place == 0 && wanted <= count)
        {
            // What is let go of may lie in several regions, or in none.
            Assert.Equal((SpaceError.None, first), (error, moved));
            Remove(pages, first + wanted, count - wanted);
            Effects++;
        }
        else if (regions[at].End < first + kept)
        {
            Assert.Equal(SpaceError.SeveralRegions, error);
        }
        else if (place == 0 && !mayMove && error == SpaceError.NoRoom)
        {
            uint more = wanted - count;
            Assert.True(regions[at].End != first + count || first + wanted > EndPage
                || Range(first + count, more).Any(pages.ContainsKey)
                || IsBelowStack(pages, new Region { First = first + count, Pages = more }));
        }
        else
        {
            Assert.Equal(SpaceError.None, error);
            Assert.True(place == 0 || moved == place);
            Assert.True(moved == first || place != 0 || !Range(moved, wanted).Any(pages.ContainsKey),
                "moved onto another region");
            Dictionary<uint, ModelPage> old = Range(0, kept).ToDictionary(i => i, i => pages[first + i]);
            Remove(pages, first, count);
            if (place != 0)
            {
                Remove(pages, place, wanted);
            }

            for (uint i = 0; i < wanted; i++)
            {
                pages[moved + i] = i < count ? old[i]
                    : old[0] with { Value = null, ObjectPage = old[0].Object == 0 ? 0 : old[0].ObjectPage + i };
            }

            Effects++;
        }
    }

    public void Fork(uint space)
    {
        Assert.Equal(SpaceError.None, world.Spaces.Fork(space, out uint copy));
        _spaces.Add(copy, new SortedDictionary<uint, ModelPage>(_spaces[space]));
        Effects++;
    }

    public void Release(uint space)
    {
        world.Spaces.Release(space);
        _spaces.Remove(space);
        Effects++;
    }

    public void SetLength(uint index, ulong length)
    {
        world.Spaces.SetLength(index, length);
        ModelObject changed = _objects[index];
        changed.Length = length;
        changed.SourceBytes = Math.Min(changed.SourceBytes, length);
        foreach (uint page in changed.Values.Keys.Where(page => page >= changed.Pages).ToList())
        {
            changed.Values.Remove(page);
        }

        foreach (SortedDictionary<uint, ModelPage> pages in _spaces.Values)
        {
            foreach (uint page in pages.Keys.Where(page =>
                pages[page].Object == index && pages[page].ObjectPage >= changed.Pages).ToList())
            {
                pages[page] = pages[page] with { Value = null };
            }
        }

        Effects++;
    }

    public void WriteObject(uint index, uint page, uint value)
    {
        uint written = world.Spaces.WriteObject(index, (ulong)page << 12, BitConverter.GetBytes(value));
        ModelObject changed = _objects[index];
        if (changed.HasSource(page) && page == SpaceWorld.UnreadablePage)
        {
            Assert.Equal(0u, written);
            return;
        }

        Assert.Equal(4u, written);
        changed.Values[page] = value;
        changed.Length = Math.Max(changed.Length, ((ulong)page << 12) + 4);
        Effects++;
    }

    public void ReadObject(uint index, uint page)
    {
        byte[] bytes = new byte[4];
        uint read = world.Spaces.ReadObject(index, (ulong)page << 12, bytes);
        ModelObject found = _objects[index];
        bool isThere = found.Has(page);
        Assert.Equal(isThere ? (uint)Math.Min(4, found.Length - ((ulong)page << 12)) : 0, read);
        if (isThere && read == 4)
        {
            Assert.Equal(found.ValueOf(page), BitConverter.ToUInt32(bytes));
        }
    }

    /// <summary>The program reads, or writes a value.</summary>
    public void Touch(uint space, uint page, uint? write, bool byKernel)
    {
        uint address = page << 12;
        uint value = 0;
        SpaceError error;
        ModelPage? stack = StackAbove(space, page);
        if (byKernel)
        {
            byte[] bytes = write is uint given ? BitConverter.GetBytes(given) : new byte[4];
            error = write is null
                ? world.Spaces.CopyIn(space, new VirtualAddress(address), bytes, out uint done)
                : world.Spaces.CopyOut(space, new VirtualAddress(address), bytes, out done);
            Assert.Equal(error == SpaceError.None ? 4u : 0, done);
            value = BitConverter.ToUInt32(bytes);
        }
        else
        {
            error = write is uint given
                ? world.TryWrite(space, address, given) : world.TryRead(space, address, out value);
        }

        ModelPage? target = _spaces[space].GetValueOrDefault(page) ?? stack;
        Assert.Equal(ExpectedOf(target, write is not null), error);
        GrowStack(_spaces[space], page, error);
        if (error == SpaceError.None)
        {
            if (write is uint written)
            {
                Write(space, page, written);
            }
            else
            {
                Assert.Equal(ValueOf(_spaces[space][page]), value);
            }

            Effects++;
        }
    }

    /// <summary>
    /// Compares every page of every space with the tables: a page that is there has the model's value, one that is not
    /// has none of its own.
    /// </summary>
    public void Check()
    {
        CheckObjects();
        foreach ((uint space, SortedDictionary<uint, ModelPage> pages) in _spaces)
        {
            Assert.True(
                pages.Keys.SequenceEqual(RegionsOf(space).SelectMany(region => Range(region.First, region.Pages))),
                "the regions have other pages");
            foreach ((uint page, ModelPage expected) in pages)
            {
                uint entry = EntryOf(space, page);
                if (entry != 0)
                {
                    uint found = world.Processor.Memory.ReadWord(entry & ~0xFFFu);
                    if (found != ValueOf(expected))
                    {
                        Assert.Fail(
                            $"space {space}, page 0x{page:x}: 0x{found:x} where 0x{ValueOf(expected):x} must be");
                    }
                }
                else if (expected.Value is not (null or 0))
                {
                    Assert.Fail($"space {space}, page 0x{page:x}: nothing where 0x{expected.Value:x} must be");
                }
            }
        }
    }

    /// <summary>Remembers what the model knows: calling the result goes back to that.</summary>
    public Action Save()
    {
        List<(uint, SortedDictionary<uint, ModelPage>)> spaces =
            [.. _spaces.Select(space => (space.Key, new SortedDictionary<uint, ModelPage>(space.Value)))];
        List<(uint, ModelObject)> objects = [.. _objects.Select(found => (found.Key, found.Value.Copy()))];
        return () =>
        {
            _spaces.Clear();
            _objects.Clear();
            spaces.ForEach(space => _spaces.Add(space.Item1, new SortedDictionary<uint, ModelPage>(space.Item2)));
            objects.ForEach(found => _objects.Add(found.Item1, found.Item2.Copy()));
        };
    }

    /// <summary>An object is held by the regions that show it, and by the test.</summary>
    private void CheckObjects()
    {
        foreach (uint index in Objects)
        {
            uint regions = (uint)_spaces.Keys.Sum(space => RegionsOf(space).Count(region => region.Object == index));
            Assert.Equal((regions, regions + 1),
                (world.ObjectRecords[index].Regions, world.ObjectRecords[index].References));
            for (uint page = _objects[index].Pages; page < 16; page++)
            {
                if (world.Spaces.Objects.TryFind(index, page, out _))
                {
                    Assert.Fail($"page {page} of object {index} lies past its end");
                }
            }
        }
    }

    private static bool IsInPart(uint first, uint pages) =>
        pages != 0 && first >= FirstPage && (ulong)first + pages <= EndPage;

    private static IEnumerable<uint> Range(uint first, uint count)
    {
        for (uint i = 0; i < count; i++)
        {
            yield return first + i;
        }
    }

    private static bool Remove(SortedDictionary<uint, ModelPage> pages, uint first, uint count) =>
        Range(first, count).Count(pages.Remove) != 0;

    /// <summary>The most pages that fit between regions, the gaps below stacks left out.</summary>
    private static uint LargestGap(SortedDictionary<uint, ModelPage> pages)
    {
        uint largest = 0;
        uint end = FirstPage;
        foreach ((uint page, ModelPage found) in pages)
        {
            uint low = found.GrowsDown ? page - StackGap : page;
            largest = Math.Max(largest, low - Math.Min(low, end));
            end = page + 1;
        }

        return Math.Max(largest, EndPage - end);
    }

    private static bool IsBelowStack(SortedDictionary<uint, ModelPage> pages, Region wanted) =>
        pages.Any(page => page.Value.GrowsDown && page.Key >= wanted.First && page.Key < wanted.End + StackGap);

    private SpaceError ExpectedOf(ModelPage? found, bool isWrite) =>
        found is null ? SpaceError.NoRegion
        : (isWrite ? (found.Rights & Rights.Write) == 0 : found.Rights == Rights.None) ? SpaceError.NotAllowed
        : found.Value is not null || found.Object == 0 ? SpaceError.None
        : _objects[found.Object].Has(found.ObjectPage) ? SpaceError.None
        : SpaceError.PastEnd;

    /// <summary>A page of the stack that may grow down to a page.</summary>
    private ModelPage? StackAbove(uint space, uint page)
    {
        SortedDictionary<uint, ModelPage> pages = _spaces[space];
        uint above = pages.Keys.FirstOrDefault(key => key >= page);
        uint below = pages.Keys.LastOrDefault(key => key < page);
        if (above == 0 || above == page || !pages[above].GrowsDown || page < FirstPage)
        {
            return null;
        }

        uint end = RegionsOf(space).Single(region => region.Contains(above)).End;
        bool owesGap = below != 0 && !pages[below].GrowsDown && pages[below].Rights != Rights.None;
        return end - page <= StackPages && (!owesGap || page - (below + 1) >= StackGap) ? pages[above] : null;
    }

    private uint ValueOf(ModelPage page) =>
        page.Value ?? (page.Object == 0 ? 0 : _objects[page.Object].ValueOf(page.ObjectPage));

    private void Write(uint space, uint page, uint value)
    {
        ModelPage found = _spaces[space][page];
        if (found.IsShared)
        {
            _objects[found.Object].Values[found.ObjectPage] = value;
        }
        else
        {
            _spaces[space][page] = found with { Value = value };
        }
    }

    /// <summary>A touch below a stack that was granted has made it larger.</summary>
    private static void GrowStack(SortedDictionary<uint, ModelPage> pages, uint page, SpaceError error)
    {
        if (error != SpaceError.None || pages.ContainsKey(page))
        {
            return;
        }

        (uint lowest, ModelPage stack) = pages.First(entry => entry.Key > page);
        for (; page < lowest; page++)
        {
            pages[page] = stack with { Value = null };
        }
    }

    private Region[] RegionsOf(uint space)
    {
        List<Region> regions = [];
        RegionSet<TestSpaceMachine> set = world.Spaces.Objects.Tables.Regions;
        for (uint region = set.FindFrom(world.Spaces[space].Root, 0); region != 0;
            region = set.FindFrom(world.Spaces[space].Root, set[region].End))
        {
            regions.Add(set[region]);
        }

        return [.. regions];
    }

    private uint EntryOf(uint space, uint page)
    {
        uint above = world.Processor.Memory.ReadWord(world.Spaces[space].Directory.Address.Value + ((page >> 10) << 2));
        return (above & 1) == 0 ? 0 : world.Processor.Memory.ReadWord((above & ~0xFFFu) + ((page & 1023) << 2));
    }
}

/// <param name="Rights">What may be done.</param>
/// <param name="MayHave">What may be allowed.</param>
/// <param name="IsShared">Writes reach the object.</param>
/// <param name="Object">The object; 0 for none.</param>
/// <param name="ObjectPage">Its page.</param>
/// <param name="GrowsDown">The page is a stack's.</param>
/// <param name="Value">The space's own value; null while it has none.</param>
internal sealed record ModelPage(Rights Rights, Rights MayHave, bool IsShared, uint Object, uint ObjectPage,
    bool GrowsDown, uint? Value);

internal sealed class ModelObject
{
    public ulong Length { get; set; }

    public uint Source { get; init; }

    /// <summary>How many of its first bytes are the source's.</summary>
    public ulong SourceBytes { get; set; }

    /// <summary>Whether a test holds it, beside the regions.</summary>
    public bool IsHeld { get; init; } = true;

    public Dictionary<uint, uint> Values { get; private init; } = [];

    public uint Pages => (uint)((Length + 0xFFF) >> 12);

    public bool Has(uint page) => page < Pages && !(HasSource(page) && page == SpaceWorld.UnreadablePage);

    public bool HasSource(uint page) => ((ulong)page << 12) < SourceBytes;

    public uint ValueOf(uint page) =>
        Values.TryGetValue(page, out uint value) ? value : !HasSource(page) ? 0 : SpaceWorld.SourceWord(Source, page);

    public ModelObject Copy() =>
        new()
        {
            Length = Length,
            Source = Source,
            SourceBytes = SourceBytes,
            IsHeld = IsHeld,
            Values = new Dictionary<uint, uint>(Values)
        };
}
