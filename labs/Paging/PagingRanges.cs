// The operations of lab 6: ranges across two tables, each possible frame refused, undone when they can't be completed.
using Osmosis.Lab.Checking;
using Osmosis.Labs;

namespace Osmosis.Lab.Paging;

/// <param name="world">Whose pages they are.</param>
/// <param name="answer">What is called.</param>
/// <param name="device">The first frame that ranges are mapped to.</param>
internal sealed class PagingRanges(PagingWorld world, IRanges answer, uint device)
{
    private PagingModel Model => world.Model;

    public IEnumerable<Operation> Operations()
    {
        foreach ((int first, int count) in ((int, int)[])[(0, 2), (1, 2), (0, 3), (2, 1)])
        {
            string page = $"0x{Model.Pages[first]:x8}";
            for (int refused = 0; refused <= 2; refused++)
            {
                int request = refused;
                yield return new Operation(
                    $"MapRange({page}, 0x{device:x8}, {count}, writable: true)" + refused switch
                    {
                        0 => "",
                        1 => " while the 1st request for a frame is refused",
                        _ => " while the 2nd request for a frame is refused",
                    },
                    "MapRange", () => Map(first, count, request, writable: true));
            }

            yield return new Operation($"UnmapRange({page}, {count})", "UnmapRange", () => Unmap(first, count));
        }

        yield return new Operation($"MapRange(0x{Model.Pages[0]:x8}, 0x{device:x8}, 3, writable: false)", "MapRange",
            () => Map(0, 3, 0, writable: false));

        yield return new Operation($"MapRange(0x{Model.Pages[0]:x8}, 0x{device:x8}, 0, writable: true)", "MapRange",
            () => Map(0, 0, 0, writable: true));
    }

    private bool Map(int first, int count, int refused, bool writable)
    {
        int free = refused == 0 ? world.Machine.FreeFrames : Math.Min(world.Machine.FreeFrames, refused - 1);
        int tables = Enumerable.Range(first, count).Where(page => !world.HasTable(page))
            .Select(page => Model.Pages[page] >> 22).Distinct().Count();
        Result expected = Enumerable.Range(first, count).Any(page => Model[page] is not null) ? Result.AlreadyMapped
            : tables > free ? Result.OutOfFrames : Result.Done;
        return world.Try(
            "MapRange", () => answer.MapRange(Model.Pages[first], device, (uint)count, writable), expected, -1, refused,
            () =>
            {
                for (int page = 0; page < count; page++)
                {
                    Model[first + page] = new Mapped(device + ((uint)page << 12), writable);
                }
            });
    }

    private bool Unmap(int first, int count)
    {
        List<uint> frames = [];
        bool isMapped = Enumerable.Range(first, count).All(page => Model[page] is not null);
        return world.Try(
            "UnmapRange", () => answer.UnmapRange(Model.Pages[first], (uint)count),
            isMapped ? Result.Done : Result.NotMapped, -1, 0,
            () =>
            {
                for (int page = first; page < first + count; page++)
                {
                    frames.Add(Model[page]!.Value.Frame >> 12);
                    Model[page] = null;
                }
            },
            () => frames.ForEach(world.ReleaseOfCaller));
    }
}
