// The small worlds, and how deep they are searched.
namespace Osmosis.Memory.Tests.SmallWorlds;

/// <param name="Boot">Makes it.</param>
/// <param name="Depth">Operations of the longest sequences in the ordinary run.</param>
/// <param name="LongDepth">The same in the long run.</param>
/// <param name="IsOfSpaces">Whether it is one of address spaces.</param>
internal sealed record SmallWorld(Func<ISmallWorld> Boot, int Depth, int LongDepth, bool IsOfSpaces = false)
{
    public static IReadOnlyDictionary<string, SmallWorld> All { get; } = new Dictionary<string, SmallWorld>
    {
        ["six frames"] = new(() => new FrameWorld(), 40, 40),
        ["paging"] = new(() => new PagingWorld(), 4, 6),
        ["plain heap at the start of its window"] = new(HeapSmallWorld<PlainBlocks>.AtStart, 4, 5),
        ["plain heap at the end of its window"] = new(HeapSmallWorld<PlainBlocks>.AtEnd, 4, 5),
        ["checked heap at the start of its window"] = new(HeapSmallWorld<CheckedBlocks>.AtStart, 4, 5),
        ["checked heap at the end of its window"] = new(HeapSmallWorld<CheckedBlocks>.AtEnd, 4, 5),
        ["one address space"] = new(SpaceSmallWorld.OneSpace, 3, 5, IsOfSpaces: true),
        ["address spaces related by fork"] = new(SpaceSmallWorld.Family, 4, 6, IsOfSpaces: true),
        ["an object mapped twice"] = new(SpaceSmallWorld.MappedObject, 4, 7, IsOfSpaces: true),
    };
}
