using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

// Looking at the blocks from outside: counts and lists of blocks, and which were allocated since a mark.
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    /// <summary>The state and all counters. Walks the blocks.</summary>
    public readonly HeapStatistics Statistics
    {
        get
        {
            HeapBlock block = default;
            BlockTotals totals = default;
            while (TryNextBlock(ref block))
            {
                totals.Count(block.State, block.Size);
            }

            return new HeapStatistics
            {
                Base = new VirtualAddress(Base),
                Limit = new VirtualAddress(Limit),
                Top = new VirtualAddress(_top),
                MappedBytes = MappedBytes,
                FreeBytes = totals.FreeBytes,
                FreeBlocks = totals.FreeBlocks,
                LargestFreeBlock = totals.LargestFree,
                LiveAllocations = Live,
                TotalAllocations = _allocations,
                TotalFrees = _frees,
                FailedAllocations = _failures,
                RefusedFrees = _refusedFrees,
                BlocksSetAside = _setAside,
                DamageReports = _damage.Total,
            };
        }
    }

    /// <summary>The mark in force: blocks allocated from now on carry it. 0 until the first <see cref="SetMark"/>; 1023 at most.</summary>
    public readonly uint Mark => _mark;

    /// <summary>From now on allocations can be told from earlier ones. After 1023 marks the number stays.</summary>
    public uint SetMark()
    {
        if (_mark < uint.MaxValue >> MarkShift)
        {
            _mark++;
        }

        return _mark;
    }

    /// <summary>
    /// Goes to the block above <paramref name="block"/>, or to the first from the default value. False after the last. A block whose header
    /// is damaged is described as well as it can be, and does not end the walk in a checked heap.
    /// </summary>
    public readonly bool TryNextBlock(ref HeapBlock block)
    {
        uint next = block.Address == VirtualAddress.Null ? _first : block.Address.Value + block.Size;
        if (next >= _end)
        {
            return false;
        }

        block = Describe(next);
        return true;
    }
}
