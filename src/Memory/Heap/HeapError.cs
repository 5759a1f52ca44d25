namespace Osmosis.Memory;

/// <summary>Why the heap refused. Nothing was changed, except the count of refusals.</summary>
public enum HeapError : byte
{
    /// <summary>It was done.</summary>
    None,

    /// <summary>Larger than the heap's window can ever hold (H1).</summary>
    TooLarge,

    /// <summary>No free block is large enough, and the window is mapped up to its limit (H2).</summary>
    WindowExhausted,

    /// <summary>No free block is large enough, and a page to grow by couldn't be mapped (H3).</summary>
    PageUnavailable,

    /// <summary>The pointer is null or lies outside the heap's window (H4).</summary>
    OutsideWindow,

    /// <summary>The block is free already.</summary>
    AlreadyFree,

    /// <summary>No allocated block starts at the pointer.</summary>
    NotABlock,
}
