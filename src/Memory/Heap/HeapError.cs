namespace Osmosis.Memory.Heap;

/// <summary>Why the heap refused. The blocks of others were not changed; damage that was found is described by a <see cref="HeapDamage"/>.</summary>
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

    /// <summary>The block was damaged, and has been set aside: nobody gets its memory again (H5).</summary>
    Damaged,

    /// <summary>The alignment is not a power of two from 1 to the page size (H7).</summary>
    BadAlignment,
}
