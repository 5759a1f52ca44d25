namespace Osmosis.Memory.Heap;

/// <summary>
/// Why the heap refused. Nobody else's block was changed; a <see cref="HeapDamage"/> describes damage that was found.
/// </summary>
public enum HeapError : byte
{
    /// <summary>It was done.</summary>
    None,
    /// <summary>Larger than the heap's window can ever hold, or a product past 2^32 (H1, H7).</summary>
    TooLarge,
    /// <summary>No free block is large enough, and the window is mapped up to its limit (H2).</summary>
    WindowExhausted,
    /// <summary>No free block is large enough, and a page to grow by couldn't be mapped (H3).</summary>
    PageUnavailable,
    /// <summary>The pointer is null or lies outside the heap's window (H4).</summary>
    OutsideWindow,
    /// <summary>The block is free already: a double free (H5).</summary>
    AlreadyFree,
    /// <summary>No allocated block starts at the pointer (H5).</summary>
    NotABlock,
    /// <summary>The block was damaged and is quarantined, or the heap's own bounds are (H5).</summary>
    Damaged,
    /// <summary>The alignment is not a power of two from 1 to the page size (H7).</summary>
    BadAlignment,
}
