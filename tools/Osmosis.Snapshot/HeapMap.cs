// The heap's blocks, walked from outside as docs/SNAPSHOT.md describes them.
using System.Numerics;

namespace Osmosis.Snapshot;

public enum BlockState : byte
{
    /// <summary>The free memory above the last block, which has no header.</summary>
    Top,
    Free,
    Allocated,
    Quarantined,

    /// <summary>Not a header written by the heap.</summary>
    Damaged,
}

/// <param name="Address">Of the header.</param>
/// <param name="Size">Bytes of the whole block.</param>
/// <param name="Requested">Bytes asked for; 0 when that isn't known.</param>
/// <param name="AllocatedBy">Code address; 0 when that isn't known.</param>
public sealed record HeapBlock(uint Address, uint Size, BlockState State, uint Requested = 0, uint AllocatedBy = 0);

public sealed class HeapMap
{
    private const uint Multiplier = 0x9E3779B1;
    private const uint SmallestPlain = 16;
    private const uint SmallestChecked = 32;
    private const uint CheckedHeader = 20;

    private readonly KernelSnapshot _snapshot;
    private readonly Dictionary<uint, uint> _frames;

    private HeapMap(KernelSnapshot snapshot, Dictionary<uint, uint> frames) =>
        (_snapshot, _frames) = (snapshot, frames);

    /// <summary>From the lowest address up; the top last, if it isn't empty.</summary>
    public IReadOnlyList<HeapBlock> Blocks { get; private set; } = [];

    /// <summary>Reads the heap's pages, and walks the blocks.</summary>
    public static async Task<HeapMap> ReadAsync(KernelSnapshot snapshot, PageTables tables, CancellationToken cancel)
    {
        Dictionary<uint, uint> frames = tables.PagesIn(snapshot.HeapBase, snapshot.HeapLimit)
            .ToDictionary(page => page.Virtual, page => page.Entry.Frame);
        (uint Start, uint End) run = default;
        foreach (uint frame in frames.Values.Order().Append(uint.MaxValue))
        {
            if (frame != run.End && run.End != run.Start)
            {
                await snapshot.Memory.AddAsync(run.Start, (int)(run.End - run.Start), cancel);
            }

            run = frame == run.End
                ? (run.Start, frame + KernelSnapshot.PageSize) : (frame, frame + KernelSnapshot.PageSize);
        }

        HeapMap map = new(snapshot, frames);
        map.Blocks = [.. map.Walk()];
        return map;
    }

    // Headers and bounds may be damaged. Whatever they hold, the walk stays between the window's bounds and ends.
    private IEnumerable<HeapBlock> Walk()
    {
        uint block = _snapshot.HeapBase + 4;
        uint end = Math.Clamp(_snapshot.HeapEnd, block, _snapshot.HeapLimit);
        uint top = Math.Clamp(_snapshot.HeapTop, block, end);
        while (block < top)
        {
            uint start = block;
            if (IsSound(block, top))
            {
                yield return Describe(block);
                block += Size(block);
                continue;
            }

            while (block < top && !IsSound(block, top))
            {
                block += 8;
            }

            block = Math.Min(block, top);
            yield return new HeapBlock(start, block - start, BlockState.Damaged);
        }

        if (top < end)
        {
            yield return new HeapBlock(top, end - top, BlockState.Top);
        }
    }

    private HeapBlock Describe(uint block)
    {
        uint header = Word(block);
        BlockState state = (header & 1) != 0 ? BlockState.Free : (header & 4) != 0 ? BlockState.Quarantined
            : BlockState.Allocated;
        return _snapshot.IsHeapChecked
            ? new HeapBlock(block, Size(block), state, Word(block + 8) & 0x3F_FFFF, Word(block + 12))
            : new HeapBlock(block, Size(block), state);
    }

    private bool IsSound(uint block, uint top)
    {
        // The longest header, or nothing of it, lies in mapped memory.
        if (!IsMapped(block) || (_snapshot.IsHeapChecked && !IsMapped(block + CheckedHeader - 4)))
        {
            return false;
        }

        uint size = Size(block);
        if (size < (_snapshot.IsHeapChecked ? SmallestChecked : SmallestPlain) || size > top - block)
        {
            return false;
        }

        uint header = Word(block);
        if (!_snapshot.IsHeapChecked)
        {
            return (header & 4) == 0;
        }

        uint seal = (_snapshot.HeapSalt ^ block ^ header) * Multiplier;
        seal = Mix(seal ^ Word(block + 8));
        seal = Mix(seal ^ Word(block + 12));
        return Word(block + 4) == Mix(seal ^ Word(block + 16));
    }

    private uint Size(uint block) => Word(block) & ~7u;

    private static uint Mix(uint mix) => BitOperations.RotateLeft(mix * Multiplier, 16) * Multiplier;

    private bool IsMapped(uint address) => _frames.ContainsKey(address & ~(KernelSnapshot.PageSize - 1));

    private uint Word(uint address) => _frames.TryGetValue(address & ~(KernelSnapshot.PageSize - 1), out uint frame)
        ? _snapshot.Memory.Word(frame + address % KernelSnapshot.PageSize)
        : throw new SnapshotException($"the heap's block at v0x{address:x8} lies in a page that is not mapped");
}
