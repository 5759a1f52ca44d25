// What a program knows of its heap: which blocks it has. How the answer keeps the rest is its own affair.
namespace Osmosis.Lab.Heaps;

internal sealed class HeapModel
{
    private readonly List<Block> _live = [];
    private readonly List<Block> _freed = [];

    /// <summary>The blocks that are handed out, lowest address first.</summary>
    public IReadOnlyList<Block> Live => _live;

    /// <summary>The blocks that were given back and not handed out again, in order of giving back.</summary>
    public IReadOnlyList<Block> Freed => _freed;

    /// <summary>The number of the operation that gave back a block last.</summary>
    public int LastFreeing { get; private set; } = -1;

    public void Add(Block block)
    {
        _freed.RemoveAll(freed => freed.Overlaps(block.Address, block.End));
        _live.Add(block);
        _live.Sort((one, other) => one.Address.CompareTo(other.Address));
    }

    public void Remove(Block block, int operation)
    {
        _live.Remove(block);
        _freed.Add(block);
        LastFreeing = operation;
    }

    /// <summary>The block that is handed out and has a word at an address.</summary>
    public Block? At(uint address)
    {
        foreach (Block block in _live)
        {
            if (block.Overlaps(address, address + 4))
            {
                return block;
            }
        }

        return null;
    }

    /// <summary>The bytes between blocks, and in front of the first and behind the last, as (start, end).</summary>
    public IEnumerable<(uint Start, uint End)> Gaps(uint heapStart, uint heapEnd)
    {
        uint start = heapStart;
        foreach (Block block in _live)
        {
            yield return (start, block.Address);
            start = (block.End + 7) & ~7u;
        }

        yield return (start, heapEnd);
    }

    /// <summary>The sizes of the blocks that are handed out, whatever their places are.</summary>
    public UInt128 SizesDigest()
    {
        UInt128 digest = 0;
        foreach (uint bytes in _live.Select(block => block.Bytes).Order())
        {
            digest = (digest * 1_000_003) + bytes;
        }

        return digest;
    }

    public UInt128 Digest()
    {
        UInt128 digest = 1;
        foreach (Block block in _live)
        {
            digest = (digest * 1_000_003 * 1_000_033) + block.Address + ((UInt128)block.Bytes << 32);
        }

        return digest;
    }

    public Action Save()
    {
        Block[] live = [.. _live], freed = [.. _freed];
        int lastFreeing = LastFreeing;
        return () =>
        {
            _live.Clear();
            _live.AddRange(live);
            _freed.Clear();
            _freed.AddRange(freed);
            LastFreeing = lastFreeing;
        };
    }
}
