using CsCheck;

namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>
/// Random sequences over several spaces and objects against dictionaries of pages (S1–S8). More than 100,000 operations
/// a run.
/// </summary>
[Slow]
public class SpaceModelTests
{
    /// <summary>Pages on both sides of a table's end, at both ends of the program's part, and outside.</summary>
    private static readonly Gen<uint> _page = Gen.Frequency(
        (40, Gen.UInt[0, 7].Select(i => 0x8400u - 4 + i)),
        (10, Gen.UInt[0, 3].Select(i => 0x8800u - 2 + i)),
        (2, Gen.UInt[0, 2].Select(i => SpaceLayout.FirstPage + i)),
        (2, Gen.UInt[0, 2].Select(i => SpaceLayout.EndPage - 3 + i)),
        (1, Gen.OneOf(0u, SpaceLayout.FirstPage - 1, SpaceLayout.EndPage, 0xF_FFFFu)));

    private static readonly Gen<uint> _pages = Gen.Frequency(
        (30, Gen.UInt[1, 5]), (4, Gen.OneOf(1024u, 1030u, 40u)), (1, Gen.OneOf(0u, 0xF_FFFFu, 3000u)));

    private static readonly Gen<Rights> _rights = Gen.OneOf(Rights.None, Rights.Read, Rights.Read | Rights.Write,
        Rights.Write, Rights.Execute);

    private static readonly Gen<SpaceStep> _step = Gen.Select(
        Gen.Frequency(
            (8, Gen.Const(StepKind.Map)), (5, Gen.Const(StepKind.Unmap)), (6, Gen.Const(StepKind.Protect)),
            (3, Gen.Const(StepKind.Discard)),
            (3, Gen.Const(StepKind.Move)), (4, Gen.Const(StepKind.Fork)), (2, Gen.Const(StepKind.Release)),
            (1, Gen.Const(StepKind.SetLength)),
            (2, Gen.Const(StepKind.WriteObject)), (1, Gen.Const(StepKind.ReadObject)), (14, Gen.Const(StepKind.Write)),
            (8, Gen.Const(StepKind.Read))),
        Gen.UInt[0, 3],
        _page,
        _pages,
        _rights,
        Gen.UInt[0, 31],
        Gen.UInt[0, 3],
        _page,
        (kind, space, page, pages, rights, flags, which, place) =>
            new SpaceStep(kind, space, page, pages, rights, flags, which, place));

    public enum StepKind
    {
        Map,
        Unmap,
        Protect,
        Discard,
        Move,
        Fork,
        Release,
        SetLength,
        WriteObject,
        ReadObject,
        Write,
        Read,
    }

    [Fact]
    public void Random_steps_agree_with_dictionaries_of_pages()
    {
        OperationCounter operations = new();
        _step.Array[1, 100].Sample(
            steps =>
            {
                SpaceWorld world = SpaceWorld.Boot();
                SpaceModel model = new(world);
                model.Create();
                model.CreateObject(0x2800, 0);
                model.CreateObject(0x3000, 5);
                for (int i = 0; i < steps.Length; i++)
                {
                    Apply(model, steps[i]);

                    // Looking at everything takes as long as twenty steps.
                    if (i % 20 == 19 || i == steps.Length - 1)
                    {
                        model.Check();
                        world.Check();
                    }
                }

                operations.Add(model.Effects);
                world.ReleaseAll();
                world.Check();
            },
            iter: 5000);
        operations.RequireAtLeast(100_000);
    }

    private static void Apply(SpaceModel model, SpaceStep step)
    {
        uint space = model.Spaces[(int)(step.Space % (uint)model.Spaces.Count)];
        uint index = model.Objects[(int)(step.Which % (uint)model.Objects.Count)];
        uint value = (step.Page << 8) ^ step.Flags ^ (step.Pages << 20) ^ (step.Which << 28) ^ 0x55;
        switch (step.Kind)
        {
            case StepKind.Map:
                model.Map(space, step.ToRegion(index), (Placement)(step.Which % 3));
                break;
            case StepKind.Unmap:
                model.Unmap(space, step.Page, step.Pages);
                break;
            case StepKind.Protect:
                model.Protect(space, step.Page, step.Pages, step.Rights);
                break;
            case StepKind.Discard:
                model.Discard(space, step.Page, step.Pages);
                break;
            case StepKind.Move:
                model.Move(space, step.Page, step.Pages, (step.Flags % 7) + 1, step.Which != 0,
                    step.Which == 2 ? step.Place : 0);
                break;
            case StepKind.Fork when model.MayFork:
                model.Fork(space);
                break;
            case StepKind.Release when model.Spaces.Count > 1:
                model.Release(space);
                break;
            case StepKind.SetLength:
                model.SetLength(index, step.Flags * 0x400);
                break;
            case StepKind.WriteObject:
                model.WriteObject(index, step.Flags % 6, value);
                break;
            case StepKind.ReadObject:
                model.ReadObject(index, step.Flags % 6);
                break;
            case StepKind.Write or StepKind.Read:
                model.Touch(space, step.Page, step.Kind == StepKind.Write ? value : null, byKernel: step.Which == 3);
                break;
        }
    }

    /// <param name="Kind">The operation.</param>
    /// <param name="Space">Which of the spaces.</param>
    /// <param name="Page">The page, or the first of a range.</param>
    /// <param name="Pages">The number of pages, for ranges.</param>
    /// <param name="Rights">For mapping and protecting.</param>
    /// <param name="Flags">Shared, an object, a limit of rights; or a length.</param>
    /// <param name="Which">The object, or the placement.</param>
    /// <param name="Place">Where to move.</param>
    public sealed record SpaceStep(StepKind Kind, uint Space, uint Page, uint Pages, Rights Rights, uint Flags,
        uint Which, uint Place)
    {
        public Region ToRegion(uint index)
        {
            bool hasObject = (Flags & 3) == 0;
            return new Region
            {
                First = Page,
                Pages = Pages,
                Rights = Rights,
                MayHave = (Flags & 16) != 0 ? Rights | Rights.Read : Rights.All,
                Flags = (Flags & 4) != 0 ? RegionFlags.Shared : (Flags & 11) == 9 ? RegionFlags.GrowsDown
                    : RegionFlags.None,
                Object = hasObject ? index : 0,
                Offset = hasObject ? Flags >> 3 : 0,
            };
        }
    }
}
