// Verdict: answers at lines 24 and 32; 0 points
using Osmosis.Labs;
using static Osmosis.Labs.Machine;

/// <summary>Labs 3 and 4: a page table of your own.</summary>
static class Paging
{
    /// <summary>Bit 0 of an entry, P.</summary>
    const uint Present = 1;

    /// <summary>Bit 1 of an entry, W.</summary>
    const uint Writable = 2;

    /// <summary>Bits 31..12 of an entry: the physical address of a frame.</summary>
    const uint FrameMask = 0xFFFFF000;

    /// <summary>
    /// Maps the page at a virtual address to the frame at a physical one. Both are multiples of 4096.
    /// AlreadyMapped: the page has a mapping, which stays. OutOfFrames: the page needs a table, and there is no frame.
    /// Either changes nothing.
    /// </summary>
    public static Result Map(uint page, uint frame, bool writable)
    {
        return Result.OutOfFrames;
    }

    /// <summary>
    /// Takes a frame and maps the page to it, writable. AlreadyMapped, OutOfFrames: nothing has changed.
    /// </summary>
    public static Result MapNew(uint page)
    {
        return Result.OutOfFrames;
    }

    /// <summary>
    /// Removes the mapping of a page. The frame is the caller's, who gives it back. A table that this leaves empty is
    /// given back here. NotMapped: nothing has changed.
    /// </summary>
    public static Result Unmap(uint page)
    {
        return Result.NotMapped;
    }

    /// <summary>
    /// The physical address behind any virtual one, the offset inside the page included. NotMapped: there is none.
    /// </summary>
    public static Result Resolve(uint address, out uint physical)
    {
        physical = 0;
        return Result.NotMapped;
    }
}
