// Address spaces of a few pages, with everything that can be done to them.
using Osmosis.Memory.Tests.SpaceTests;

namespace Osmosis.Memory.Tests.SmallWorlds;

/// <summary>
/// Three small worlds of address spaces, against the model of pages. What a page holds is one of two values, so that
/// states meet again.
/// </summary>
internal sealed class SpaceSmallWorld : ISmallWorld
{
    /// <summary>The last page below one directory entry; its successors lie below the next.</summary>
    private const uint Boundary = 0x8400;

    private readonly SpaceWorld _world = SpaceWorld.Boot();
    private readonly SpaceModel _model;

    private SpaceSmallWorld()
    {
        _model = new SpaceModel(_world);
        _model.Create();
    }

    public IReadOnlyList<Operation> Operations { get; private set; } = [];

    /// <summary>One space, five pages across two tables, three kinds of memory, three rights.</summary>
    public static ISmallWorld OneSpace()
    {
        SpaceSmallWorld world = new();
        world._model.CreateObject(0x3000, 0);
        List<Operation> operations = [];
        uint[] pages = [Boundary - 2, Boundary - 1, Boundary, Boundary + 1, Boundary + 2];
        Rights[] rights = [Rights.None, Rights.Read, Rights.Read | Rights.Write];
        foreach (Rights right in rights)
        {
            operations.AddRange(world.MapsOf(right, pages[0], 3));
            operations.AddRange(world.MapsOf(right, pages[2], 2));
            operations.Add(world.Do($"protect the middle: {right}", model => model.Protect(1, pages[1], 3, right)));
            operations.Add(world.Do($"protect the last: {right}", model => model.Protect(1, pages[4], 1, right)));
        }

        operations.Add(world.Do("map the last page of all",
            model => model.Map(1, SpaceWorld.Anonymous(SpaceLayout.EndPage - 1, 1), Placement.Replace)));
        operations.Add(world.Do("unmap the middle", model => model.Unmap(1, pages[2], 1)));
        operations.Add(world.Do("unmap the lower two", model => model.Unmap(1, pages[0], 2)));
        operations.Add(world.Do("unmap all", model => model.Unmap(1, pages[0], 5)));
        operations.Add(world.Do("discard the middle", model => model.Discard(1, pages[1], 2)));
        operations.Add(world.Do("move one up", model => model.Move(1, pages[1], 1, 1, true, pages[4])));
        operations.Add(world.Do("move two down and grow", model => model.Move(1, pages[3], 2, 3, true, pages[0])));
        operations.Add(world.Do("grow where it is", model => model.Move(1, pages[0], 1, 2, false, 0)));
        operations.AddRange(world.Touches(1, [pages[1], pages[2]]));
        world.Operations = operations;
        return world;
    }

    /// <summary>Up to three spaces related by fork, with three pages across two tables.</summary>
    public static ISmallWorld Family()
    {
        SpaceSmallWorld world = new();
        uint[] pages = [Boundary - 1, Boundary, Boundary + 1];
        world._model.Map(1, SpaceWorld.Anonymous(pages[0], 3), Placement.OnlyIfFree);
        List<Operation> operations = [];
        for (uint space = 1; space <= 3; space++)
        {
            uint which = space;
            operations.AddRange(world.Touches(which, pages));
            operations.Add(
                world.Do($"{which} forks", model => model.Fork(which), model => model.Spaces.Count < 3, which));
            operations.Add(
                world.Do($"{which} ends", model => model.Release(which), model => model.Spaces.Count > 1, which));
            operations.Add(
                world.Do($"{which} unmaps the first", model => model.Unmap(which, pages[0], 1), null, which));
            operations.Add(
                world.Do($"{which} unmaps the upper two", model => model.Unmap(which, pages[1], 2), null, which));
            operations.Add(world.Do($"{which} maps all anew",
                model => model.Map(which, SpaceWorld.Anonymous(pages[0], 3), Placement.Replace), null, which));
            operations.Add(world.Do($"{which} makes the middle read-only",
                model => model.Protect(which, pages[1], 1, Rights.Read), null, which));
            operations.Add(world.Do($"{which} makes all writable",
                model => model.Protect(which, pages[0], 3, Rights.Read | Rights.Write), null, which));
            operations.Add(world.Do($"{which} makes all inaccessible",
                model => model.Protect(which, pages[0], 3, Rights.None), null, which));
            operations.Add(
                world.Do($"{which} discards the last", model => model.Discard(which, pages[2], 1), null, which));
            operations.Add(world.Do($"{which} moves the first",
                model => model.Move(which, pages[0], 1, 1, true, pages[2]), null, which));
        }

        world.Operations = operations;
        return world;
    }

