using System;

namespace Osmosis.Memory;

/// <summary>
/// Where everything lies in the kernel's 4 GiB of virtual addresses. All values are bytes unless named otherwise.
/// <code>
/// 0x00000000 ┬ identity window [0, W)           every page maps to itself (L1, L2)
/// W          ┼ heap window [W, W + HeapMaxSize) mapped on demand (L4, H2)
/// 0x08000000 ┼ a program's part; in the kernel's own address space, pages that somebody asks for
/// 0xC0000000 ┼ unused, for pages that somebody asks for
/// 0xF8000000 ┼ the address spaces' records (S1), 48 MiB
/// 0xFF800000 ┼ entry 1022: scratch page; the kernel's stacks, each between guard pages (KernelStack); frame windows
/// 0xFFC00000 ┴ entry 1023: page tables, seen through the recursive entry
/// </code>
/// </summary>
public static class MemoryLayout
{
    /// <summary>Bytes in a page and in a frame (L5: no other size is used).</summary>
    public const uint PageSize = 4096;

    /// <summary>log2 of <see cref="PageSize"/>.</summary>
    public const int PageShift = 12;

    /// <summary>The bits of an address inside its page.</summary>
    public const uint PageOffsetMask = PageSize - 1;

    /// <summary>Entries in the page directory and in each page table.</summary>
    public const uint EntriesPerTable = 1024;

    /// <summary>Frames in the 4 GiB that 32-bit paging can address.</summary>
    public const uint FrameCount = 1u << 20;

    /// <summary>The identity window is never larger (L1, IDENTITY_MAP_LIMIT).</summary>
    public const uint IdentityMapLimit = 64u << 20;

    /// <summary>Where a program's part of an address space starts (S1).</summary>
    public const uint ProgramStart = 0x0800_0000;

    /// <summary>Where it ends. What lies above is the kernel's, for the supervisor only.</summary>
    public const uint ProgramEnd = 0xC000_0000;

    /// <summary>
    /// Where the records of frames, regions and address spaces start. Pages are mapped there as they are needed, below
    /// tables that every address space has.
    /// </summary>
    public const uint Records = 0xF800_0000;

    /// <summary>Where they end.</summary>
    public const uint RecordsEnd = Records + (48u << 20);

    /// <summary>Bytes that one page table maps.</summary>
    public const uint TableSpan = PageSize * EntriesPerTable;

    /// <summary>The identity window is never smaller (L1).</summary>
    public const uint IdentityMapMinimum = 16u << 10;

    /// <summary>Size of the heap window (L4, HEAP_MAX_SIZE).</summary>
    public const uint HeapMaxSize = 2u << 20;

    /// <summary>
    /// Frames below this address are never handed out (F1): the BIOS, its data and video memory live there.
    /// </summary>
    public const uint LowMemoryEnd = 1u << 20;

    /// <summary>
    /// Directory entry whose table holds the scratch page and the kernel's stacks. The table is there from boot and
    /// never goes.
    /// </summary>
    public const uint ScratchSlot = 1022;

    /// <summary>Directory entry that points at the directory itself.</summary>
    public const uint RecursiveSlot = 1023;

    /// <summary>First address of entry 1022.</summary>
    public const uint ScratchSlotBase = ScratchSlot << 22;

    /// <summary>The one page through which any frame can be seen for a moment.</summary>
    public const uint ScratchPage = ScratchSlotBase;

    /// <summary>Never mapped: running off the low end of the kernel stack faults here (E4).</summary>
    public const uint StackGuardLow = ScratchPage + PageSize;

    /// <summary>Lowest address of the kernel stack.</summary>
    public const uint StackBottom = StackGuardLow + PageSize;

    /// <summary>Pages of the kernel stack.</summary>
    public const uint StackPages = 8;

    /// <summary>One past the highest address of the kernel stack: the first value of ESP.</summary>
    public const uint StackTop = StackBottom + (StackPages * PageSize);

    /// <summary>Never mapped: running off the high end of the kernel stack faults here.</summary>
    public const uint StackGuardHigh = StackTop;

    /// <summary>
    /// The first of <see cref="FrameWindowCount"/> pages through which address spaces see frames that are mapped
    /// nowhere else.
    /// </summary>
    public const uint FrameWindows = ScratchSlotBase + (64 * PageSize);

    /// <summary>How many windows there are.</summary>
    public const uint FrameWindowCount = 3;

    /// <summary>
    /// First address of entry 1023: table entry (d, t) lies at RecursiveBase + (d &lt;&lt; 12) + (t &lt;&lt; 2).
    /// </summary>
    public const uint RecursiveBase = RecursiveSlot << 22;

    /// <summary>
    /// The directory as seen through the recursive entry: entry d lies at DirectoryWindow + (d &lt;&lt; 2).
    /// </summary>
    public const uint DirectoryWindow = RecursiveBase + (RecursiveSlot << PageShift);

    /// <summary>
    /// The end W of the identity window for a kernel image that ends at <paramref name="kernelEnd"/> (L1).
    /// False when the image ends past <see cref="IdentityMapLimit"/>: such a kernel must not be booted.
    /// </summary>
    public static bool TryGetIdentityEnd(uint kernelEnd, out uint identityEnd)
    {
        if (kernelEnd > IdentityMapLimit)
        {
            identityEnd = default;
            return false;
        }

        identityEnd = Math.Max(IdentityMapMinimum, (kernelEnd + PageOffsetMask) & ~PageOffsetMask);
        return true;
    }
}
