// Verdict: walk at line 15, resolve at line 22, rights at lines 28 and 34; 10 points
// Lab 2: the walk through directory and table, as the processor does it. Fill in the four methods; they only read.
using static Osmosis.Labs.Machine;
using Osmosis.Labs;

static class Paging
{
    // Bits of an entry of either level, and the part of it that is an address.
    const uint Present = 1, Writable = 2, User = 4, FrameMask = 0xFFFF_F000;

    /// The physical address of a page's table entry. NotMapped: there is no table.
    public static Result EntryOf(uint page, out uint entryAddress)
    {
        entryAddress = 0;
        return Result.NotMapped;
    }

    /// The physical address behind any virtual one. NotMapped: there is none.
    public static Result Resolve(uint address, out uint physical)
    {
        physical = 0;
        return Result.NotMapped;
    }

    /// Whether the kernel may write to a virtual address, with CR0.WP set.
    public static bool MayWrite(uint address)
    {
        return false;
    }

    /// Whether a program may read a virtual address.
    public static bool MayProgramReach(uint address)
    {
        return false;
    }
}
