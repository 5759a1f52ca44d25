using System;

namespace Osmosis.Memory.Paging;

/// <summary>The flag bits of a directory entry or table entry (Intel SDM volume 3, tables 4-5 and 4-6).</summary>
[Flags]
public enum PageFlags : uint
{
    None = 0,

    /// <summary>Bit 0: the entry maps something.</summary>
    Present = 1 << 0,

    /// <summary>Bit 1: writes are allowed. Without it they fault, also in the kernel, as CR0.WP is set (P8).</summary>
    Writable = 1 << 1,

    /// <summary>Bit 2: user mode may use it.</summary>
    User = 1 << 2,

    /// <summary>Bit 3: writes go through the cache.</summary>
    WriteThrough = 1 << 3,

    /// <summary>
    /// Bit 4: not cached. Paging writes no cache back: whoever maps memory so that was used through the cache executes
    /// WBINVD before (Intel SDM volume 3, 12.12.4). Nothing in the kernel does either today.
    /// </summary>
    CacheDisable = 1 << 4,

    /// <summary>Bit 5: the processor used the entry.</summary>
    Accessed = 1 << 5,

    /// <summary>Bit 6, table entries only: the processor wrote to the page.</summary>
    Dirty = 1 << 6,

    /// <summary>Bit 7 of a directory entry: a 4 MiB page. Never set here (L5).</summary>
    LargePage = 1 << 7,

    /// <summary>Bit 8, table entries only: stays in the TLB when CR3 is loaded.</summary>
    Global = 1 << 8,

    /// <summary>
    /// Bit 9, which the processor ignores: the frame was taken for this mapping, and is freed with it.
    /// </summary>
    OwnsFrame = 1 << 9,

    /// <summary>
    /// What a caller of <c>Map</c> may ask for. Present is implied; user mode, large and global pages are not offered.
    /// </summary>
    Requestable = Writable | WriteThrough | CacheDisable,
}
