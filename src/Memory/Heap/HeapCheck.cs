namespace Osmosis.Memory;

/// <summary>What a whole-heap check found to be wrong.</summary>
public enum HeapFault : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A header holds bits or a size that no block has, or reaches past the end.</summary>
    HeaderInvalid,

    /// <summary>A header says of the block below it what that block doesn't say of itself.</summary>
    NeighbourDisagrees,

    /// <summary>The footer of a free block is not its size.</summary>
    FooterWrong,

    /// <summary>Two free blocks lie side by side (H6).</summary>
    NotMerged,

    /// <summary>The end mark is damaged.</summary>
    EndMarkWrong,

    /// <summary>A free list holds a block that is not free, or is of another class, or whose links are wrong.</summary>
    ListWrong,

    /// <summary>The blocks and a counter don't agree.</summary>
    CounterWrong,
}

/// <summary>The outcome of a whole-heap check (H8).</summary>
public readonly struct HeapCheck
{
    public readonly HeapFault Fault;

    /// <summary>The block where it was found; null when a counter is wrong.</summary>
    public readonly VirtualAddress Block;

    public HeapCheck(HeapFault fault, uint block)
    {
        Fault = fault;
        Block = new VirtualAddress(block);
    }
}
