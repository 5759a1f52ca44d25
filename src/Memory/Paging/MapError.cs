namespace Osmosis.Memory.Paging;

/// <summary>Why paging refused. Whatever the reason, nothing was changed.</summary>
public enum MapError : byte
{
    /// <summary>It was done.</summary>
    None,

    /// <summary>An address is not the first byte of a page or frame (P2).</summary>
    Unaligned,

    /// <summary>A flag that can't be asked for (P2): see <see cref="PageFlags.Requestable"/>.</summary>
    UnknownFlags,

    /// <summary>The page lies in the scratch slot or the recursive slot (P2).</summary>
    ReservedRegion,

    /// <summary>The page lies in the identity window, which stays whole (L2).</summary>
    IdentityWindow,

    /// <summary>The page is mapped already; the mapping stays as it was (P2).</summary>
    AlreadyMapped,

    /// <summary>The page is not mapped (P3, P4).</summary>
    NotMapped,

    /// <summary>A page table is needed, and no frame is free (P5).</summary>
    OutOfFrames,

    /// <summary>
    /// The range reaches past the end of the 4 GiB, or the span for its frames is of another length (P6).
    /// </summary>
    OutOfRange,

    /// <summary>The frame was not taken for the mapping, and so can't be freed with it.</summary>
    FrameNotOwned,
}