    /// <summary>An object of three pages, mapped privately and shared by two spaces, truncated and grown.</summary>
    public static ISmallWorld MappedObject()
    {
        SpaceSmallWorld world = new();
        world._model.CreateObject(0x2000, 3);
        uint index = world._model.Objects[0];
        Region shared = new()
        {
            First = Boundary - 1,
            Pages = 2,
            Object = index,
            Rights = Rights.Read | Rights.Write,
            MayHave = Rights.All,
            Flags = RegionFlags.Shared
        };
        Region own = shared with { First = Boundary + 1, Flags = RegionFlags.None, Offset = 1 };
        world._model.Map(1, shared, Placement.OnlyIfFree);
        world._model.Map(1, own, Placement.OnlyIfFree);
        List<Operation> operations = [];
        for (uint space = 1; space <= 2; space++)
        {
            uint which = space;
            operations.AddRange(world.Touches(which, [Boundary - 1, Boundary, Boundary + 1]));
            operations.Add(
                world.Do($"{which} forks", model => model.Fork(which), model => model.Spaces.Count < 2, which));
            operations.Add(
                world.Do($"{which} ends", model => model.Release(which), model => model.Spaces.Count > 1, which));
            operations.Add(
                world.Do($"{which} unmaps the middle", model => model.Unmap(which, Boundary, 2), null, which));
            operations.Add(
                world.Do($"{which} discards all", model => model.Discard(which, Boundary - 1, 4), null, which));
        }

        foreach (uint length in (uint[])[0, 0x1000, 0x1800, 0x3000])
        {
            operations.Add(world.Do($"the length becomes 0x{length:x}", model => model.SetLength(index, length)));
        }

        operations.Add(world.Do("the first page is written", model => model.WriteObject(index, 0, 9)));
        operations.Add(world.Do("the second page is read", model => model.ReadObject(index, 1)));
        world.Operations = operations;
        return world;
    }

    public UInt128 Digest() =>
        SpaceDigest.Of(_world, [.. Enumerable.Range(1, 3).Select(i => _model.Spaces.Contains((uint)i) ? (uint)i : 0)],
            _model.Objects);

    public void Check()
    {
        _model.Check();
        _world.Check();
    }

    public Action Save() => _world.Save() + _model.Save();

    private IEnumerable<Operation> MapsOf(Rights rights, uint first, uint pages)
    {
        Region region = SpaceWorld.Anonymous(first, pages, rights);
        Region own = region with { Object = _model.Objects[0], Offset = 1 };
        yield return Do($"map {pages} anonymous at 0x{first:x}: {rights}",
            model => model.Map(1, region, Placement.Replace));
        yield return Do($"map {pages} of the object at 0x{first:x}: {rights}",
            model => model.Map(1, own, Placement.Replace));
        yield return Do($"map {pages} of the object at 0x{first:x}, shared: {rights}",
            model => model.Map(1, own with { Flags = RegionFlags.Shared }, Placement.Replace));
    }

    private IEnumerable<Operation> Touches(uint space, uint[] pages)
    {
        foreach (uint page in pages)
        {
            yield return Do($"{space} reads 0x{page:x}", model => model.Touch(space, page, null, byKernel: false), null,
                space);
            yield return Do($"{space} writes 0x{page:x}", model => model.Touch(space, page, space + 4, byKernel: false),
                null, space);
        }

        yield return Do($"the kernel writes 0x{pages[0]:x} of {space}",
            model => model.Touch(space, pages[0], 1, byKernel: true), null, space);
    }

    private Operation Do(string name, Action<SpaceModel> act, Func<SpaceModel, bool>? isPossible = null,
        uint space = 1) => new(name, () =>
        {
            if (!_model.Spaces.Contains(space) || isPossible?.Invoke(_model) == false)
            {
                return false;
            }

            act(_model);
            return true;
        });
}
