// The use of each frame of memory: the kernel's bitmaps show whether it is free, the page tables and the frames'
// records what it is used for.
using Osmosis.Kernel.Diagnostics;

namespace Osmosis.Snapshot;

/// <summary>Every frame up to the last of memory.</summary>
public sealed class FrameMap
{
    private const byte Usable = 1;
    private readonly FrameUse[] _kinds;
    private readonly KernelSnapshot _snapshot;

    private FrameMap(KernelSnapshot snapshot, int frames) => (_snapshot, _kinds) = (snapshot, new FrameUse[frames]);

    public IReadOnlyList<FrameUse> Kinds => _kinds;

    /// <summary>Frames that are free in the bitmap.</summary>
    public uint FreeInBitmap { get; private set; }

    /// <summary>Frames that the page tables use and the bitmap calls free.</summary>
    public List<uint> UsedAndFree { get; } = [];

    internal static FrameMap Create(KernelSnapshot snapshot, PageTables? tables, FrameRecords? records)
    {
        (int First, int End)[] regions = [.. UsableRegions(snapshot)];
        FrameMap map = new(snapshot, regions.Select(region => region.End).DefaultIfEmpty().Max());
        foreach ((int first, int end) in regions)
        {
            map.Classify(first, end);
        }

        uint kernelEnd = (uint)Math.Min((ulong)map._kinds.Length,
            ((ulong)snapshot.KernelEnd + KernelSnapshot.PageSize - 1) / KernelSnapshot.PageSize);
        for (uint frame = snapshot.KernelStart / KernelSnapshot.PageSize; frame < kernelEnd; frame++)
        {
            map._kinds[frame] = FrameUse.Kernel;
        }

        foreach ((uint frame, FrameUse use) in records?.Uses ?? new Dictionary<uint, FrameUse>())
        {
            map.MarkUse([frame * KernelSnapshot.PageSize], use);
        }

        if (tables is not null)
        {
            map.MarkUse(tables.PagesIn(PageTables.FirstRecords * PageTables.Span,
                (PageTables.FirstRecords + 1) * PageTables.Span).Select(page => page.Entry.Frame), FrameUse.Table);
            map.MarkUse(tables.PagesIn(snapshot.HeapBase, snapshot.HeapLimit).Select(page => page.Entry.Frame),
                FrameUse.Heap);
            map.MarkUse(tables.PagesIn(snapshot.StackBottom, snapshot.StackTop).Select(page => page.Entry.Frame),
                FrameUse.Stack);
            map.MarkUse(tables.Directory.Where(entry => entry.IsPresent).Select(entry => entry.Frame), FrameUse.Table);
        }

        return map;
    }

    private static IEnumerable<(int First, int End)> UsableRegions(KernelSnapshot snapshot)
    {
        for (uint i = 0; i < snapshot.RegionCount; i++)
        {
            uint region = snapshot.Regions + 24 * i;
            if (snapshot.Memory.Bytes(region + 16, 1)[0] == Usable)
            {
                ulong first = (snapshot.Memory.Double(region) + KernelSnapshot.PageSize - 1) / KernelSnapshot.PageSize;
                ulong end = Math.Min(snapshot.Memory.Double(region + 8) / KernelSnapshot.PageSize, 1 << 20);
                if (first < end)
                {
                    yield return ((int)first, (int)end);
                }
            }
        }
    }

    private void Classify(int first, int end)
    {
        uint managed = 0;
        uint free = 0;
        for (int frame = first; frame < end; frame++)
        {
            if (frame == first || frame % 32 == 0)
            {
                uint word = (uint)frame / 32;
                managed = _snapshot.Memory.Word(_snapshot.ManagedFrameBits + word * 4);
                free = _snapshot.Memory.Word(_snapshot.FreeFrameBits + word * 4);
            }

            uint bit = 1u << (frame % 32);
            FreeInBitmap += (free & bit) != 0 ? 1u : 0;
            _kinds[frame] = (free & bit) != 0 ? FrameUse.Free : (managed & bit) != 0 ? FrameUse.Allocated
                : FrameUse.Reserved;
        }
    }

    private void MarkUse(IEnumerable<uint> frames, FrameUse kind)
    {
        foreach (uint address in frames)
        {
            uint frame = address / KernelSnapshot.PageSize;
            if (frame >= _kinds.Length)
            {
                continue;
            }

            if (_kinds[frame] == FrameUse.Free)
            {
                UsedAndFree.Add(address);
            }

            _kinds[frame] = kind;
        }
    }
}
